"""The standing of users in chats as `ChatMember` objects."""

from __future__ import annotations

from typing import Any

from tests.servers.world import User

_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


def member_json(user: User, status: str) -> dict[str, Any]:
    """Return the `ChatMember` object of a user with this status, with all rights or none."""
    member: dict[str, Any] = {"status": status, "user": user.as_json()}
    if status == "creator":
        return member | {"is_anonymous": False}
    if status == "administrator":
        rights = dict.fromkeys(_RIGHTS, True)
        return member | rights | {"can_be_edited": False, "is_anonymous": False, "can_pin_messages": True}
    if status == "restricted":
        return member | dict.fromkeys(_PERMISSIONS, False) | {"is_member": True, "until_date": 0}
    if status == "kicked":
        return member | {"until_date": 0}
    return member
