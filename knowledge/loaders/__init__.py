"""Documents in: saved text, portal pages, our own announcement files and web addresses -> announcements."""

from knowledge.loaders.fetch import Fetched, Fetcher, FetchError, fetch_page
from knowledge.loaders.handed import Document, read_handed
from knowledge.loaders.result import Fault, LoadResult, Refusal, RefusedError, join_results
from knowledge.loaders.sources import expand_sources, load_path, load_url

__all__ = [
    "Document",
    "Fault",
    "FetchError",
    "Fetched",
    "Fetcher",
    "LoadResult",
    "Refusal",
    "RefusedError",
    "expand_sources",
    "fetch_page",
    "join_results",
    "load_path",
    "load_url",
    "read_handed",
]
