"""The bot's own tables, beside those of the knowledge base; one module for each room that keeps something."""

from bot.tables.desk import DESK_SESSION, LOGIN_LINK
from bot.tables.loudspeaker import APPROVAL, BROADCAST, DELIVERY, LEASE, SUBSCRIBER, SUBSCRIBER_TOPIC
from bot.tables.staff import AUDIT, DIALOGUE, FOUNDING_CODE, FOUNDING_TRY, STAFF, SWITCH
from bot.tables.teaching import LESSON, REPLAY
from bot.tables.tickets import TICKET, TICKET_ASKER, TICKET_DRAFT, TICKET_EVENT, TICKET_GROUP, TICKET_NOTICE
from bot.tables.visits import HOUR_COUNTER, INBOX, INTERACTION, OUTCOME_COUNTER, TOPIC_COUNTER, VISIT_COUNTER

__all__ = [
    "APPROVAL",
    "AUDIT",
    "BROADCAST",
    "DELIVERY",
    "DESK_SESSION",
    "DIALOGUE",
    "FOUNDING_CODE",
    "FOUNDING_TRY",
    "HOUR_COUNTER",
    "INBOX",
    "INTERACTION",
    "LEASE",
    "LESSON",
    "LOGIN_LINK",
    "OUTCOME_COUNTER",
    "REPLAY",
    "STAFF",
    "SUBSCRIBER",
    "SUBSCRIBER_TOPIC",
    "SWITCH",
    "TICKET",
    "TICKET_ASKER",
    "TICKET_DRAFT",
    "TICKET_EVENT",
    "TICKET_GROUP",
    "TICKET_NOTICE",
    "TOPIC_COUNTER",
    "VISIT_COUNTER",
]
