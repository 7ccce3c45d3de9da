"""A person's own calendar address: made, made anew, taken away."""

import secrets

from sqlalchemy import delete, select

from outreach import clock
from outreach.db import db
from outreach.events.models import CalendarAddress
from outreach.events.queries import calendar_address_of
from outreach.people.models import Person


def new_calendar_address(person: Person) -> CalendarAddress:
    """Give the person an address; the one they had before no longer works."""
    # two presses at once follow each other, so that the second finds the first one's row
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    address = calendar_address_of(person)
    if address is None:
        address = CalendarAddress(person_id=person.id)
        db.session.add(address)
    address.nonce, address.created_at = secrets.token_urlsafe(32), clock.now()
    db.session.commit()
    return address


def remove_calendar_address(person: Person) -> None:
    """Take the address away: whoever has it gets nothing from now on."""
    db.session.execute(delete(CalendarAddress).where(CalendarAddress.person_id == person.id))
    db.session.commit()
