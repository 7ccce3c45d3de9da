"""Who may take a slot, and who may give it back."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from outreach.refusals import N_, Refusal


class ClaimRefusal(Refusal):
    """Why a slot can't be taken, or given back."""

    NOT_PUBLISHED = N_("This event is not published yet.")
    CANCELLED = N_("This event is cancelled.")
    ENDED = N_("This slot is over.")
    ALREADY_CLAIMED = N_("You have this slot already.")
    FULL = N_("Somebody was faster: this slot is full now.")
    OVERLAPS = N_("You have another slot at the same time. Step back from that one first.")


class _Event(Protocol):
    @property
    def status(self) -> StrEnum: ...


class _Slot(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def taken(self) -> int: ...
    @property
    def capacity(self) -> int: ...
    @property
    def event(self) -> _Event: ...


def why_not_claim(slot: _Slot, held: Iterable[_Slot], now: datetime) -> ClaimRefusal | None:
    """Why a person who holds the slots `held` can't take this one now; None when they can."""
    held = list(held)
    if slot.event.status == "draft":
        return ClaimRefusal.NOT_PUBLISHED
    if slot.event.status == "cancelled":
        return ClaimRefusal.CANCELLED
    if slot.event.status == "held" or now >= slot.ends_at:
        return ClaimRefusal.ENDED
    if any(other.id == slot.id for other in held):
        return ClaimRefusal.ALREADY_CLAIMED
    if slot.taken >= slot.capacity:
        return ClaimRefusal.FULL
    # who is booked on a cancelled event is free at that time
    if any(overlap(slot, other) for other in held if other.event.status != "cancelled"):
        return ClaimRefusal.OVERLAPS
    return None


def why_not_release(slot: _Slot, now: datetime) -> ClaimRefusal | None:
    """A place can be given back until the slot is over: who turned up is history then."""
    if slot.event.status == "held" or now >= slot.ends_at:
        return ClaimRefusal.ENDED
    return None


def overlap(one: _Slot, other: _Slot) -> bool:
    """Whether two slots share time. Back-to-back (one ends as the other begins) is fine."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def over_after(capacity: int, taken: int) -> int:
    """How many are above the capacity once it is set: a cut never takes anybody's place away."""
    return max(taken - capacity, 0)
