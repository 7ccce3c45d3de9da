"""Call people together: an event that is published at once, and a mail to every volunteer."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventStatus
from outreach.events.rules import rapid as rules
from outreach.events.rules.notice import undo_time
from outreach.events.service.letters import wording
from outreach.events.service.planning import Plan, make_event
from outreach.messages.rules.kinds import MessageKind
from outreach.messages.service import recall_messages
from outreach.people.letters import write_to
from outreach.people.models import Person, PersonRole, Role
from outreach.refusals import Refused


def volunteers_to_call(caller: Person) -> Sequence[Person]:
    """Every volunteer but whoever calls, once each."""
    return db.session.scalars(
        select(Person)
        .where(Person.id.in_(select(PersonRole.person_id).where(PersonRole.role == Role.VOLUNTEER)))
        .where(Person.id != caller.id)
        .order_by(Person.id)
    ).all()


def call_together(plan: Plan, hands: int, caller: Person, key: str) -> Event:
    """Publish an event with a slot for so many hands and mail all volunteers, all in one transaction.

    `key` is the form's own: pressing twice gives the same event again and mails nobody a second time.
    """
    known = _find_called(key)
    if known is not None:
        db.session.commit()
        return known
    event = make_event(plan, caller, hands)
    event.status, event.rapid_key = EventStatus.SCHEDULED, key
    refusal = rules.why_not_call(plan.day, event.ends_at, clock.today(), clock.now())
    if refusal:
        db.session.rollback()
        raise Refused(refusal)
    try:
        db.session.flush()
    except IntegrityError:  # pressed at this very moment too
        db.session.rollback()
        return db.session.scalars(select(Event).where(Event.rapid_key == key)).one()
    people = volunteers_to_call(caller)
    wait = undo_time(len(people), timedelta(0))
    for person in people:
        with force_locale(person.language):
            letter = wording.call(event, person)
        write_to(
            person,
            letter,
            kind=MessageKind.CALL,
            wait=wait,
            group=call_group(event),
            event_start=event.starts_at,
            expires_at=event.ends_at,
        )
    db.session.commit()
    return event


def take_back_call(event: Event) -> int:
    """Take back the mails of a call that have not left; the event stays. Says how many nobody gets."""
    recalled = recall_messages(call_group(event))
    db.session.commit()
    return len(recalled)


def call_group(event: Event) -> str:
    return f"call {event.id}"


def _find_called(key: str) -> Event | None:
    return db.session.scalar(select(Event).where(Event.rapid_key == key))
