"""The admin's desk on the web, below /quan-tri: one module for each page, all of them listed in `pages`."""
