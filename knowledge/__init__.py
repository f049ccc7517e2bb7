"""Documents in, matches out: knows nothing of chats, Telegram or the web."""
