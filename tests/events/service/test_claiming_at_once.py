"""The last place goes to exactly one person, however many press at the same moment.

Each test has its control beside it: the same rounds without the guard must go wrong, or the test would prove nothing.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from outreach.db import db
from outreach.events.models import Claim, Slot
from outreach.events.queries import get_event, get_slot, held_slots
from outreach.events.rules.claims import overlap
from outreach.events.service import planning
from outreach.events.service.claiming import claim_slot, release_claim
from outreach.messages.models import Message
from outreach.messages.rules.kinds import MessageKind
from outreach.people.models import Person
from outreach.refusals import Refused
from tests.at_once import at_once
from tests.careless import active_claims, claim_carelessly
from tests.conftest import MakePerson, SignIn
from tests.events.conftest import NEXT_SATURDAY, MakeEvent, a_slot
from tests.events.places import told
from tests.rounds import rounds
from tests.serving import Client

PEOPLE, PLACES, ROUNDS = 40, 5, 5
MOST_ROUNDS_OF_THE_CONTROL = 50

Claiming = Callable[[int, Person], Claim]


@pytest.fixture
def crowd(person: MakePerson) -> list[int]:
    """Many people."""
    return [person().id for _ in range(PEOPLE)]


def claim_in(app: Flask, slot_id: int, person_id: int, claiming: Claiming = claim_slot) -> str:
    """Claim as a request does, in a context of its own: "yes", or the code of the refusal."""
    with app.app_context():
        try:
            claiming(slot_id, db.session.get_one(Person, person_id))
        except Refused as refused:
            return refused.reason.code
        return "yes"


def press(app: Flask, claiming: Claiming, pairs: Sequence[tuple[int, int]]) -> Counter[str]:
    """Claim (slot, person) pairs, all at once: how often each answer came."""
    calls = [partial(claim_in, app, slot_id, person_id, claiming) for slot_id, person_id in pairs]
    return Counter(str(answer) for answer in at_once(calls))


# ---- many people, few places


def test_exactly_as_many_get_a_place_as_there_are(app: Flask, make_event: MakeEvent, crowd: list[int]) -> None:
    for week in range(ROUNDS):
        slot = make_event(slots=[a_slot(capacity=PLACES)], day=NEXT_SATURDAY + timedelta(weeks=week)).slots[0]

        answers = press(app, claim_slot, [(slot.id, person_id) for person_id in crowd])

        assert answers == {"yes": PLACES, "FULL": PEOPLE - PLACES}
        assert active_claims(slot.id) == slot.taken == PLACES


def test_control_without_the_guard_places_are_given_twice(app: Flask, make_event: MakeEvent, crowd: list[int]) -> None:
    for week in range(MOST_ROUNDS_OF_THE_CONTROL):
        slot = make_event(slots=[a_slot(capacity=PLACES)], day=NEXT_SATURDAY + timedelta(weeks=week)).slots[0]
        press(app, claim_carelessly, [(slot.id, person_id) for person_id in crowd])
        if active_claims(slot.id) > PLACES:
            return

    pytest.fail("nothing went wrong without the guard: the test above can't fail either")


def test_over_http_nobody_gets_an_error(app: Flask, make_event: MakeEvent, person: MakePerson, sign_in: SignIn) -> None:
    app.test_client_class = Client
    clients: list[FlaskClient] = [app.test_client() for _ in range(PEOPLE)]
    for client in clients:
        sign_in(client, person())
    for week in range(2):
        slot = make_event(slots=[a_slot(capacity=PLACES)], day=NEXT_SATURDAY + timedelta(weeks=week)).slots[0]
        address = f"/slots/{slot.id}/claim"

        answers = at_once([partial(client.post, address) for client in clients])

        statuses = Counter(getattr(answer, "status_code", answer) for answer in answers)
        assert statuses == {303: PLACES, 409: PEOPLE - PLACES}
        assert active_claims(slot.id) == slot.taken == PLACES


def test_freed_places_are_taken_once_each(app: Flask, make_event: MakeEvent, crowd: list[int]) -> None:
    slot = make_event(slots=[a_slot(capacity=PLACES)]).slots[0]
    first, rest = crowd[:PLACES], crowd[PLACES:]
    slot_id = slot.id
    claims = [claim_slot(slot_id, db.session.get_one(Person, person_id)).id for person_id in first]

    def release(claim_id: int) -> str:
        with app.app_context():
            release_claim(db.session.get_one(Claim, claim_id))
            return "released"

    # each release comes twice, as from an impatient finger
    calls = [partial(release, claim_id) for claim_id in claims * 2] + [
        partial(claim_in, app, slot_id, one) for one in rest
    ]
    answers = Counter(str(answer) for answer in at_once(calls))

    db.session.expire_all()
    assert set(answers) <= {"released", "yes", "FULL"}
    assert answers["released"] == 2 * PLACES
    assert answers["yes"] == active_claims(slot_id) == slot.taken <= PLACES


# ---- one person, many presses


def test_an_impatient_finger_gets_one_place(
    app: Flask, make_event: MakeEvent, person: MakePerson, sign_in: SignIn
) -> None:
    maja = person()
    app.test_client_class = Client
    clients: list[FlaskClient] = [app.test_client() for _ in range(20)]
    for client in clients:
        sign_in(client, maja)
    slot = make_event(slots=[a_slot(capacity=PLACES)]).slots[0]

    answers = at_once([partial(client.post, f"/slots/{slot.id}/claim") for client in clients])

    assert Counter(getattr(answer, "status_code", answer) for answer in answers) == {303: 20}
    assert active_claims(slot.id) == slot.taken == 1


def clashing(make_event: MakeEvent) -> list[int]:
    """Slots of several events, all at the same time."""
    return [make_event(slots=[a_slot(capacity=PLACES)]).slots[0].id for _ in range(6)]


def held_at_once(person_id: int) -> int:
    """How many of the person's slots clash with another of theirs."""
    slots = held_slots(db.session.get_one(Person, person_id))
    return sum(any(one is not other and overlap(one, other) for other in slots) for one in slots)


