"""Who was asked to fill which gap, and who could be asked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from outreach import clock
from outreach.db import UtcDateTime, db
from outreach.events.models import Ask, Claim, Event, EventStatus, Slot
from outreach.events.queries.waiting import busy_people
from outreach.events.rules.gaps import Candidate
from outreach.people.models import Person, PersonRole, Role


def asked_count(slot: Slot) -> int:
    """How many people were asked to take the slot."""
    return db.session.scalar(select(func.count()).where(Ask.slot_id == slot.id)) or 0


def asks_of(event: Event) -> dict[int, tuple[int, datetime]]:
    """How many were asked, and when the last of them, for each of the event's slots for which anybody was."""
    rows = db.session.execute(
        select(Ask.slot_id, func.count(), func.max(Ask.asked_at, type_=UtcDateTime()))
        .where(Ask.slot_id.in_([slot.id for slot in event.slots]))
        .group_by(Ask.slot_id)
    )
    return {slot_id: (count, last) for slot_id, count, last in rows}


def last_asked_at(slot: Slot) -> datetime | None:
    """When somebody was last asked to take the slot."""
    return db.session.scalar(select(func.max(Ask.asked_at, type_=UtcDateTime())).where(Ask.slot_id == slot.id))


def slots_asked_for() -> Sequence[int]:
    """Ids of slots to come that lack people although some were asked, soonest first."""
    return db.session.scalars(
        select(Slot.id)
        .join(Slot.event)
        .where(Event.status == EventStatus.SCHEDULED, Slot.starts_at > clock.now(), Slot.taken < Slot.needed)
        .where(Slot.id.in_(select(Ask.slot_id)))
        .order_by(Slot.starts_at, Slot.id)
    ).all()


def candidates_for(slot: Slot) -> list[Candidate]:
    """All volunteers, with what decides whether they are asked to take the slot."""
    last = select(Ask.person_id, func.max(Ask.asked_at, type_=UtcDateTime()).label("at")).group_by(Ask.person_id)
    asked = last.subquery()
    rows = db.session.execute(
        select(Person.id, Person.wants_asks, asked.c.at)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .outerjoin(asked, asked.c.person_id == Person.id)
        .where(PersonRole.role == Role.VOLUNTEER)
    ).all()
    # any claim: who stepped back from that event has said that they can't come
    was_there = set(db.session.scalars(select(Claim.person_id).join(Slot).where(Slot.event_id == slot.event_id)))
    was_asked = set(db.session.scalars(select(Ask.person_id).where(Ask.slot_id == slot.id)))
    is_busy = busy_people(slot, [row[0] for row in rows])
    return [
        Candidate(
            person_id,
            wants_asks=wants_asks,
            was_there=person_id in was_there,
            is_busy=person_id in is_busy,
            was_asked=person_id in was_asked,
            last_asked_at=last_asked_at,
        )
        for person_id, wants_asks, last_asked_at in rows
    ]
