"""Documents in: saved text, portal pages, our own announcement files and web addresses -> announcements."""

from knowledge.loaders.fetch import Fetched, Fetcher, FetchError, fetch_page
from knowledge.loaders.result import LoadResult, Refusal, join_results
from knowledge.loaders.sources import expand_sources, load_path, load_url

__all__ = [
    "FetchError",
    "Fetched",
    "Fetcher",
    "LoadResult",
    "Refusal",
    "expand_sources",
    "fetch_page",
    "join_results",
    "load_path",
    "load_url",
]
