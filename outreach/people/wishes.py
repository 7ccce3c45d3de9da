"""What a person wants to hear beside what concerns their own slots."""

from dataclasses import dataclass

from outreach.db import db
from outreach.messages.rules.kinds import MessageKind
from outreach.messages.service import recall_kinds
from outreach.people.models import Person
from outreach.people.unsubscribing import WISHES


@dataclass(frozen=True)
class Wishes:
    """The three switches, and how to reach the person."""

    wants_asks: bool
    wants_monthly: bool
    wants_texts: bool
    phone: str
    language: str


def choose_wishes(person: Person, wishes: Wishes) -> None:
    """From now on hear this, and no more of the rest: what waits in the outbox is taken back too."""
    person.wants_asks, person.wants_monthly = wishes.wants_asks, wishes.wants_monthly
    person.wants_texts, person.phone, person.language = wishes.wants_texts, wishes.phone, wishes.language
    unwanted = [kind for kind, wish in WISHES.items() if not getattr(person, wish)]
    recall_kinds(person.email, unwanted)
    db.session.commit()


def unsubscribe_by_letter(person_id: int, kind: MessageKind) -> None:
    """No more letters of this kind to this person, also none that wait. Doing it again, or for nobody, is harmless."""
    person = db.session.get(Person, person_id)
    if person is not None and kind in WISHES:
        setattr(person, WISHES[kind], False)
        recall_kinds(person.email, [kind])
    db.session.commit()
