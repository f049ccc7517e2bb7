"""The bot's own tables, beside those of the knowledge base; one module for each room that keeps something."""

from bot.tables.desk import DESK_SESSION, LOGIN_LINK
from bot.tables.loudspeaker import APPROVAL, BROADCAST, DELIVERY, LEASE, SUBSCRIBER, SUBSCRIBER_TOPIC
from bot.tables.staff import AUDIT, DIALOGUE, STAFF, SWITCH
from bot.tables.tickets import TICKET, TICKET_ASKER, TICKET_DRAFT, TICKET_EVENT, TICKET_GROUP, TICKET_NOTICE
from bot.tables.visits import INBOX, INTERACTION, VISIT_COUNTER

__all__ = [
    "APPROVAL",
    "AUDIT",
    "BROADCAST",
    "DELIVERY",
    "DESK_SESSION",
    "DIALOGUE",
    "INBOX",
    "INTERACTION",
    "LEASE",
    "LOGIN_LINK",
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
    "VISIT_COUNTER",
]
