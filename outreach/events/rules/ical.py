"""What a calendar file says of an entry: how often it has changed, how long it stays, what it may name. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

# What is called off stays in a subscriber's file that long: a program that never hears of it would keep the old entry.
KEEP_CANCELLED = timedelta(days=30)
# What has been stays that long, so that a year's work does not vanish from somebody's calendar every morning.
KEEP_PAST = timedelta(days=180)


class _Event(Protocol):
    @property
    def status(self) -> StrEnum: ...
    @property
    def sequence(self) -> int: ...
    @property
    def changed_at(self) -> datetime: ...
    @property
    def cancelled_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime: ...


class _Claim(Protocol):
    @property
    def state(self) -> StrEnum: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def promoted_at(self) -> datetime | None: ...
    @property
    def released_at(self) -> datetime | None: ...


def called_off_at(event: _Event, claim: _Claim | None = None) -> datetime | None:
    """Since when this is nothing to come to: the place was given back, or the event is cancelled. None: it stands."""
    if claim is not None and claim.state == "released":
        return claim.released_at or event.changed_at
    if event.status == "cancelled":
        return event.cancelled_at or event.changed_at
    return None


def is_kept(ends_at: datetime, called_off: datetime | None, now: datetime) -> bool:
    """Whether an entry still stands in a subscriber's file."""
    if called_off is not None:
        return now < called_off + KEEP_CANCELLED
    return now < ends_at + KEEP_PAST


def sequence_of(event: _Event, claims: Sequence[_Claim] = ()) -> int:
    """How often an entry has changed: with its event, and each time its reader took the place or gave it back.

    `claims` are one person's of one slot. It only ever rises: an entry that was called off and is wanted again
    has a higher number than the one that called it off, or calendars would keep the older word.
    """
    turns = max(2 * len(claims) - 1, 0) - sum(claim.state != "released" for claim in claims[-1:])
    return event.sequence + max(turns, 0)


def changed_at(event: _Event, claims: Sequence[_Claim] = ()) -> datetime:
    """When an entry last changed, by the event or by its reader."""
    moments = [event.changed_at]
    for claim in claims:
        moments += [at for at in (claim.created_at, claim.promoted_at, claim.released_at) if at is not None]
    return max(moments)


def names_association(text: str, association: str, municipality: str) -> bool:
    """Whether a text names the association: by a word of its name that is not just the town's, inside a word too."""
    common = {word.casefold() for word in municipality.split()} | {"i", "och", "in", "and", "the"}
    words = {word.casefold() for word in association.split()} - common
    return any(word in text.casefold() for word in words if len(word) > 1)
