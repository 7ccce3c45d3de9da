"""The tables of the calendar."""

from outreach.events.models.event import Claim, Event, Slot, Walk
from outreach.events.models.kinds import ClaimState, EventKind, EventStatus, SlotRole
from outreach.events.models.planning import EventChange, EventTemplate, ImportDraft

__all__ = [
    "Claim",
    "ClaimState",
    "Event",
    "EventChange",
    "EventKind",
    "EventStatus",
    "EventTemplate",
    "ImportDraft",
    "Slot",
    "SlotRole",
    "Walk",
]
