"""Tickets, without a channel."""
