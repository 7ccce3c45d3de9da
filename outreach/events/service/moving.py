"""Move events: to another day, time or point, one or several at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum

from sqlalchemy.exc import OperationalError

from outreach import clock
from outreach.db import db
from outreach.events.models import Event
from outreach.events.rules import calendar as rules
from outreach.events.rules.moving import AT_THE_PLACE, Point, metres_between
from outreach.events.rules.notice import MANY_WAIT
from outreach.events.service import planning
from outreach.events.service.changing import Done, lock_event, new_token, record, refuse, reschedule, snapshot
from outreach.i18n import N_
from outreach.people.models import Person
from outreach.places.queries import area_at
from outreach.refusals import Refusal, Refused


class BulkAction(StrEnum):
    """What can be done with several events at once."""

    PUBLISH = "publish"
    MOVE_WEEK = "move_week"
    CANCEL = "cancel"


class BulkRefusal(Refusal):
    """Why one of several events was left as it was."""

    GONE = N_("There is no such event any more.")
    BUSY = N_("Somebody else was changing it. Try again.")


@dataclass
class Outcome:
    """What became of several events: `token` undoes all that was done, where it can be, for as long as it `lasts`."""

    token: str
    told: int = 0
    lasts: timedelta = MANY_WAIT
    done: list[int] = field(default_factory=list)
    left: list[tuple[int, Refusal]] = field(default_factory=list)


def move_event(
    event: Event,
    day: date,
    start: time | None = None,
    end: time | None = None,
    *,
    point: Point | None = None,
    by: Person | None = None,
    token: str | None = None,
) -> Done:
    """Move an event, and its slots with it, to another day, time or point; those booked are told.

    What is not said stays as it is, by the clock on the wall.
    """
    lock_event(event)
    refuse(rules.why_not_change(event))
    before = snapshot(event)
    old_start, old_end = (clock.local(moment).time() for moment in (event.starts_at, event.ends_at))
    reschedule(event, *rules.span_of(day, start or old_start, end or old_end))
    if point is not None and point != (event.latitude, event.longitude):
        _put_at(event, point)
    done = record(event, before, by, token)
    db.session.commit()
    return done


def change_all(ids: Iterable[int], action: BulkAction, by: Person) -> Outcome:
    """Publish, move by a week or cancel several events, each in a transaction of its own: no failure stops the rest."""
    outcome = Outcome(new_token())
    act = _ACTIONS[action]
    for event_id in dict.fromkeys(ids):
        try:
            event = db.session.get(Event, event_id)
            refuse(BulkRefusal.GONE if event is None else None)
            assert event is not None
            done = act(event, by, outcome.token)
        except Refused as refused:
            db.session.rollback()
            outcome.left.append((event_id, refused.reason))
        except OperationalError:
            db.session.rollback()
            outcome.left.append((event_id, BulkRefusal.BUSY))
        else:
            outcome.done.append(event_id)
            outcome.told += done.told
            # one button for all: it stays until the first mails leave
            outcome.lasts = min(outcome.lasts, done.lasts)
    return outcome


def _put_at(event: Event, point: Point) -> None:
    """Another point, and so perhaps another area. A saved place that is too far from it is no longer where it is."""
    venue = event.venue
    if venue is not None and metres_between(point, (venue.latitude, venue.longitude)) > AT_THE_PLACE:
        event.venue_id, event.place = None, ""
    event.latitude, event.longitude = point
    area = area_at(*point)
    event.area_id = area.id if area else None


def _publish(event: Event, _by: Person, _token: str) -> Done:
    planning.publish_event(event)
    return Done(None, 0)


def _move_week(event: Event, by: Person, token: str) -> Done:
    return move_event(event, clock.day_of(event.starts_at) + timedelta(weeks=1), by=by, token=token)


def _cancel(event: Event, by: Person, token: str) -> Done:
    return planning.cancel_event(event, by=by, token=token)


_ACTIONS: dict[BulkAction, Callable[[Event, Person, str], Done]] = {
    BulkAction.PUBLISH: _publish,
    BulkAction.MOVE_WEEK: _move_week,
    BulkAction.CANCEL: _cancel,
}
