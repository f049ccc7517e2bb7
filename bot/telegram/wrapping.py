"""Dress an official's words as the message that every recipient gets: the heading of a tier, buttons, parameters.

Source: core.telegram.org/bots/api#sendmessage, #sendphoto, #editmessagecaption.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.broadcasts.broadcast import BroadcastKind, Content, Entity, MediaKind, Tier
from bot.broadcasts.carrier import Parcel
from bot.catalogue import Catalogue
from bot.reply import Action, Reply, Verb
from bot.telegram.render import render

_NO_PREVIEW = json.dumps({"is_disabled": True})
_METHODS = {MediaKind.PHOTO: "sendPhoto", MediaKind.DOCUMENT: "sendDocument", MediaKind.VOICE: "sendVoice"}
_STOP = Action(Verb.SUBSCRIBE, "stop")


@dataclass(frozen=True, slots=True)
class Dressed:
    """A message but for its chat: the method that sends it, the one that edits it, and their parameters."""

    method: str
    parameters: dict[str, str]
    edit_method: str
    edit_parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Wrapping:
    """Dresses parcels in the recipient's language; `bulletin` composes the words of a bulletin for its topics."""

    catalogue: Catalogue
    bulletin: Callable[[Content, tuple[str, ...], str], Reply]

    def dress(self, parcel: Parcel) -> Dressed:
        """Return the message that the parcel's recipient gets."""
        if parcel.kind is BroadcastKind.BULLETIN:
            return self._dress_bulletin(parcel)
        content = self._under_heading(parcel)
        if content.media is None:
            common = {"text": content.text, "entities": _entities(content), "link_preview_options": _NO_PREVIEW}
            common["reply_markup"] = self._keyboard(parcel)
            return Dressed("sendMessage", common, "editMessageText", common)
        common = {"caption": content.text, "caption_entities": _entities(content)}
        common["reply_markup"] = self._keyboard(parcel)
        method, field = _METHODS[content.media.kind], content.media.kind.value
        return Dressed(method, common | {field: content.media.file_id}, "editMessageCaption", common)

    def _dress_bulletin(self, parcel: Parcel) -> Dressed:
        reply = self.bulletin(parcel.content, parcel.topics, parcel.language)
        message = render(reply)[0]
        rows = [] if message.markup is None else message.markup.to_dict()["inline_keyboard"]
        common = {
            "text": message.html,
            "parse_mode": "HTML",
            "reply_markup": json.dumps({"inline_keyboard": [*rows, [self._button("stop", parcel, _STOP)]]}),
            "link_preview_options": _NO_PREVIEW,
        }
        return Dressed("sendMessage", common, "editMessageText", common)

    def _under_heading(self, parcel: Parcel) -> Content:
        content = parcel.content
        if parcel.kind is BroadcastKind.RECALL:
            media = content.media if parcel.original_id is not None else None
            return Content(self.catalogue.text("broadcast.recalled", parcel.language), media=media)
        heading = self._heading(parcel)
        if not heading:
            return content
        width = _utf16_length(heading)
        moved = (replace(entity, offset=entity.offset + width + 2) for entity in content.entities)
        return replace(content, text=f"{heading}\n\n{content.text}", entities=(Entity("bold", 0, width), *moved))

    def _heading(self, parcel: Parcel) -> str:
        if parcel.kind is BroadcastKind.CORRECTION:
            return self.catalogue.text("broadcast.heading.correction", parcel.language)
        if parcel.tier is Tier.ORDINARY:
            return ""
        return self.catalogue.text(f"broadcast.heading.{parcel.tier}", parcel.language)

    def _keyboard(self, parcel: Parcel) -> str:
        """Return the buttons: the announcement where there is one, and one tap that ends the subscription."""
        rows = [[self._button("stop", parcel, _STOP)]]
        if parcel.content.announcement_id is not None and parcel.kind is not BroadcastKind.RECALL:
            rows.insert(0, [self._button("read", parcel, Action(Verb.READ, str(parcel.broadcast_id)))])
        return json.dumps({"inline_keyboard": rows})

    def _button(self, name: str, parcel: Parcel, action: Action) -> dict[str, str]:
        label = self.catalogue.text(f"broadcast.button.{name}", parcel.language)
        return {"text": label, "callback_data": action.encode()}


def _entities(content: Content) -> str:
    return json.dumps([_entity(each) for each in content.entities])


def _entity(entity: Entity) -> dict[str, Any]:
    plain = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    return plain | ({"url": entity.url} if entity.url else {})


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
