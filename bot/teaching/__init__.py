"""Teaching: lessons proposed from the question log, tried over past questions, saved, taken back."""
