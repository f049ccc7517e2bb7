"""Charts: one definition, drawn as SVG for pages and as PNG for chats."""
