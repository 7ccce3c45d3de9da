"""Who may wait for a slot, who gets the place that comes free, and until when a "no" to it troubles nobody. Pure."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from outreach.events.rules.claims import ClaimRefusal, SlotLike, first_clash, why_closed

# Whoever gets a place from the queue has that long to say no, but is done this long before the slot begins.
ANSWER_WITHIN = timedelta(hours=12)
ANSWER_BEFORE = timedelta(hours=2)


class _Waiting(Protocol):
    @property
    def person_id(self) -> int: ...


WaitingT = TypeVar("WaitingT", bound=_Waiting)


def why_not_wait(slot: SlotLike, held: Iterable[SlotLike], now: datetime) -> ClaimRefusal | None:
    """Why a person who holds the slots `held` can't wait for a place in this one; None when they can."""
    held = list(held)
    refusal = why_closed(slot, held, now)
    if refusal:
        return refusal
    if now >= slot.starts_at:
        return ClaimRefusal.BEGUN
    return ClaimRefusal.OVERLAPS if first_clash(slot, held) else None


def is_filled_up(slot: SlotLike, now: datetime) -> bool:
    """Whether those who wait get places that are free: of a published event, until the slot begins."""
    return slot.event.status == "scheduled" and now < slot.starts_at


def whose_turn(queue: Sequence[WaitingT], busy: Collection[int], free: int) -> list[WaitingT]:
    """Who of those that wait gets the free places: the first in the queue, without those who are busy at that time."""
    return [waiting for waiting in queue if waiting.person_id not in busy][: max(free, 0)]


def answer_by(starts_at: datetime, now: datetime) -> datetime:
    """Until when somebody who gets a place now may say no as if they never had it."""
    latest = min(now + ANSWER_WITHIN, starts_at - ANSWER_BEFORE)
    return latest if latest > now else starts_at
