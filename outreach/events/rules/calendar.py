"""When an event may be planned, published, moved, cancelled and held."""

from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from outreach.refusals import N_, Refusal, Refused

STOCKHOLM = ZoneInfo("Europe/Stockholm")


class CalendarRefusal(Refusal):
    """Why an event can't be changed that way."""

    NO_SUCH_TIME = N_("That time does not exist: the clocks are moved forward that night. Choose another time.")
    ENDS_BEFORE_START = N_("It ends before it begins. Choose a later end.")
    IS_CANCELLED = N_("The event is cancelled.")
    IS_HELD = N_("The event has been held already.")
    IS_PUBLISHED = N_("The event is published already.")
    NOT_PUBLISHED_YET = N_("The event is still a draft. Publish it first.")
    NOT_STARTED = N_("The event has not started yet. Note the outcome once it has.")
    SLOT_IS_TAKEN = N_("Somebody has taken this slot. It can be changed, but not removed.")


class _Event(Protocol):
    @property
    def status(self) -> StrEnum: ...
    @property
    def starts_at(self) -> datetime: ...


def moment_of(day: date, at: time) -> datetime:
    """The moment, in UTC, of a wall-clock time in Stockholm.

    Raises Refused(NO_SUCH_TIME) for a time that the night of the spring change leaves out. Of a time that the
    autumn night has twice, the first is meant, or the second when its `fold` says so.
    """
    wall = datetime.combine(day, at)
    moment = wall.replace(tzinfo=STOCKHOLM).astimezone(UTC)
    if moment.astimezone(STOCKHOLM).replace(tzinfo=None) != wall:
        raise Refused(CalendarRefusal.NO_SUCH_TIME)
    return moment


def comes_twice(day: date, at: time) -> bool:
    """Whether a wall-clock time is there twice on that day: it is in the night of the autumn change."""
    wall = datetime.combine(day, at, STOCKHOLM)
    first, second = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return first < second


def span_of(day: date, start: time, end: time) -> tuple[datetime, datetime]:
    """The moments of a span of wall-clock times on one day. Raises Refused when it ends before it begins."""
    starts_at, ends_at = moment_of(day, start), moment_of(day, end)
    if ends_at <= starts_at:
        raise Refused(CalendarRefusal.ENDS_BEFORE_START)
    return starts_at, ends_at


def follow_slot(
    slot: tuple[datetime, datetime], old: tuple[datetime, datetime], new: tuple[datetime, datetime]
) -> tuple[datetime, datetime]:
    """Where a slot (start, end) goes when its event moves from `old` to `new`.

    What stood at the event's start or end stays there; anything else keeps its wall-clock distance to the start.
    A slot that would have no time left lasts as long as the event.
    """
    starts_at, ends_at = (_follow(moment, old, new) for moment in slot)
    return (starts_at, ends_at) if starts_at < ends_at else new


def why_not_publish(event: _Event) -> CalendarRefusal | None:
    return None if event.status == "draft" else _why_not_draft(event)


def why_not_change(event: _Event) -> CalendarRefusal | None:
    """Drafts and planned events are edited, moved and staffed; what is over is history."""
    if event.status in ("draft", "scheduled"):
        return None
    return _why_not_draft(event)


def why_not_hold(event: _Event, now: datetime) -> CalendarRefusal | None:
    """The outcome is noted once the event has begun; a noted outcome can be corrected."""
    if event.status == "cancelled":
        return CalendarRefusal.IS_CANCELLED
    if event.status == "draft":
        return CalendarRefusal.NOT_PUBLISHED_YET
    if now < event.starts_at:
        return CalendarRefusal.NOT_STARTED
    return None


def _why_not_draft(event: _Event) -> CalendarRefusal | None:
    return {
        "cancelled": CalendarRefusal.IS_CANCELLED,
        "held": CalendarRefusal.IS_HELD,
        "scheduled": CalendarRefusal.IS_PUBLISHED,
    }.get(event.status.value)


def _follow(moment: datetime, old: tuple[datetime, datetime], new: tuple[datetime, datetime]) -> datetime:
    if moment == old[0]:
        return new[0]
    if moment == old[1]:
        return new[1]
    wall = _wall(moment) + (_wall(new[0]) - _wall(old[0]))
    wall = wall.replace(fold=_wall(moment).fold)  # sums forget which of two times was meant
    return moment_of(wall.date(), wall.time())


def _wall(moment: datetime) -> datetime:
    return moment.astimezone(STOCKHOLM).replace(tzinfo=None)
