"""Call people together: an event that is published at once, and a mail to every volunteer."""

from collections.abc import Sequence

from flask_babel import force_locale, gettext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from outreach import clock, config
from outreach.db import db
from outreach.events.models import Event, EventStatus
from outreach.events.naming import title_of
from outreach.events.rules import rapid as rules
from outreach.events.service.planning import Plan, make_event
from outreach.i18n import day_long, time_of_day
from outreach.messages.service import write_message
from outreach.people.models import Person, PersonRole, Role
from outreach.people.queries import association
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
    for person in volunteers_to_call(caller):
        with force_locale(person.language):
            _write(event, person)
    db.session.commit()
    return event


def _find_called(key: str) -> Event | None:
    return db.session.scalar(select(Event).where(Event.rapid_key == key))


def _write(event: Event, person: Person) -> None:
    """The subject says neither who we are nor what it is about: it may light up on a screen that others see."""
    is_today = clock.day_of(event.starts_at) == clock.today()
    at = time_of_day(event.starts_at)
    place = event.place or (event.area.name if event.area else "") or gettext("The place is shown on the map.")
    write_message(
        person.email,
        gettext("Can you help today at %(time)s?", time=at)
        if is_today
        else gettext("Can you help tomorrow at %(time)s?", time=at),
        gettext(
            "Hello %(name)s!\n\nSomething has happened, and hands are needed at short notice:\n\n%(event)s\n"
            "%(day)s, %(start)s–%(end)s\n%(place)s\n\nSee more and take a place here:\n%(url)s\n\n%(association)s\n",
            name=person.first_name,
            event=title_of(event),
            day=day_long(event.starts_at),
            start=at,
            end=time_of_day(event.ends_at),
            place=place,
            url=f"{config.current().base_url}/events/{event.id}",
            association=association().name,
        ),
    )
