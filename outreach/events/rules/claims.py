"""Who may take a slot, who may give it back and until when that troubles nobody."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from outreach.refusals import N_, Refusal


class ClaimRefusal(Refusal):
    """Why a slot can't be taken, or given back."""

    NOT_PUBLISHED = N_("This event is not published yet.")
    CANCELLED = N_("This event is cancelled.")
    ENDED = N_("This slot is over.")
    ALREADY_CLAIMED = N_("You have this slot already.")
    FULL = N_("Somebody was faster: this slot is full now.")
    OVERLAPS = N_("You have another slot at the same time. Step back from that one first.")
    BEGUN = N_("This slot has begun. Nobody is called in any more.")
    NOT_WAITING = N_("%(name)s does not wait for this slot any more.")
    NO_ROOM = N_("There is no room in this slot.")
    BUSY = N_("%(name)s has another slot at the same time.")


class _Event(Protocol):
    @property
    def status(self) -> StrEnum: ...


class SlotLike(Protocol):
    """What rules ask of a slot."""

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


SlotT = TypeVar("SlotT", bound=SlotLike)


def why_not_claim(slot: SlotLike, held: Iterable[SlotLike], now: datetime) -> ClaimRefusal | None:
    """Why a person who holds the slots `held` can't take this one now; None when they can."""
    held = list(held)
    refusal = why_closed(slot, held, now)
    if refusal:
        return refusal
    if slot.taken >= slot.capacity:
        return ClaimRefusal.FULL
    return ClaimRefusal.OVERLAPS if first_clash(slot, held) else None


def why_closed(slot: SlotLike, held: Iterable[SlotLike], now: datetime) -> ClaimRefusal | None:
    """What keeps a person from a slot, and from waiting for it, whether it has room or not."""
    if slot.event.status == "draft":
        return ClaimRefusal.NOT_PUBLISHED
    if slot.event.status == "cancelled":
        return ClaimRefusal.CANCELLED
    if slot.event.status == "held" or now >= slot.ends_at:
        return ClaimRefusal.ENDED
    return ClaimRefusal.ALREADY_CLAIMED if any(other.id == slot.id for other in held) else None


def first_clash(slot: SlotLike, held: Iterable[SlotT]) -> SlotT | None:
    """The earliest of the slots held that shares time with this one. Of a cancelled event one is free."""
    clashes = (other for other in held if other.event.status != "cancelled" and overlap(slot, other))
    return min(clashes, key=lambda other: other.starts_at, default=None)


def why_not_release(slot: SlotLike, now: datetime) -> ClaimRefusal | None:
    """A place can be given back until the slot is over: who turned up is history then."""
    if slot.event.status == "held" or now >= slot.ends_at:
        return ClaimRefusal.ENDED
    return None


def is_late(slot: SlotLike, notice_hours: int, answer_by: datetime | None, now: datetime) -> bool:
    """Whether stepping back now leaves so little time that somebody must hear of it at once.

    Who came in from the queue may say no until `answer_by`, however close the slot is.
    """
    if slot.event.status != "scheduled" or (answer_by is not None and now < answer_by):
        return False
    return now > slot.starts_at - timedelta(hours=notice_hours)


def overlap(one: SlotLike, other: SlotLike) -> bool:
    """Whether two slots share time. Back-to-back (one ends as the other begins) is fine."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def over_after(capacity: int, taken: int) -> int:
    """How many are above the capacity once it is set: a cut never takes anybody's place away."""
    return max(taken - capacity, 0)
