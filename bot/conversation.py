"""The heart: what a visitor does, on whatever channel, becomes a recorded interaction and a reply."""
