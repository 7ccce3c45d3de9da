"""When people are asked to fill a gap, and who: a few at a time, those first who were asked longest ago. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from outreach.events.rules.claims import ClaimRefusal
from outreach.refusals import N_, Refusal

AT_A_TIME = 5
NEXT_AFTER = timedelta(hours=6)
WITHIN = timedelta(days=7)  # what is farther off may well fill by itself


class AskRefusal(Refusal):
    """Why nobody is asked."""

    ENOUGH = N_("This slot has the people it needs.")
    NOBODY_LEFT = N_("Everybody who could come has been asked already.")


class _Event(Protocol):
    @property
    def status(self) -> StrEnum: ...


class _Slot(Protocol):
    @property
    def starts_at(self) -> datetime: ...
    @property
    def missing(self) -> int: ...
    @property
    def event(self) -> _Event: ...


@dataclass(frozen=True)
class Candidate:
    """A volunteer as the choice sees them. `was_there`: has, had or waits for a place in that event."""

    person_id: int
    wants_asks: bool = True
    was_there: bool = False
    is_busy: bool = False  # has a slot at that time
    was_asked: bool = False  # for this very slot
    last_asked_at: datetime | None = None


def why_not_ask(slot: _Slot, now: datetime) -> Refusal | None:
    """Why nobody can be asked to come: it is not published, called off, has begun, or has enough people."""
    if slot.event.status == "draft":
        return ClaimRefusal.NOT_PUBLISHED
    if slot.event.status == "cancelled":
        return ClaimRefusal.CANCELLED
    if slot.event.status == "held" or now >= slot.starts_at:
        return ClaimRefusal.ENDED
    return None if slot.missing else AskRefusal.ENOUGH


def is_due(slot: _Slot, last_asked_at: datetime | None, now: datetime) -> bool:
    """Whether the next few are asked without anybody pressing a button: the slot is near, those last asked had time."""
    if why_not_ask(slot, now) or slot.starts_at - now > WITHIN:
        return False
    return last_asked_at is None or now >= last_asked_at + NEXT_AFTER


def whom_to_ask(candidates: Iterable[Candidate], how_many: int = AT_A_TIME) -> list[int]:
    """Ids of those who are asked next. Who was never asked comes first, then who was asked longest ago."""
    fit = [one for one in candidates if one.wants_asks and not (one.was_there or one.is_busy or one.was_asked)]
    fit.sort(key=lambda one: (one.last_asked_at is not None, one.last_asked_at, one.person_id))
    return [one.person_id for one in fit[:how_many]]
