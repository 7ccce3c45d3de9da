"""The monthly letter: what is coming, to those who asked for it. Once a month and person."""

from collections.abc import Sequence
from datetime import date

from flask_babel import force_locale
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventStatus, MonthlyLetter
from outreach.events.rules.monthly import month_due, next_month
from outreach.events.service.letters import wording
from outreach.messages.rules.kinds import MessageKind
from outreach.people.letters import write_to
from outreach.people.models import Person


def write_monthly_letters(limit: int = 500) -> int:
    """Write the letters that are due, each in the transaction that notes it. Says how many.

    Where nothing is planned yet nobody gets a letter, until something is.
    """
    month = month_due(clock.now())
    if month is None:
        return 0
    events = _events_of(month)
    written = 0
    while events and written < limit:
        person = _next_reader(month)
        if person is None:
            break
        _write(person, month, events)
        written += 1
        db.session.commit()
    db.session.commit()
    return written


def _events_of(month: date) -> Sequence[Event]:
    first, end = clock.day_start(month), clock.day_start(next_month(month))
    return db.session.scalars(
        select(Event)
        .where(Event.status == EventStatus.SCHEDULED, Event.starts_at >= first, Event.starts_at < end)
        .order_by(Event.starts_at, Event.id)
    ).all()


def _next_reader(month: date) -> Person | None:
    """Somebody who wants the letter and has not got it; held until the commit, so that two workers write one."""
    written = select(MonthlyLetter.person_id).where(MonthlyLetter.month == _key(month))
    return db.session.scalar(
        select(Person)
        .where(Person.wants_monthly, Person.id.not_in(written))
        .order_by(Person.id)
        .limit(1)
        .with_for_update(of=Person, skip_locked=True)
    )


def _write(person: Person, month: date, events: Sequence[Event]) -> None:
    with force_locale(person.language):
        letter = wording.monthly(person, month, events)
    # a letter on a month that has begun is late; on one that is over, of no use
    expires_at = clock.day_start(next_month(month))
    write_to(person, letter, kind=MessageKind.MONTHLY, group=f"month {_key(month)}", expires_at=expires_at)
    db.session.add(MonthlyLetter(person_id=person.id, month=_key(month), written_at=clock.now()))


def _key(month: date) -> str:
    return f"{month:%Y-%m}"
