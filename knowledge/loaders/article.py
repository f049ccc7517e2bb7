"""A page's lines -> an announcement: title, publication, category, department, number, issuer, body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from knowledge.announcement import Announcement, Kind
from knowledge.dates import first_clock, first_day, moment_of
from knowledge.headings import Rank, read_heading
from knowledge.loaders.boilerplate import is_chrome, split_doubled, starts_tail
from knowledge.loaders.encoding import refuse_secret
from knowledge.loaders.identity import kind_of, kind_of_title, make_id
from knowledge.loaders.letterhead import Issue, read_issue
from knowledge.loaders.page import MAX_ABOVE, Page
from knowledge.loaders.publication import Publication, creation_moment, find_publication
from knowledge.loaders.result import Fault, RefusedError
from knowledge.sections import split_sections
from knowledge.vietnamese import fold, share_of_syllables
from knowledge.zones import letterhead_of

MAX_TITLE = 300
MIN_PROSE = 80
_DEPARTMENT = re.compile(
    r"^(?:phong|van phong|ban|trung tam|tram|cong an|dai|hoi|doan|doi|to|ubnd|uy ban|so|chi cuc|cong thong tin"
    r"|bo phan)\s"
)
_OFFICIAL = (Rank.ARTICLE, Rank.ROMAN, Rank.CHAPTER, Rank.PART)


@dataclass(frozen=True, slots=True)
class _Article:
    """An article cut out of its page."""

    title: str
    publication: Publication | None
    category_path: tuple[str, ...]
    department: str | None
    lines: tuple[str, ...]


def read_announcement(page: Page, *, unit_id: str | None = None, url: str | None = None) -> Announcement:
    """Return the announcement that `page` shows; `url` counts where the page names no address of its own.

    Raises:
        RefusedError: no text, or a secrecy stamp.
    """
    refuse_secret("\n".join(page.lines))
    article = _cut_article(page)
    issue = read_issue(article.title, article.lines)
    address = page.url or url
    published_at = _published_at(article.publication, page.published, address)
    kind = _kind(article, issue)
    year = issue.issued_on.year if issue.issued_on else (published_at.year if published_at else None)
    made = Announcement(
        id=make_id(article.title, issue.number, year, issuer=issue.issuer),
        title=article.title,
        kind=kind,
        number=f"{issue.number.text}".replace(" ", "") if issue.number else None,
        issuer=issue.issuer,
        unit_id=unit_id,
        issued_on=issue.issued_on,
        published_at=published_at,
        category_path=article.category_path,
        department=article.department,
        url=address,
        portal_views=article.publication.views if article.publication else None,
        quality=round(share_of_syllables("\n".join(article.lines)), 3),
    )
    return replace(made, sections=split_sections(made.id, "\n".join(article.lines), kind=kind))


def _cut_article(page: Page) -> _Article:
    lines = page.lines
    found = find_publication(lines)
    place = found[0] if found else None
    title, start = _find_title(page, place)
    body = _article_lines(line for i, line in enumerate(lines) if i >= start and i != place)
    body, department = _take_department(body)
    body = body or ([title] if _can_be_title(title) else [])
    if not body:
        raise RefusedError("holds no article text; save the page of one announcement and load that", Fault.EMPTY)
    publication = found[1] if found else None
    if publication is None and page.above:
        above = find_publication(page.above)
        publication = above[1] if above and above[1].weight >= 3 else None
    before = [*page.above, *lines[max(start - 1 - MAX_ABOVE, 0) : max(start - 1, 0)]]
    return _Article(title, publication, _category_path(page.crumbs, before), department, tuple(body))


def _find_title(page: Page, place: int | None) -> tuple[str, int]:
    """Return the title and the index of the first line behind it and behind the publication line."""
    lines = page.lines
    after = 0 if place is None else place + 1
    known = next((i for i, line in enumerate(lines[: after + 5]) if _names_page(line, page.title)), None)
    if known is not None:
        return lines[known], max(known + 1, after)
    if page.title:
        return page.title, after
    above = next((i for i in range(after - 2, -1, -1) if _can_be_title(lines[i])), None) if place is not None else None
    if above is not None and not (above and starts_tail(lines[above - 1])):
        return lines[above], after
    return _document_title(lines, after)


def _document_title(lines: Sequence[str], start: int) -> tuple[str, int]:
    """Return the title of a text without publication line above it: the type and summary, else the first line."""
    rest = lines[start:]
    head = len(letterhead_of(rest))
    if head and len(rest) > head:
        is_split = kind_of_title(f"{rest[head]} ") is not Kind.OTHER and len(rest[head].split()) <= 3
        return " ".join(rest[head : head + (2 if is_split else 1)])[:MAX_TITLE], start
    prose = next((i for i, line in enumerate(rest) if _is_prose(line)), 0)
    first = next((i for i, line in enumerate(rest) if not is_chrome(line) and split_doubled(line) is None), 0)
    if prose and _can_be_title(rest[prose - 1]):
        first = prose - 1
    title = rest[first] if rest else ""
    if len(title) > MAX_TITLE:
        return title[:MAX_TITLE].rsplit(" ", 1)[0], start + first
    return title, start + first + 1


def _names_page(line: str, page_title: str) -> bool:
    """Return whether `line` is the page's own title, which may go on with the site's name."""
    folded, whole = fold(line), fold(page_title)
    return len(folded) >= 12 and (whole.startswith(folded) or (len(whole) >= 12 and folded == whole))


def _can_be_title(line: str) -> bool:
    is_short = len(line.split()) < 4 or len(line) > MAX_TITLE
    return not (is_short or is_chrome(line) or starts_tail(line) or split_doubled(line))


def _article_lines(lines: Iterable[str]) -> list[str]:
    """Return the article's own lines: menus and early counters go, the first tail line behind prose ends it."""
    kept: list[str] = []
    has_prose = False
    for line in lines:
        if starts_tail(line):
            if has_prose:
                break
            continue
        if is_chrome(line):
            continue
        has_prose = has_prose or _is_prose(line)
        kept.append(line)
    return kept


