"""The desk: what staff read about the service, and take away; knows no channel."""
