"""How a chat subscribes: what there is to choose, what typed words mean, and the dialogue by buttons."""
