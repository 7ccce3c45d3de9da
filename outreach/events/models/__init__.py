"""The tables of the calendar."""

from outreach.events.models.claim import (
    AnsweredForm,
    Ask,
    CalendarAddress,
    Claim,
    GuestRequest,
    MonthlyLetter,
    Reminder,
    ReminderKind,
)
from outreach.events.models.event import Event, Slot, Walk
from outreach.events.models.kinds import ClaimState, EventKind, EventStatus, SlotRole
from outreach.events.models.planning import EventChange, EventTemplate, ImportDraft
from outreach.events.models.sequence import count_changes as count_changes

__all__ = [
    "AnsweredForm",
    "Ask",
    "CalendarAddress",
    "Claim",
    "ClaimState",
    "Event",
    "EventChange",
    "EventKind",
    "EventStatus",
    "EventTemplate",
    "GuestRequest",
    "ImportDraft",
    "MonthlyLetter",
    "Reminder",
    "ReminderKind",
    "Slot",
    "SlotRole",
    "Walk",
]
