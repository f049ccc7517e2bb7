"""Where documents come from: files, folders, globs and web addresses."""

from __future__ import annotations

import glob
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from knowledge.loaders.article import read_announcement
from knowledge.loaders.content import read_markdown, read_yaml
from knowledge.loaders.encoding import MAX_BYTES, read_text
from knowledge.loaders.fetch import Fetcher, FetchError
from knowledge.loaders.markdown import unwrap
from knowledge.loaders.page import Page, read_page
from knowledge.loaders.result import Fault, LoadResult, RefusedError, from_json, join_results, refuse
from knowledge.loaders.worker import TIMEOUT_S, read_page_apart, run_apart_blocking

MAX_FILES = 10_000
LARGE_BYTES = 100_000  # beyond it a hostile file can hold the reader up: it gets a process of its own, with limits

_LARGE = "knowledge.loaders.large"
_MARKDOWN = (".md", ".markdown")
_YAML = (".yaml", ".yml")
_HTML = (".html", ".htm", ".xhtml", ".aspx")
_TEXT = (".txt",)


def expand_sources(sources: Sequence[str]) -> tuple[Path | str, ...]:
    """Return each source as a web address (str) or as paths: globs give their files, sorted.

    A path or glob that meets nothing stays one path, so that loading it says so.
    """
    return tuple(found for source in sources for found in _expand(source))


def load_path(path: Path, *, default_unit: str | None = None) -> LoadResult:
    """Return what a file, or every file of a folder and below in the order of names, holds.

    Hidden files and README files are passed over. A file that cannot be taken becomes a refusal; the rest still load.
    `default_unit` owns the announcements that name no unit.
    """
    if path.is_dir():
        home = path.resolve()
        return join_results(_load_below(home, file, default_unit) for file in _files(path))
    return _load_file(path, default_unit)


async def load_url(url: str, *, fetch: Fetcher, default_unit: str | None = None) -> LoadResult:
    """Return the announcement of the page at `url`, read in a process of its own with a time limit."""
    try:
        fetched = await fetch(url)
        page = await read_page_apart(fetched.data, charset=fetched.charset, is_plain=fetched.is_plain)
        announcement = read_announcement(page, unit_id=default_unit, url=fetched.url)
    except (FetchError, RefusedError) as error:
        return refuse(url, error.reason, error.fault)
    return LoadResult(announcements=(announcement,))


def _expand(source: str) -> Iterable[Path | str]:
    if source.lower().startswith(("http://", "https://")):
        return (source,)
    path = Path(source).expanduser()
    if path.exists() or not glob.has_magic(source):
        return (path,)
    return [Path(name) for name in sorted(glob.glob(str(path), recursive=True))] or (path,)


def _files(folder: Path) -> Iterator[Path]:
    count = 0
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(part.startswith((".", "__")) for part in parts) or path.stem.upper() == "README" or not path.is_file():
            continue
        count += 1
        if count > MAX_FILES:
            return
        yield path


def _load_below(home: Path, path: Path, default_unit: str | None) -> LoadResult:
    """Return what a file of the folder `home` holds; a link that leads out of it could publish a secret."""
    if not path.resolve().is_relative_to(home):
        return refuse(path.name, "is a link to a file outside its folder; copy the file into the folder")
    return _load_file(path, default_unit)


def _load_file(path: Path, default_unit: str | None) -> LoadResult:
    source = path.name
    try:
        return _read_file(path, default_unit)
    except RefusedError as error:
        return refuse(source, error.reason, error.fault)
    except OSError as error:
        return refuse(str(path), f"cannot be read ({error.strerror or error}); check the name and the rights")


def read_bytes(
    name: str, data: bytes, *, charset: str | None = None, url: str | None = None, default_unit: str | None = None
) -> LoadResult:
    """Return what a file of this name holds; `charset` and `url` are what its server said of a page.

    Raises:
        RefusedError: a kind of file that is not read, or a file that is refused whole.
    """
    path = Path(name)
    suffix = path.suffix.lower()
    _check_kind(suffix)
    if suffix in _HTML:
        return LoadResult((read_announcement(read_page(data, charset=charset), unit_id=default_unit, url=url),))
    text = read_text(data, charset=charset)
    if suffix in _MARKDOWN:
        return read_markdown(path.name, path.stem, text, default_unit=default_unit)
    if suffix in _YAML:
        return read_yaml(path.name, path.stem, text, default_unit=default_unit)
    return LoadResult((read_announcement(text_page(text), unit_id=default_unit, url=url),))


def _read_file(path: Path, default_unit: str | None, timeout_s: float = TIMEOUT_S) -> LoadResult:
    if not path.exists():
        raise RefusedError(f"there is no such file or folder ({path}); check the name")
    _check_kind(path.suffix.lower())
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if LARGE_BYTES < len(data) <= MAX_BYTES:
        request = json.dumps({"name": path.name, "default_unit": default_unit}).encode() + b"\n" + data
        return from_json(run_apart_blocking(_LARGE, request, timeout_s=timeout_s))
    return read_bytes(path.name, data, default_unit=default_unit)


def _check_kind(suffix: str) -> None:
    if suffix not in (*_MARKDOWN, *_YAML, *_HTML, *_TEXT):
        reason = f"'{suffix or 'no suffix'}' is not a kind that is read; use .md, .yaml, .txt or .html"
        raise RefusedError(reason, Fault.KIND)


def text_page(text: str) -> Page:
    """Return a page saved as plain text: all its lines, hard-wrapped sentences joined."""
    return Page(unwrap([line.strip() for line in text.split("\n")]))
