"""What an official handed in -> an announcement: typed or forwarded words, a link, or a file that the loaders read."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.broadcasts.broadcast import MediaKind
from bot.office.files import FetchFile, FileError
from bot.office.flow import Submission
from knowledge.announcement import Announcement, Kind
from knowledge.loaders import Document, Fault, Fetcher, FetchError, RefusedError, read_handed
from knowledge.loaders.encoding import refuse_secret
from knowledge.loaders.identity import kind_of

MAX_DRAFT_CHARS = 200_000
MAX_WORDS_BESIDE_LINK = 8
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


class UnreadError(Exception):
    """A submission that makes no announcement; `reason` is a key under office.publish.unread, `detail` its cause."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads submissions; the announcements belong to `unit_id`. `read_document` is safe with hostile bytes."""

    fetch_file: FetchFile
    fetch_page: Fetcher
    unit_id: str
    read_document: Callable[[bytes, Document], Awaitable[Announcement]] = read_handed

    async def read(self, submission: Submission) -> Announcement:
        """Return the announcement that a submission holds; raises UnreadError."""
        try:
            announcement = await self._read(submission)
        except (RefusedError, FetchError) as error:
            detail = error.reason if error.fault in (Fault.OTHER, Fault.WEB) else ""
            raise UnreadError(error.fault, detail) from error
        except FileError as error:
            raise UnreadError(f"file_{error.reason}") from error
        if sum(len(section.text) for section in announcement.sections) > MAX_DRAFT_CHARS:
            raise UnreadError(Fault.SIZE)
        if not announcement.sections:
            raise UnreadError(Fault.EMPTY)
        return announcement

    @staticmethod
    def refuse_stamped(submission: Submission) -> None:
        """Check that the words bear no secrecy stamp, so that they may be kept; raises UnreadError."""
        try:
            refuse_secret(submission.text)
        except RefusedError as error:
            raise UnreadError(error.fault) from error

    async def _read(self, submission: Submission) -> Announcement:
        media = submission.media
        if media is None:
            link = find_link(submission.text)
            return await self._page(link) if link else await self._words(submission.text)
        if media.kind is not MediaKind.DOCUMENT:
            raise UnreadError(media.kind)
        data = await self.fetch_file(media.file_id)
        return await self.read_document(data, Document(media.name, default_unit=self.unit_id))

    async def _words(self, text: str) -> Announcement:
        found = await self.read_document(text.encode(errors="ignore"), Document("tin.txt", default_unit=self.unit_id))
        by_title = kind_of(found.title, found.number)
        return replace(found, kind=by_title) if found.kind is Kind.NEWS and by_title is not Kind.OTHER else found

    async def _page(self, url: str) -> Announcement:
        page = await self.fetch_page(url)
        name = "page.txt" if page.is_plain else "page.html"
        return await self.read_document(page.data, Document(name, page.charset, page.url, self.unit_id))


def find_link(text: str) -> str | None:
    """Return the address where a text is one link with hardly a word beside it."""
    links = _LINK.findall(text)
    is_alone = len(links) == 1 and len(_LINK.sub(" ", text).split()) <= MAX_WORDS_BESIDE_LINK
    return links[0].rstrip(".,;)") if is_alone else None
