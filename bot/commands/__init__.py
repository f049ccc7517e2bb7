"""The subcommands, one module each; `command` in it is what runs."""
