"""Printable posters with a QR code that lead from a notice board to the bot."""
