"""Read many sources, showing progress; what one of them holds against it never stops the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from knowledge.loaders import LoadResult, expand_sources, load_path, load_url
from knowledge.loaders.fetch import fetch

LONG = 5


async def load_sources(sources: Sequence[str]) -> LoadResult:
    """Return everything that files, folders, globs and addresses hold, with a bar on long work."""
    expanded, refusals = expand_sources(sources)
    found = [LoadResult(refusals=refusals)]
    with Progress(console=Console(stderr=True), disable=len(expanded) < LONG) as progress:
        for source in progress.track(expanded, description="Reading"):
            found.append(load_path(source) if isinstance(source, Path) else await load_url(source, fetch=fetch))
    return LoadResult(
        tuple(announcement for each in found for announcement in each.announcements),
        tuple(unit for each in found for unit in each.units),
        tuple(refusal for each in found for refusal in each.refusals),
    )
