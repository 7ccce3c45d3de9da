"""Ask people to fill a gap: a few at a time, those first who were asked longest ago."""

from collections.abc import Sequence

from outreach import clock
from outreach.db import db
from outreach.events import queries
from outreach.events.models import Ask, Slot
from outreach.events.rules import gaps as rules
from outreach.events.rules.gaps import AskRefusal
from outreach.events.service.promoting import hold_places
from outreach.events.service.telling import tell_gap
from outreach.people.models import Person
from outreach.refusals import Refused


def ask_next(slot: Slot, *, seen: int | None = None) -> Sequence[Person]:
    """Ask the next few people who could take the slot, and say who; the organiser's own doing.

    `seen` is how many had been asked as the organiser pressed: pressed twice, it asks once.
    """
    hold_places()
    if seen is not None and seen != queries.asked_count(slot):
        db.session.commit()
        return []
    refusal = rules.why_not_ask(slot, clock.now())
    if refusal:
        raise Refused(refusal)
    asked = _ask(slot)
    if not asked:
        raise Refused(AskRefusal.NOBODY_LEFT)
    db.session.commit()
    return asked


def ask_if_missing(slot: Slot) -> None:
    """After a place came free: ask the first few, if the slot is near and lacks people. The caller commits."""
    if rules.is_due(slot, queries.last_asked_at(slot), clock.now()):
        _ask(slot)


def ask_due() -> int:
    """For slots that still lack people after some were asked: ask the next few. Returns how many; the worker's."""
    asked = 0
    for slot_id in queries.slots_asked_for():
        hold_places()
        slot = db.session.get(Slot, slot_id)
        if slot is not None and rules.is_due(slot, queries.last_asked_at(slot), clock.now()):
            asked += len(_ask(slot))
        db.session.commit()
    return asked


def _ask(slot: Slot) -> Sequence[Person]:
    ids = rules.whom_to_ask(queries.candidates_for(slot))
    people = [db.session.get_one(Person, person_id) for person_id in ids]
    now = clock.now()
    for person in people:
        db.session.add(Ask(slot_id=slot.id, person_id=person.id, asked_at=now))
        tell_gap(slot, person)
    return people
