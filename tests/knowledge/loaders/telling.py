"""A child process that answers with the names of its environment, for the test of what it is given."""

from __future__ import annotations

import os
import sys

from knowledge.loaders.worker import serve_apart

if __name__ == "__main__":
    sys.exit(serve_apart(lambda _request, _data: " ".join(os.environ)))
