"""A walk goes to exactly one person, however many press at the same moment. The control beside it must go wrong."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from outreach import clock
from outreach.db import db
from outreach.events.models import Walk
from outreach.events.queries import get_event, get_walk
from outreach.events.rules.walks import why_not_take
from outreach.events.service import planning, walks
from outreach.people.models import Person
from outreach.refusals import Refused
from tests.at_once import at_once
from tests.conftest import MakePerson
from tests.events.conftest import NEXT_SATURDAY, MakeEvent, a_walk
from tests.mails import beside_confirmations

PEOPLE, ROUNDS, MOST_ROUNDS_OF_THE_CONTROL = 20, 5, 50

Taking = Callable[[int, Person], Walk]


def take_carelessly(walk_id: int, person: Person) -> Walk:
    """Without the guard: look, then take, and hope that nobody else did in between."""
    walk = get_walk(walk_id)
    refusal = why_not_take(walk, clock.now())
    db.session.commit()
    if refusal:
        raise Refused(refusal)
    walk.person_id, walk.claimed_at = person.id, clock.now()
    db.session.commit()
    return walk


def take_in(app: Flask, walk_id: int, person_id: int, taking: Taking) -> str:
    with app.app_context():
        try:
            taking(walk_id, db.session.get_one(Person, person_id))
        except Refused as refused:
            return refused.reason.code
        return "yes"


def press(app: Flask, taking: Taking, walk_id: int, people: list[int]) -> Counter[str]:
    return Counter(str(answer) for answer in at_once([partial(take_in, app, walk_id, one, taking) for one in people]))


@pytest.fixture
def crowd(person: MakePerson) -> list[int]:
    return [person().id for _ in range(PEOPLE)]


def test_exactly_one_gets_the_walk(app: Flask, make_event: MakeEvent, crowd: list[int]) -> None:
    event = make_event()
    for _ in range(ROUNDS):
        walk_id = walks.add_walk(event, a_walk()).id

        assert press(app, walks.take_walk, walk_id, crowd) == {"yes": 1, "TAKEN": PEOPLE - 1}


def test_control_without_the_guard_two_people_believe_that_it_is_theirs(
    app: Flask, make_event: MakeEvent, crowd: list[int]
) -> None:
    event = make_event()
    for _ in range(MOST_ROUNDS_OF_THE_CONTROL):
        walk_id = walks.add_walk(event, a_walk()).id
        if press(app, take_carelessly, walk_id, crowd)["yes"] > 1:
            return

    pytest.fail("nothing went wrong without the guard: the test above can't fail either")


def test_an_impatient_finger_gets_it_once(app: Flask, make_event: MakeEvent, person: MakePerson) -> None:
    walk_id = walks.add_walk(make_event(), a_walk()).id

    assert press(app, walks.take_walk, walk_id, [person().id] * 10) == {"yes": 10}


def test_whoever_gets_a_walk_as_the_event_is_cancelled_is_told(
    app: Flask, make_event: MakeEvent, crowd: list[int]
) -> None:
    def cancel(event_id: int) -> str:
        with app.app_context():
            planning.cancel_event(get_event(event_id))
            return "done"

    told = 0
    for week in range(ROUNDS):
        event = make_event(day=NEXT_SATURDAY + timedelta(weeks=week))
        walk_id = walks.add_walk(event, a_walk()).id
        calls = [partial(take_in, app, walk_id, one, walks.take_walk) for one in crowd[:6]]

        answers = Counter(str(answer) for answer in at_once([*calls[:3], partial(cancel, event.id), *calls[3:]]))

        assert set(answers) <= {"yes", "TAKEN", "CANCELLED", "done"}
        told += answers["yes"]
        assert len(db.session.scalars(beside_confirmations()).all()) == told
