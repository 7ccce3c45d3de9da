"""Many people who want the same few places at the same moment, over HTTP."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from sqlalchemy import func, insert, select

from outreach import clock
from outreach.db import db
from outreach.events.models import EventKind, SlotRole
from outreach.events.queries import get_slot
from outreach.events.service import planning
from outreach.events.service.planning import Plan, SlotPlan
from outreach.people.models import Person, PersonRole, Role
from tests.careless import active_claims
from tests.processes import Answer, Visitor, Web, press_at_once


@dataclass(frozen=True)
class Round:
    """How one rush on a slot ended."""

    answers: Sequence[Answer]
    taken: int  # what the slot says
    active: int  # what the rows say

    @property
    def statuses(self) -> Counter[int]:
        return Counter(answer.status for answer in self.answers)


def make_people(count: int, role: Role = Role.VOLUNTEER) -> list[int]:
    """The ids of that many new people with the role. Needs the app's context."""
    now = clock.now()
    first = (db.session.scalar(select(func.max(Person.id))) or 0) + 1
    emails = [f"person{number}@example.org" for number in range(first, first + count)]
    db.session.execute(insert(Person), [{"name": "Person Test", "email": email, "created_at": now} for email in emails])
    people = list(db.session.scalars(select(Person.id).where(Person.email.in_(emails)).order_by(Person.id)))
    db.session.execute(insert(PersonRole), [{"person_id": one, "role": role} for one in people])
    db.session.commit()
    return people


def make_organiser() -> int:
    """The id of a new organiser. Needs the app's context."""
    return make_people(1, Role.ORGANISER)[0]


def make_slot(capacity: int, *, days_ahead: int = 14, start: time = time(13), end: time = time(15)) -> int:
    """A published event with one slot, some days from today. Needs the app's context."""
    day = clock.today() + timedelta(days=days_ahead)
    slot = SlotPlan(role=SlotRole.LEAFLETS, start=start, end=end, needed=1, capacity=capacity)
    plan = Plan(kind=EventKind.LEAFLET_DROP, day=day, start=start, end=end)
    responsible = db.session.get_one(Person, make_organiser())
    event = planning.plan_event(plan, responsible, slots=[slot])
    planning.publish_event(event)
    db.session.refresh(event)
    return event.slots[0].id


def rush(web: Web, visitors: Sequence[Visitor], slot_id: int) -> Round:
    """Everybody presses "take the slot" at once."""
    answers = press_at_once([(visitor, f"/slots/{slot_id}/claim", {}) for visitor in visitors])
    return Round(answers, *count(web, slot_id))


def count(web: Web, slot_id: int) -> tuple[int, int]:
    """How many places the slot says are taken, and how many rows there are."""
    with web.database.app.app_context():
        return get_slot(slot_id).taken, active_claims(slot_id)
