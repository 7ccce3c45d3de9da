"""Tell the people who are booked of what matters to them, in their language, one mail each."""

from typing import Literal

from flask_babel import force_locale, gettext
from sqlalchemy import select

from outreach import config
from outreach.db import db
from outreach.events.models import Claim, ClaimState, Event, EventStatus, Slot
from outreach.events.naming import title_of
from outreach.i18n import day_long, time_of_day
from outreach.messages.service import write_message
from outreach.people.models import Person
from outreach.people.queries import association


def tell_booked(event: Event, what: Literal["moved", "cancelled"]) -> None:
    """Write a mail to each person with a place at a published event. The caller commits."""
    if event.status is EventStatus.DRAFT:
        return
    booked = db.session.scalars(
        select(Person)
        .join(Claim)
        .join(Slot)
        .where(Slot.event_id == event.id, Claim.state == ClaimState.ACTIVE)
        .order_by(Person.id)
        .distinct()
    )
    for person in booked.all():
        with force_locale(person.language):
            _write(event, person, what)


def _write(event: Event, person: Person, what: Literal["moved", "cancelled"]) -> None:
    facts = {
        "name": person.first_name,
        "event": title_of(event),
        "day": day_long(event.starts_at),
        "start": time_of_day(event.starts_at),
        "end": time_of_day(event.ends_at),
        "place": event.place or (event.area.name if event.area else ""),
        "url": f"{config.current().base_url}/events/{event.id}",
        "association": association().name,
    }
    if what == "cancelled":
        subject = gettext("Cancelled: your slot %(day)s", day=facts["day"])
        body = gettext(
            "Hello %(name)s!\n\n%(event)s on %(day)s at %(start)s is cancelled. You need not come.\n\n"
            "%(association)s\n",
            **facts,
        )
    else:
        subject = gettext("Changed: your slot %(day)s", day=facts["day"])
        body = gettext(
            "Hello %(name)s!\n\n%(event)s has a new time or place:\n\n%(day)s, %(start)s–%(end)s\n%(place)s\n\n"
            "You keep your place. If you can't come, step back here:\n%(url)s\n\n%(association)s\n",
            **facts,
        )
    write_message(person.email, subject, body)
