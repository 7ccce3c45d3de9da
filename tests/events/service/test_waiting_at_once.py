"""Places that come free go to those who wait, in their order, once each, however much happens at the same moment.

Each test has its control beside it: the same rounds without the guard must go wrong.
"""

import contextlib
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from outreach.db import db
from outreach.events import queries
from outreach.events.models import Claim, ClaimState, Event, Slot
from outreach.events.queries import get_slot, held_slots
from outreach.events.rules.claims import overlap
from outreach.events.service import moving, planning
from outreach.events.service.claiming import claim_slot, release_claim, wait_for_slot
from outreach.events.service.promoting import promote_by_hand
from outreach.messages.models import Message
from outreach.messages.rules.kinds import MessageKind
from outreach.people.models import Person
from outreach.refusals import Refused
from tests.at_once import at_once
from tests.careless import active_claims
from tests.conftest import MakePerson
from tests.events.conftest import MakeEvent, a_slot
from tests.events.places import names, told
from tests.rounds import rounds

PLACES, QUEUE = 5, 20
ROUNDS_OF_THE_CONTROL = 30


@pytest.fixture
def looks_then_lets_go(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Takes the guard away: between the look at the queue and what follows from it, others have their turn."""

    def take_away() -> None:
        look = queries.busy_people
        two = threading.Barrier(2)

        def look_and_let_go(slot: Slot, people: Any) -> set[int]:
            busy = look(slot, people)
            db.session.commit()
            # not left to luck: another one looks as well before either goes on, if any comes within the time
            with contextlib.suppress(threading.BrokenBarrierError):
                two.wait(timeout=0.2)
            if two.broken:
                two.reset()
            return busy

        monkeypatch.setattr(queries, "busy_people", look_and_let_go)

    return take_away


@dataclass(frozen=True)
class Crowd:
    """So many have a place, so many wait, in this order."""

    slot_id: int
    holders: list[int]  # their claims
    queue: list[int]


@pytest.fixture
def people(person: MakePerson) -> list[int]:
    return [person(name="Person Test").id for _ in range(PLACES + rounds(QUEUE, 50))]


def gather(slot_id: int, people: list[int]) -> Crowd:
    everybody = [db.session.get_one(Person, one) for one in people]
    holders = [claim_slot(slot_id, one).id for one in everybody[:PLACES]]
    return Crowd(slot_id, holders, [wait_for_slot(slot_id, one).id for one in everybody[PLACES:]])


def doing(app: Flask, act: Callable[[], object]) -> str:
    """Do it as a request does, in a context of its own: "done", or the code of the refusal."""
    with app.app_context():
        try:
            act()
        except Refused as refused:
            db.session.rollback()
            return refused.reason.code
        return "done"


def release(claim_id: int) -> None:
    release_claim(db.session.get_one(Claim, claim_id))


def let_in(claim_id: int) -> None:
    promote_by_hand(db.session.get_one(Claim, claim_id))


def rush(app: Flask, crowd: Crowd, by_hand: int) -> list[str]:
    """All who have places step back, pressing twice each, while an organiser lets some in by hand."""
    steps = [partial(doing, app, partial(release, claim)) for claim in crowd.holders * 2]
    hands = [partial(doing, app, partial(let_in, claim)) for claim in crowd.queue[:by_hand]]
    return [str(answer) for answer in at_once([*steps[:PLACES], *hands, *steps[PLACES:]])]


def how_it_stands(crowd: Crowd) -> list[str]:
    """What is wrong afterwards: nothing, if the guard holds."""
    db.session.expire_all()
    slot = get_slot(crowd.slot_id)
    claims = {claim.id: claim for claim in db.session.scalars(select(Claim).where(Claim.slot_id == slot.id))}
    in_now = [one for one in crowd.queue if claims[one].state is ClaimState.ACTIVE]
    wrong = []
    if not slot.taken == active_claims(slot.id) == PLACES == len(in_now):
        wrong.append(f"taken {slot.taken}, active {active_claims(slot.id)}, let in {len(in_now)} of {PLACES}")
    if in_now != crowd.queue[:PLACES]:
        wrong.append("not in their order")
    mails = Counter(told(MessageKind.PROMOTED))
    if mails != Counter(claims[one].person.email for one in in_now):
        wrong.append(f"told {mails}")
    return wrong


def clear(slot_id: int) -> None:
    db.session.execute(delete(Claim).where(Claim.slot_id == slot_id))
    db.session.execute(delete(Message))
    db.session.execute(update(Slot).where(Slot.id == slot_id).values(taken=0, over=0))
    db.session.commit()
    db.session.expire_all()


def test_freed_places_go_to_those_who_wait_in_their_order(app: Flask, make_event: MakeEvent, people: list[int]) -> None:
    slot_id = make_event(slots=[a_slot(needed=0, capacity=PLACES)]).slots[0].id
    for _ in range(rounds(2, 100)):
        crowd = gather(slot_id, people)

        # the organiser's first choices are those whose turn it is anyway, so the order is kept whoever is faster
        answers = Counter(rush(app, crowd, by_hand=PLACES))

        assert how_it_stands(crowd) == []
        assert set(answers) <= {"done", "NO_ROOM"}
        clear(slot_id)


def test_control_without_the_guard_the_books_are_wrong(
    app: Flask, make_event: MakeEvent, people: list[int], looks_then_lets_go: Callable[[], None]
) -> None:
    slot_id = make_event(slots=[a_slot(needed=0, capacity=PLACES)]).slots[0].id
    for number in range(ROUNDS_OF_THE_CONTROL):
        crowd = gather(slot_id, people[:15])
        if number == 0:
            looks_then_lets_go()
        rush(app, crowd, by_hand=PLACES)
        if how_it_stands(crowd):
            return
        clear(slot_id)

    pytest.fail("nothing went wrong without the guard: the test above can't fail either")


def test_whom_the_organiser_chooses_gets_a_place_and_the_others_keep_their_order(
    app: Flask, make_event: MakeEvent, people: list[int]
) -> None:
    """The last two in the queue are let in by hand while places come free: the rest move up as they stand."""
    slot_id = make_event(slots=[a_slot(needed=0, capacity=PLACES)]).slots[0].id
    for _ in range(rounds(2, 50)):
        crowd = gather(slot_id, people)
        chosen = crowd.queue[-2:]
        steps = [partial(doing, app, partial(release, claim)) for claim in crowd.holders]
        at_once([*steps, *(partial(doing, app, partial(let_in, claim)) for claim in chosen)])

        db.session.expire_all()
        states = {claim.id: claim.state for claim in db.session.scalars(select(Claim))}
        by_hand = sum(states[one] is ClaimState.ACTIVE for one in chosen)
        rest = [one for one in crowd.queue if one not in chosen and states[one] is ClaimState.ACTIVE]
        assert rest == crowd.queue[: PLACES - by_hand]
        assert get_slot(slot_id).taken == active_claims(slot_id) == PLACES
        assert len(told(MessageKind.PROMOTED)) == PLACES
        clear(slot_id)


# ---- one person in two queues


def two_queues(make_event: MakeEvent, holders: tuple[Person, Person], waiting: Person) -> tuple[list[int], list[int]]:
    """Two slots at the same time, one place each, both taken; one person waits for both."""
    slots = [make_event(slots=[a_slot(capacity=1)]).slots[0].id for _ in range(2)]
    claims = [claim_slot(slot_id, holder).id for slot_id, holder in zip(slots, holders, strict=True)]
    for slot_id in slots:
        wait_for_slot(slot_id, waiting)
    return slots, claims


def is_in_two_places(person_id: int) -> bool:
    slots = held_slots(db.session.get_one(Person, person_id))
    return any(one is not other and overlap(one, other) for one in slots for other in slots)


def test_nobody_is_let_into_two_slots_at_the_same_time(app: Flask, make_event: MakeEvent, person: MakePerson) -> None:
    for _ in range(rounds(4, 50)):
        waiting = person()
        slots, claims = two_queues(make_event, (person(), person()), waiting)
        waiting_id = waiting.id

        at_once([partial(doing, app, partial(release, claim)) for claim in claims])

        db.session.expire_all()
        assert not is_in_two_places(waiting_id)
        assert sorted(get_slot(slot_id).taken for slot_id in slots) == [0, 1]


def test_control_without_the_guard_somebody_is_in_two_places(
    app: Flask, make_event: MakeEvent, person: MakePerson, looks_then_lets_go: Callable[[], None]
) -> None:
    holders = (person(), person())
    looks_then_lets_go()
    for _ in range(ROUNDS_OF_THE_CONTROL):
        waiting = person()
        _slots, claims = two_queues(make_event, holders, waiting)
        waiting_id = waiting.id
        at_once([partial(doing, app, partial(release, claim)) for claim in claims])
        db.session.expire_all()
        if is_in_two_places(waiting_id):
            return
        db.session.execute(delete(Event))
        db.session.commit()

    pytest.fail("nothing went wrong without the guard: the test above can't fail either")


# ---- changes of the event meanwhile


def test_no_change_of_the_event_waits_for_a_claim_that_waits_for_it(
    app: Flask, make_event: MakeEvent, people: list[int]
) -> None:
    """Claims, releases, the queue, capacities and moves, of two events with people in both, all at once."""
    slots = [make_event(slots=[a_slot(capacity=3, needed=0)]).slots[0] for _ in range(2)]
    ids = [(slot.id, slot.event_id) for slot in slots]
    for number in range(rounds(2, 30)):
        acts: list[Callable[[], object]] = []
        for index, someone in enumerate(people[:12]):
            slot_id, _ = ids[index % 2]
            take, wait = (partial(_as, someone, act, slot_id) for act in (claim_slot, wait_for_slot))
            acts += [take, wait] if index % 3 else [wait]
        acts += [partial(_edit, slot_id, 1 + (number + index) % 5) for index, (slot_id, _) in enumerate(ids * 3)]
        acts += [partial(_move, event_id, 20 + number % 5) for _, event_id in ids]
        acts += [partial(_release_first, slot_id) for slot_id, _ in ids * 2]

        answers = Counter(str(answer) for answer in at_once([partial(doing, app, act) for act in acts]))

        assert set(answers) <= {"done", "FULL", "OVERLAPS"}
        db.session.expire_all()
        for slot_id, _ in ids:
            slot = get_slot(slot_id)
            assert slot.taken == active_claims(slot_id) <= slot.capacity + slot.over
            assert not (names(slot, ClaimState.WAITING) and _has_room_for_somebody(slot))


def _as(person_id: int, act: Callable[[int, Person], Claim], slot_id: int) -> None:
    act(slot_id, db.session.get_one(Person, person_id))


def _edit(slot_id: int, capacity: int) -> None:
    planning.edit_slot(get_slot(slot_id), a_slot(capacity=capacity, needed=0))


def _move(event_id: int, day: int) -> None:
    moving.move_event(db.session.get_one(Event, event_id), date(2027, 3, day))


def _release_first(slot_id: int) -> None:
    claim = db.session.scalars(
        select(Claim).where(Claim.slot_id == slot_id, Claim.state == ClaimState.ACTIVE).order_by(Claim.id)
    ).first()
    if claim is not None:
        release_claim(claim)


def _has_room_for_somebody(slot: Slot) -> bool:
    waiting = [claim.person_id for claim in queries.queue_of(slot)]
    return not slot.is_full and bool(set(waiting) - queries.busy_people(slot, waiting))
