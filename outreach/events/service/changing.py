"""What every change has in common: hold the event, remember how it was, tell those booked, take it all back."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from outreach import clock
from outreach.db import db
from outreach.events import queries
from outreach.events.models import Claim, Event, EventChange, EventKind, EventStatus
from outreach.events.rules.calendar import follow_slot
from outreach.events.rules.moving import UNDO_FOR, ChangeRefusal, Snapshot, why_not_undo
from outreach.events.service.claiming import free_claim
from outreach.events.service.promoting import hold_places, promote_around
from outreach.events.service.telling import mails_wait, tell_booked, tell_kept_other
from outreach.people.models import Person
from outreach.refusals import Refusal, Refused

_PLAIN = ("title", "description", "place", "latitude", "longitude", "venue_id", "area_id")
_MOMENTS = ("starts_at", "ends_at", "cancelled_at")


@dataclass(frozen=True)
class Done:
    """A change that was made: what undoes it (None when nothing was changed) and how long, and how many are told."""

    token: str | None
    told: int
    lasts: timedelta = UNDO_FOR


@dataclass(frozen=True)
class Undone:
    """The events that stand again as they were, those that others have changed since, and whose place was freed."""

    restored: list[Event]
    left: list[Event]
    freed: list[Claim]


def lock_event(event: Event) -> None:
    """Read the event anew and hold it until the commit: what is decided here rests on how it stands now.

    No place is given meanwhile: who is told of a change are those who have one. Always the places first, then the
    event, then its slots, so that two changes never wait for each other. SQLite has one writer anyway.
    """
    hold_places()
    db.session.refresh(event, with_for_update={"of": Event})


def refuse(refusal: Refusal | None) -> None:
    """Raise Refused, if there is a refusal."""
    if refusal:
        raise Refused(refusal)


def new_token() -> str:
    """What names a change, or several made at once, for the one who may undo it."""
    return secrets.token_urlsafe(24)


def snapshot(event: Event) -> Snapshot:
    """All of an event that changes of it can touch, as plain values."""
    values: Snapshot = {name: getattr(event, name) for name in _PLAIN}
    values |= {name: _written(getattr(event, name)) for name in _MOMENTS}
    slots = {str(slot.id): [_written(slot.starts_at), _written(slot.ends_at)] for slot in event.slots}
    return values | {"kind": event.kind.value, "status": event.status.value, "slots": slots}


def reschedule(event: Event, starts_at: datetime, ends_at: datetime) -> None:
    """Set an event's moments, and those of its slots with it. A refusal leaves all as it was."""
    old, new = (event.starts_at, event.ends_at), (starts_at, ends_at)
    # all of them are worked out before any is set
    spans = [follow_slot((slot.starts_at, slot.ends_at), old, new) for slot in event.slots]
    for slot, span in zip(event.slots, spans, strict=True):
        slot.starts_at, slot.ends_at = span
    event.starts_at, event.ends_at = new


def record(event: Event, before: Snapshot, by: Person | None, token: str | None = None) -> Done:
    """Remember a change and tell those booked, unless nothing is different. The caller commits."""
    after = snapshot(event)
    if after == before:
        return Done(None, 0)
    now = clock.now()
    event.changed_at = now
    change = EventChange(
        token=token or new_token(),
        event_id=event.id,
        before=before,
        after=after,
        at=now,
        by_id=by.id if by else None,
    )
    db.session.add(change)
    told = tell_booked(event, before, after)
    promote_around(event)
    return Done(change.token, told, mails_wait(event))


def undo_change(token: str) -> Undone:
    """Put back what a change (or several made at once) changed, while its mails wait; they are not sent.

    Who has got a place elsewhere at that time since keeps that one, since they were told of it; see _free_doubles.

    Raises Refused with a ChangeRefusal when nothing can be put back, NoResultFound when there is no such change.
    """
    changes = db.session.scalars(
        select(EventChange).where(EventChange.token == token).order_by(EventChange.event_id)
    ).all()
    if not changes:
        raise NoResultFound
    undone = Undone([], [], [])
    refusals: list[ChangeRefusal] = []
    for change in changes:
        event = change.event
        lock_event(event)
        db.session.refresh(change)
        stands = snapshot(event)
        refusal = why_not_undo(change.at, change.undone_at, change.after, stands, clock.now(), mails_wait(event))
        if refusal:
            refusals.append(refusal)
            undone.left.append(event)
            continue
        doubles = queries.doubles_since(event, change.at)
        _restore(event, change.before)
        event.changed_at = change.undone_at = clock.now()
        undone.freed.extend(_free_doubles(event, change.at, doubles))
        tell_booked(event, stands, change.before)
        promote_around(event)
        undone.restored.append(event)
    if not undone.restored:
        db.session.rollback()
        raise Refused(refusals[0])
    db.session.commit()
    return undone


def _free_doubles(event: Event, since: datetime, known: Iterable[Claim]) -> list[Claim]:
    """Nobody stands in two places because of an undo: who got another one since keeps it, is told, and loses this one.

    `known` are those who had taken one more although it overlaps with how the event stood: that was their own wish.
    """
    db.session.flush()
    doubles = queries.doubles_since(event, since)
    freed = [claim for claim in doubles if claim not in known]
    for claim in freed:
        free_claim(claim)
        tell_kept_other(claim, doubles[claim])
    return freed


def _restore(event: Event, values: Snapshot) -> None:
    for name in _PLAIN:
        setattr(event, name, values[name])
    for name in _MOMENTS:
        setattr(event, name, _read(values[name]))
    event.kind, event.status = EventKind(values["kind"]), EventStatus(values["status"])
    for slot in event.slots:
        starts_at, ends_at = (_read(text) for text in values["slots"][str(slot.id)])
        assert starts_at
        assert ends_at
        slot.starts_at, slot.ends_at = starts_at, ends_at


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
