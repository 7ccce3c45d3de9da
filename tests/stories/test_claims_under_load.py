"""The last places, over HTTP, with the web server as it runs in earnest: several processes on one database.

`scripts/bench claims` does the same with more people, more often, and says how long they waited.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import time
from uuid import uuid4

import pytest
from sqlalchemy import select

from outreach.db import db
from outreach.events.models import Claim, ClaimState, Slot
from outreach.messages.models import Message
from tests.crowd import count, make_organiser, make_people, make_slot, rush
from tests.databases import KINDS, Database
from tests.processes import Visitor, Web, press_at_once, web

PEOPLE, PLACES, ROUNDS = 60, 5, 2
MOST_ROUNDS_OF_THE_CONTROL = 20
Press = tuple[Visitor, str, Mapping[str, str]]
SLOT_FIELDS = {"role": "leaflets", "start": "13:00", "end": "15:00", "needed": "1"}


@pytest.fixture(scope="module", params=list(KINDS))
def processes(request: pytest.FixtureRequest, _databases: Callable[[str], Database]) -> Iterator[Web]:
    """Four processes, started once for each kind of database."""
    database = _databases(request.param)
    database.app  # noqa: B018  (its first use makes the tables)
    with web(database) as running:
        yield running


@pytest.fixture
def four(processes: Web) -> Iterator[Web]:
    """The web server, with an empty database."""
    yield processes
    processes.database.empty()


def a_crowd(running: Web, people: int = PEOPLE) -> list[Visitor]:
    with running.database.app.app_context():
        crowd = make_people(people)
    return [running.visitor(one) for one in crowd]


def a_slot(running: Web, capacity: int = PLACES) -> int:
    with running.database.app.app_context():
        return make_slot(capacity)


def test_exactly_as_many_get_a_place_as_there_are(four: Web) -> None:
    crowd = a_crowd(four)
    for _ in range(ROUNDS):
        done = rush(four, crowd, a_slot(four))

        assert done.statuses == {303: PLACES, 409: PEOPLE - PLACES}
        assert done.taken == done.active == PLACES


def test_control_a_server_without_the_guard_gives_places_twice(database: Database) -> None:
    with web(database, module="tests.careless") as careless:
        crowd = a_crowd(careless)
        for _ in range(MOST_ROUNDS_OF_THE_CONTROL):
            if rush(careless, crowd, a_slot(careless)).active > PLACES:
                return
    pytest.fail("nothing went wrong without the guard: the test above can't fail either")


def test_a_person_who_presses_twenty_times_has_one_place(four: Web) -> None:
    """Half of the presses are one form sent again, half are forms of their own."""
    slot = a_slot(four)
    visitors = a_crowd(four, 1) * 20
    keys = ["0b9cbd51-3a0a-4d8e-9e6c-3c5f7a9f0d11"] * 10 + [
        f"0b9cbd51-3a0a-4d8e-9e6c-3c5f7a9f0{n:03}" for n in range(10)
    ]

    answers = press_at_once(
        [(visitor, f"/slots/{slot}/claim", {"key": key}) for visitor, key in zip(visitors, keys, strict=True)]
    )

    assert [answer.status for answer in answers] == [303] * 20
    assert count(four, slot) == (1, 1)
    with four.database.app.app_context():
        assert db.session.query(Claim).count() == 1
        assert db.session.query(Message).count() == 1


def test_an_answer_that_never_came_is_asked_for_again(four: Web) -> None:
    """Forms sent once, twice, or with nobody left to hear the answer: what stands is what each form said first."""
    slot, chance = a_slot(four), random.Random(4)
    [visitor] = a_crowd(four, 1)
    holds, sent = False, [str(uuid4())]
    assert visitor.post(f"/slots/{slot}/claim", key=sent[0]).status == 303
    holds = True
    for _ in range(25):
        if chance.random() < 0.4 and holds:
            claim = the_claim(four, slot)
            path, key = f"/claims/{claim}/release", str(uuid4())
            holds = False
        else:
            path, key = f"/slots/{slot}/claim", chance.choice([*sent[-3:], str(uuid4())])
            holds = holds or key not in sent
            sent.append(key)
        if chance.random() < 0.5:
            visitor.post_and_hang_up(path, key=key)
        answer = visitor.post(path, key=key)

        assert answer.status == 303, answer.text
        assert count(four, slot) == (int(holds), int(holds))


def test_freed_places_go_to_those_who_wait_in_their_order(four: Web) -> None:
    """Everybody who has a place steps back, each with a double click, while an organiser lets people in by hand."""
    slot = a_slot(four)
    crowd = a_crowd(four, PLACES + 20)
    for visitor in crowd[:PLACES]:
        assert visitor.post(f"/slots/{slot}/claim").status == 303
    for visitor in crowd[PLACES:]:
        assert visitor.post(f"/slots/{slot}/wait").status == 303
    with four.database.app.app_context():
        organiser = four.visitor(make_organiser())
        claims = list(db.session.scalars(select(Claim.id).where(Claim.slot_id == slot).order_by(Claim.id)))
    steps_back: list[Press] = [
        (visitor, f"/claims/{claim}/release", {}) for visitor, claim in zip(crowd, claims[:PLACES], strict=False)
    ]
    by_hand: list[Press] = [(organiser, f"/claims/{claim}/promote", {}) for claim in claims[-3:]]

    answers = press_at_once([*steps_back, *steps_back, *by_hand])

    assert {answer.status for answer in answers[: -len(by_hand)]} == {303}
    assert {answer.status for answer in answers[-len(by_hand) :]} <= {303, 409}
    let_in_by_hand = [claim for claim, answer in zip(claims[-3:], answers[-3:], strict=True) if answer.status == 303]
    in_order = claims[PLACES : 2 * PLACES - len(let_in_by_hand)]
    with four.database.app.app_context():
        claimed = select(Claim).where(Claim.state == ClaimState.ACTIVE)
        active = {claim.id for claim in db.session.scalars(claimed)}
        told = db.session.scalars(select(Message.to_address).where(Message.kind == "promoted")).all()
    assert active == {*in_order, *let_in_by_hand}
    assert len(told) == len(set(told)) == PLACES
    assert count(four, slot) == (PLACES, PLACES)


def test_a_capacity_that_changes_under_the_rush_is_kept_to(four: Web) -> None:
    slot = a_slot(four)
    crowd = a_crowd(four, 20)
    with four.database.app.app_context():
        organiser = four.visitor(make_organiser())
    edits = [
        (organiser, f"/slots/{slot}/edit", {**SLOT_FIELDS, "capacity": str(capacity)})
        for capacity in (1, 8, 3, 12, 2, 6, 4, 9, 3, 5)
    ]

    answers = press_at_once([*edits, *((visitor, f"/slots/{slot}/claim", {}) for visitor in crowd)])

    assert {answer.status for answer in answers} <= {303, 409}
    taken, active = count(four, slot)
    with four.database.app.app_context():
        row = db.session.get_one(Slot, slot)
        assert taken == active <= row.capacity + row.over
        assert row.over == max(taken - row.capacity, 0)


def test_one_person_is_never_in_two_places_at_once(four: Web) -> None:
    with four.database.app.app_context():
        slots = [make_slot(50, start=time(13), end=time(15)), make_slot(50, start=time(14), end=time(16))]
    [visitor] = a_crowd(four, 1)

    answers = press_at_once([(visitor, f"/slots/{slot}/claim", {}) for slot in slots * 25])

    assert {answer.status for answer in answers} == {303, 409}
    assert sorted(count(four, slot) for slot in slots) == [(0, 0), (1, 1)]


def the_claim(running: Web, slot_id: int) -> int:
    """The one place that is held."""
    with running.database.app.app_context():
        held = select(Claim.id).where(Claim.slot_id == slot_id, Claim.state == ClaimState.ACTIVE)
        return db.session.scalars(held).one()
