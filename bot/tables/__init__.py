"""The bot's own tables, beside those of the knowledge base; one module for each room that keeps something."""

from bot.tables.desk import DESK_SESSION, LOGIN_LINK
from bot.tables.loudspeaker import APPROVAL, BROADCAST, DELIVERY, LEASE, SUBSCRIBER, SUBSCRIBER_TOPIC
from bot.tables.staff import AUDIT, DIALOGUE, FOUNDING_CODE, FOUNDING_TRY, STAFF, SWITCH
from bot.tables.visits import INBOX, INTERACTION, VISIT_COUNTER

__all__ = [
    "APPROVAL",
    "AUDIT",
    "BROADCAST",
    "DELIVERY",
    "DESK_SESSION",
    "DIALOGUE",
    "FOUNDING_CODE",
    "FOUNDING_TRY",
    "INBOX",
    "INTERACTION",
    "LEASE",
    "LOGIN_LINK",
    "STAFF",
    "SUBSCRIBER",
    "SUBSCRIBER_TOPIC",
    "SWITCH",
    "VISIT_COUNTER",
]
