"""One module per kind of source, each turning it into an Announcement."""
