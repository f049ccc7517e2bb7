"""People: settings, storage, answers, statistics, and the faces that residents meet."""
