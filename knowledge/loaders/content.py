"""Our own announcement files, which a clerk edits: Markdown with YAML fields above it, or YAML alone."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.announcement import Announcement, Attachment, Kind, Status
from knowledge.loaders.encoding import refuse_secret
from knowledge.loaders.identity import kind_of, stem_id
from knowledge.loaders.markdown import plain_lines
from knowledge.loaders.result import LoadResult, Refusal, RefusedError, join_results
from knowledge.loaders.units import is_unit_id, read_units
from knowledge.loaders.yaml_fields import Fields, read_fields
from knowledge.numbers import parse_number
from knowledge.sections import split_sections
from knowledge.vietnamese import share_of_syllables

CONTENT_FIELDS = (
    "id",
    "title",
    "kind",
    "number",
    "issuer",
    "unit",
    "issued_on",
    "published_at",
    "expires_on",
    "category",
    "department",
    "url",
    "attachments",
    "status",
    "sample",
    "aliases",
)
_FENCE = re.compile(r"^---[ \t]*$", re.M)
_URL = re.compile(r"^https?://[^\s/?#]+\S*$")


def read_markdown(source: str, stem: str, text: str, *, default_unit: str | None = None) -> LoadResult:
    """Return the announcement of a Markdown file, or one refusal for each thing wrong with it.

    Raises:
        RefusedError: no fields at the top, invalid YAML, or a secrecy stamp.
    """
    fences = [m for _, m in zip(range(2), _FENCE.finditer(text), strict=False)]
    if len(fences) < 2 or text[: fences[0].start()].strip():
        raise RefusedError("line 1: has no fields at its top; begin with '---', then 'title: …', then '---'")
    header = text[fences[0].end() + 1 : fences[1].start()]
    offset = text.count("\n", 0, fences[0].end()) + 1
    fields = read_fields(header, line_offset=offset)[0]
    return _read_entry(source, stem, fields, text[fences[1].end() :], default_unit)


def read_yaml(source: str, stem: str, text: str, *, default_unit: str | None = None) -> LoadResult:
    """Return the units (`units:`) or announcements of a YAML file; announcements have their text in `body`.

    Raises:
        RefusedError: invalid YAML, or a secrecy stamp.
    """
    entries = read_fields(text)
    if entries and "units" in entries[0].values:
        entries[0].refuse_unknown(("units",))
        below = entries[0].mappings("units")
        own = tuple(Refusal(source, f"{source}: {problem}") for problem in entries[0].problems)
        for unit in below:
            unit.problems = [] if own else unit.problems
        entries[0].problems.clear()
        return join_results((LoadResult(refusals=own), read_units(source, below)))
    if stem.lower() in ("unit", "units"):
        return read_units(source, entries)
    results = []
    for count, entry in enumerate(entries, 1):
        body = entry.text("body", max_chars=1_000_000) or ""
        raw = entry.values.pop("body", None)
        text_body = str(raw.value) if raw is not None and isinstance(raw.value, str) else body
        name = stem if len(entries) == 1 else f"{stem}-{count}"
        results.append(_read_entry(source, name, entry, text_body, default_unit))
    return join_results(results)


def _read_entry(source: str, stem: str, fields: Fields, body: str, default_unit: str | None) -> LoadResult:
    refuse_secret(body)
    fields.refuse_unknown(CONTENT_FIELDS)
    title = fields.text("title", max_chars=300)
    if title is None and not any("field 'title'" in problem for problem in fields.problems):
        fields.report("title", 'is missing; write e.g. title: "Lịch phun thuốc muỗi tháng 6"')
    lines = plain_lines(body, title=title or "")
    if not lines:
        fields.report("body", "the text under the fields is empty; write the announcement below the second '---'")
    announcement = _announcement(stem, fields, default_unit)
    if fields.problems:
        return LoadResult(refusals=tuple(Refusal(source, f"{source}: {problem}") for problem in fields.problems))
    text = "\n".join(lines)
    quality = round(share_of_syllables(text), 3)
    sections = split_sections(announcement.id, text, kind=announcement.kind)
    return LoadResult(announcements=(replace(announcement, quality=quality, sections=sections),))


def _announcement(stem: str, fields: Fields, default_unit: str | None) -> Announcement:
    title = fields.text("title", max_chars=300) or ""
    number = _number(fields)
    kind = fields.choice("kind", [k.value for k in Kind])
    status = fields.choice("status", [s.value for s in Status])
    return Announcement(
        id=_id(stem, fields),
        title=title,
        kind=Kind(kind) if kind else kind_of(title, number),
        number=number,
        issuer=fields.text("issuer", max_chars=200),
        unit_id=_unit(fields) or default_unit,
        issued_on=fields.day("issued_on"),
        published_at=fields.moment("published_at"),
        expires_on=fields.day("expires_on"),
        category_path=fields.texts("category"),
        department=fields.text("department", max_chars=200),
        url=_url(fields, "url"),
        attachments=tuple(a for below in fields.mappings("attachments") if (a := _attachment(below)) is not None),
        status=Status(status) if status else Status.PUBLISHED,
        is_sample=fields.flag("sample"),
        aliases=fields.texts("aliases"),
    )


def _id(stem: str, fields: Fields) -> str:
    own = fields.text("id", max_chars=60)
    if own is not None and stem_id(own) != own:
        fields.report("id", "must be at most 36 lower-case letters, digits and hyphens; write e.g. thu-tuc-khai-sinh")
    return own or stem_id(stem)


def _number(fields: Fields) -> str | None:
    number = fields.text("number", max_chars=60)
    if number is not None and parse_number(number) is None:
        fields.report("number", f"'{number}' is no document number; write e.g. 12/TB-UBND")
    return number


def _unit(fields: Fields) -> str | None:
    unit = fields.text("unit", max_chars=60)
    if unit is not None and not is_unit_id(unit):
        fields.report("unit", "must be the id of a unit in unit.yaml; write e.g. phuong-mau")
    return unit


def _url(fields: Fields, name: str) -> str | None:
    url = fields.text(name)
    if url is not None and not _URL.match(url):
        fields.report(name, f"'{url[:60]}' is no web address; write e.g. https://hoasua.example/tin/1")
    return url


def _attachment(fields: Fields) -> Attachment | None:
    fields.refuse_unknown(("name", "url"))
    name, url = fields.text("name", max_chars=200), _url(fields, "url")
    if url is None and "url" not in fields.values:
        fields.report("url", "is missing; write the attachment's web address")
    return Attachment(name or url, url) if url else None
