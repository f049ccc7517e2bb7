"""The form of a new lesson, from a row of the question log or by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from starlette.responses import Response

from bot.admin.why import Why, explain
from bot.staff import Deed, NotAllowedError
from bot.teaching.checking import Draft, LessonError
from bot.web.admin.lessons import ROOT, read_number, words_of
from bot.web.admin.page import Opened, Page
from knowledge.base import KnowledgeBase
from knowledge.teaching import LessonKind

_Refusal: TypeAlias = LessonError | NotAllowedError
OFFERED = 6
EXCERPT_CHARS = 110


async def show_form(opened: Opened) -> Response:
    """Return the kinds to choose from, or the form of the chosen one."""
    return await _form(opened, {name: opened.asked(name) for name in ("interaction", "kind", "wording", "tim")})


async def propose(opened: Opened) -> Response:
    """Begin the replay of the lesson, or show the form again with what is wrong."""
    form, kind = opened.form, opened.form.get("kind", "")
    if kind not in frozenset(LessonKind):
        return await _form(opened, form)
    draft = Draft(LessonKind(kind), form.get("wording", ""), form.get("meaning", ""), form.get("target", ""))
    row = read_number(form.get("interaction", "")) or None
    try:
        replay = await opened.services.teaching.propose(opened.member.telegram_id, draft, interaction_id=row)
    except (LessonError, NotAllowedError) as error:
        return await _form(opened, form, error)
    return opened.go_on(f"{ROOT}/thu/{replay.id}")


async def _form(opened: Opened, values: Mapping[str, str], error: _Refusal | None = None) -> Response:
    services, number = opened.services, read_number(values.get("interaction", ""))
    why = await explain(services.numbers.log, services.base, number) if number else None
    kind = values.get("kind", "")
    wording = values.get("wording") or _asked(why)
    return opened.show(
        "lesson_new.html",
        why=why,
        number=number,
        kind=kind if kind in frozenset(LessonKind) else "",
        kinds=tuple(LessonKind),
        values={
            "meaning": "",
            "target": "",
            "tim": "",
            **values,
            "wording": wording if kind == "pin" else values.get("wording", ""),
        },
        choices=_choices(opened, kind, values, why, error),
        words=words_of(opened),
        problem=_explain(opened, error) if error else "",
    )


def _explain(opened: Opened, error: _Refusal) -> str:
    catalogue, language = opened.services.catalogue, opened.language
    if isinstance(error, LessonError):
        return catalogue.text(f"teaching.refused.{error.reason}", language, **error.values)
    return catalogue.text(f"office.refused.{error.reason}", language)


def _asked(why: Why | None) -> str:
    return (why.did_you_mean or why.asked.text) if why else ""


def _choices(
    opened: Opened, kind: str, values: Mapping[str, str], why: Why | None, error: _Refusal | None
) -> Sequence[tuple[str, str, str]]:
    """Return what a pin may lead to, or the announcements that an unclear name may mean: ids, names and first words."""
    base, words = opened.services.base, words_of(opened)
    if kind == LessonKind.PIN:
        searched = values.get("tim") or values.get("wording") or _asked(why)
        ids = [match.section_id for match in base.search(searched, limit=OFFERED).matches] if searched else []
        if why and not values.get("tim"):
            ids = [*(each.section_id for each in why.weighed if each.title is not None), *ids]
        return [(each, words.section(each), _excerpt(base, each)) for each in dict.fromkeys(ids)][:OFFERED]
    if kind == LessonKind.ALIAS and error and error.reason == "unknown_name":
        found = (match.announcement_id for match in base.search(values.get("meaning", ""), limit=30).matches)
        named = (base.announcement(each) for each in dict.fromkeys(found))
        return [(each.id, each.title, "") for each in named if each][:OFFERED]
    return ()


def _excerpt(base: KnowledgeBase, section_id: str) -> str:
    section = base.section(section_id)
    text = " ".join(section.text.split()) if section else ""
    return text if len(text) <= EXCERPT_CHARS else f"{text[: EXCERPT_CHARS - 1]}…"


PAGES = (
    Page(f"{ROOT}/moi", Deed.TEACH, show_form),
    Page(f"{ROOT}/moi", Deed.TEACH, propose, method="POST"),
)
