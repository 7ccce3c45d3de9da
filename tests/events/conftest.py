"""What tests of the calendar begin with: a Saturday morning in March, an organiser, events."""

import contextlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Protocol

import pytest
from flask import Flask, has_app_context

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventKind, EventStatus, SlotRole
from outreach.events.service import planning
from outreach.events.service.planning import Outcome, Plan, SlotPlan
from outreach.events.service.walks import WalkPlan
from outreach.people.models import Person, Role
from outreach.places import service as places
from tests.conftest import MakePerson
from tests.zones import server_zone as server_zone

NOW = datetime(2027, 3, 6, 9, 0, tzinfo=UTC)  # 10.00 in Stockholm
SATURDAY = date(2027, 3, 6)
NEXT_SATURDAY = date(2027, 3, 13)

STARTER = Path(__file__).parents[2] / "outreach" / "starters" / "solna"
IN_HAGALUND = (59.3622, 18.0088)


@pytest.fixture(autouse=True)
def now() -> Iterator[datetime]:
    """Time stands still, for the server's threads too."""
    with clock.standing_at(NOW):
        yield NOW


@pytest.fixture
def organiser(person: MakePerson) -> Person:
    return person(Role.ORGANISER, name="Olle Berg", email="olle@example.org")


@pytest.fixture
def solna(app: Flask) -> None:
    """The starter's areas and venues."""
    with contextlib.nullcontext() if has_app_context() else app.app_context():
        places.load_starter(STARTER)


def a_plan(**changes: Any) -> Plan:
    """Leaflets in Hagalund, the Saturday after, from one to three."""
    values: dict[str, Any] = {
        "kind": EventKind.LEAFLET_DROP,
        "day": NEXT_SATURDAY,
        "start": time(13),
        "end": time(15),
        "title": "Flygblad vid torget",
        "place": "Under bron",
    }
    return Plan(**{**values, **changes})


def a_slot(**changes: Any) -> SlotPlan:
    values: dict[str, Any] = {
        "role": SlotRole.LEAFLETS,
        "start": time(13),
        "end": time(15),
        "needed": 1,
        "capacity": 2,
    }
    return SlotPlan(**{**values, **changes})


class MakeEvent(Protocol):
    def __call__(self, status: EventStatus = ..., slots: Sequence[SlotPlan] = ..., **changes: Any) -> Event: ...


@pytest.fixture
def make_event(app: Flask, organiser: Person) -> MakeEvent:
    """Plans an event and brings it into a state: make_event(EventStatus.DRAFT, slots=[], day=SATURDAY)."""

    def make(
        status: EventStatus = EventStatus.SCHEDULED, slots: Sequence[SlotPlan] = (a_slot(),), **changes: Any
    ) -> Event:
        with contextlib.nullcontext() if has_app_context() else app.app_context():
            event = planning.plan_event(a_plan(**changes), db.session.get_one(Person, organiser.id))
            for slot in slots:
                planning.add_slot(event, slot)
            if status is not EventStatus.DRAFT:
                planning.publish_event(event)
            if status is EventStatus.CANCELLED:
                planning.cancel_event(event)
            if status is EventStatus.HELD:
                planning.hold_event(event, Outcome(leaflets_letterbox=400))
            db.session.refresh(event)
            return event

    return make


def a_walk(**changes: Any) -> WalkPlan:
    """Three hundred metres along a street in Hagalund, 320 households."""
    values: dict[str, Any] = {
        "name": "Hagalundsgatan",
        "points": [IN_HAGALUND, (59.3635, 18.0095), (59.3645, 18.0110)],
        "households": 320,
    }
    return WalkPlan(**{**values, **changes})
