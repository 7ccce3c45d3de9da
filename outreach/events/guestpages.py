"""The address of a guest's own page: it stands in every mail to them, and opens without signing in."""

from outreach import config
from outreach.db import db
from outreach.events.keys import make_key, row_of
from outreach.people.models import Person

_PURPOSE = "guest"


def guest_url(person: Person) -> str:
    """The address in full. It is worthless once the person is deleted, whoever gets their row's number next."""
    return f"{config.current().base_url}/guest/{make_key(_PURPOSE, person.id, _stamp(person))}"


def find_guest(token: str) -> Person | None:
    """Whose page that is, or None."""
    person_id = row_of(_PURPOSE, token, _stamp_of)
    return db.session.get(Person, person_id) if person_id is not None else None


def _stamp_of(person_id: int) -> str | None:
    person = db.session.get(Person, person_id)
    return _stamp(person) if person else None


def _stamp(person: Person) -> str:
    return f"{person.created_at.isoformat()} {person.email}"