def _is_prose(line: str) -> bool:
    return len(line) >= MIN_PROSE or (len(line) >= 40 and line.endswith((".", ";", ":")))


def _take_department(lines: list[str]) -> tuple[list[str], str | None]:
    """Return the lines without a closing department line, and that line."""
    if len(lines) > 1 and len(lines[-1]) <= 80 and _DEPARTMENT.match(fold(lines[-1])):
        name = lines[-1].strip(" .()")
        if lines[-1][-1] not in ":;,!?" and name[:1].isupper():
            return lines[:-1], name
    return lines, None


def _category_path(crumbs: Sequence[str], before: Sequence[str]) -> tuple[str, ...]:
    """Return the categories from the widest: the menu path, with the doubled portlet title nearest above the title."""
    doubled = next((d for line in reversed(before) if (d := split_doubled(line.removeprefix("- ")))), None)
    names = [*crumbs] or ([doubled[0]] if doubled and doubled[0] else [])
    if doubled and (not names or fold(names[-1]) != fold(doubled[1])):
        names.append(doubled[1])
    return tuple(dict.fromkeys(names))


def _published_at(publication: Publication | None, iso: str, url: str | None) -> datetime | None:
    if publication is not None and publication.at is not None:
        return publication.at
    day = first_day(iso)
    if day is not None:
        try:
            moment = datetime.fromisoformat(iso)
        except ValueError:
            return moment_of(day, first_clock(iso))
        return moment.astimezone(UTC) if moment.tzinfo else moment_of(day, moment.time())
    return creation_moment(url) if url else None


def _kind(article: _Article, issue: Issue) -> Kind:
    """Return the document's kind where the page shows the document itself, NEWS where it tells about one."""
    if letterhead_of(article.lines):
        return kind_of(article.title, issue.number.text if issue.number else None)
    by_title = kind_of_title(article.title)
    headings = [h for line in article.lines if (h := read_heading(line)) is not None]
    if by_title is not Kind.OTHER and headings:
        return by_title
    return Kind.OTHER if sum(h.rank in _OFFICIAL for h in headings) >= 2 else Kind.NEWS
