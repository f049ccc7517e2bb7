"""The officials' side: conversations of several steps that survive a restart, without any channel's markup."""