def test_nobody_is_in_two_places_at_once(app: Flask, make_event: MakeEvent, person: MakePerson) -> None:
    """Fifty presses on two slots at the same time: whichever came first is theirs, the other needs their word."""
    for _ in range(rounds(2, 50)):
        someone = person().id
        slots = clashing(make_event)[:2]

        answers = press(app, claim_slot, [(slot_id, someone) for slot_id in slots * 25])

        assert answers == {"yes": 25, "OVERLAPS": 25}
        assert held_at_once(someone) == 0
        assert sum(db.session.get_one(Slot, slot_id).taken for slot_id in slots) == 1
        assert len(told(MessageKind.CONFIRMATION)) == 1
        db.session.execute(delete(Message))
        db.session.commit()


def test_control_without_the_guard_somebody_is(app: Flask, make_event: MakeEvent, person: MakePerson) -> None:
    slots = clashing(make_event)
    for _ in range(MOST_ROUNDS_OF_THE_CONTROL):
        someone = person().id
        press(app, claim_carelessly, [(slot_id, someone) for slot_id in slots])
        if held_at_once(someone):
            return

    pytest.fail("nothing went wrong without the guard: the test above can't fail either")


# ---- volunteers and an organiser


def test_whoever_gets_a_place_as_the_event_is_cancelled_is_told(
    app: Flask, make_event: MakeEvent, crowd: list[int]
) -> None:
    """Either the claim is first and its person gets the mail, or the cancellation is and the claim is refused."""

    def cancel(event_id: int) -> str:
        with app.app_context():
            planning.cancel_event(get_event(event_id))
            return "done"

    for week in range(ROUNDS):
        event = make_event(slots=[a_slot(capacity=PEOPLE)], day=NEXT_SATURDAY + timedelta(weeks=week))
        slot_id = event.slots[0].id
        claims = [partial(claim_in, app, slot_id, one) for one in crowd[:12]]

        answers = Counter(str(answer) for answer in at_once([*claims[:6], partial(cancel, event.id), *claims[6:]]))

        assert set(answers) <= {"yes", "done", "CANCELLED"}
        booked = select(Person.email).join(Claim).where(Claim.slot_id == slot_id)
        assert Counter(told(MessageKind.CANCELLED)) == Counter(db.session.scalars(booked))
        db.session.execute(delete(Message))
        db.session.commit()


def test_capacity_edits_and_claims_at_once_keep_the_books(app: Flask, make_event: MakeEvent, crowd: list[int]) -> None:
    event = make_event(slots=[a_slot(capacity=PLACES)])
    slot_id = event.slots[0].id

    def edit(capacity: int) -> str:
        with app.app_context():
            planning.edit_slot(get_slot(slot_id), a_slot(capacity=capacity))
            return "edited"

    for round_ in range(rounds(2, 50)):
        calls = [partial(claim_in, app, slot_id, one) for one in crowd[:20]] + [
            partial(edit, 1 + (round_ + step) % 8) for step in range(10)
        ]
        answers = Counter(str(answer) for answer in at_once(calls))

        db.session.expire_all()
        slot = get_slot(slot_id)
        assert set(answers) <= {"yes", "FULL", "edited"}
        assert answers["edited"] == 10
        # who had a place in an earlier round is answered with it
        assert slot.taken == active_claims(slot_id) >= answers["yes"]
        assert slot.over == max(slot.taken - slot.capacity, 0)


def test_below_what_is_taken_nobody_loses_a_place_and_nobody_gets_one(
    app: Flask, make_event: MakeEvent, crowd: list[int]
) -> None:
    slot_id = make_event(slots=[a_slot(capacity=PLACES)]).slots[0].id
    for one in crowd[:PLACES]:
        claim_slot(slot_id, db.session.get_one(Person, one))
    planning.edit_slot(get_slot(slot_id), a_slot(capacity=2))

    answers = press(app, claim_slot, [(slot_id, one) for one in crowd[PLACES:]])

    db.session.expire_all()
    slot = get_slot(slot_id)
    assert answers == {"FULL": PEOPLE - PLACES}
    assert (slot.taken, active_claims(slot_id), slot.over) == (PLACES, PLACES, PLACES - 2)
