"""Tickets: a question or a report goes to an official, the answer comes back and can become knowledge."""
