"""Read many sources, showing progress; what one of them holds against it never stops the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from knowledge.loaders import LoadResult, expand_sources, fetch_page, join_results, load_path, load_url

LONG = 5


async def load_sources(sources: Sequence[str]) -> LoadResult:
    """Return everything that files, folders, globs and addresses hold, with a bar on long work."""
    expanded = expand_sources(sources)
    with Progress(console=Console(stderr=True), disable=len(expanded) < LONG) as progress:
        return join_results([await _load(source) for source in progress.track(expanded, description="Reading")])


async def _load(source: Path | str) -> LoadResult:
    return load_path(source) if isinstance(source, Path) else await load_url(source, fetch=fetch_page)
