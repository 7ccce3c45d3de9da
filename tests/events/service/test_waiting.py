"""Wait for a slot that is full, and be let in: one step after the other. Many at once: test_waiting_at_once.py."""

from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim, ClaimState, Event, EventStatus, Reminder, Slot
from outreach.events.queries import find_held, full_slots, queue_place, queue_places, waiting_claims
from outreach.events.rules.claims import ClaimRefusal
from outreach.events.service import moving, planning
from outreach.events.service.changing import undo_change
from outreach.events.service.claiming import claim_slot, release_all_of, release_claim, wait_for_slot
from outreach.events.service.promoting import promote_by_hand
from outreach.messages.rules.kinds import MessageKind
from outreach.people.models import Person
from outreach.refusals import Refused
from tests.careless import active_claims
from tests.conftest import MakePerson
from tests.events.conftest import NEXT_SATURDAY, NOW, SATURDAY, MakeEvent, a_plan, a_slot
from tests.events.places import names, told

ACTIVE, WAITING, RELEASED = ClaimState.ACTIVE, ClaimState.WAITING, ClaimState.RELEASED


@pytest.fixture
def event(make_event: MakeEvent) -> Event:
    """One slot with one place."""
    return make_event(slots=[a_slot(capacity=1)])


@pytest.fixture
def slot(event: Event) -> Slot:
    return event.slots[0]


@pytest.fixture
def holder(slot: Slot, person: MakePerson) -> Claim:
    """Somebody has the one place."""
    return claim_slot(slot.id, person(name="Hanna Holm", email="hanna@example.org"))


@pytest.fixture
def anna(person: MakePerson) -> Person:
    return person(name="Anna Alm", email="anna@example.org")


@pytest.fixture
def bo(person: MakePerson) -> Person:
    return person(name="Bo Berg", email="bo@example.org")


def refusal_of(call: object, *arguments: object, **options: object) -> object:
    assert callable(call)
    with pytest.raises(Refused) as refused:
        call(*arguments, **options)
    db.session.rollback()
    return refused.value.reason


# ---- the queue


def test_who_waits_has_a_place_in_the_queue_and_none_in_the_slot(
    slot: Slot, holder: Claim, anna: Person, bo: Person
) -> None:
    first, second = wait_for_slot(slot.id, anna), wait_for_slot(slot.id, bo)

    assert (first.state, second.state) == (WAITING, WAITING)
    assert [queue_place(claim) for claim in (first, second)] == [1, 2]
    assert queue_places([first, second]) == {first.id: 1, second.id: 2}
    assert waiting_claims(bo) == [second]
    assert slot.taken == 1
    assert told(MessageKind.CONFIRMATION) == ["hanna@example.org"]
    assert not db.session.scalars(select(Reminder).where(Reminder.claim_id == first.id)).all()


def test_waiting_again_keeps_the_place_in_the_queue(slot: Slot, holder: Claim, anna: Person, bo: Person) -> None:
    first = wait_for_slot(slot.id, anna)
    wait_for_slot(slot.id, bo)

    assert wait_for_slot(slot.id, anna) == first
    assert queue_place(first) == 1


def test_who_leaves_the_queue_and_comes_back_is_last(slot: Slot, holder: Claim, anna: Person, bo: Person) -> None:
    left = wait_for_slot(slot.id, anna)
    wait_for_slot(slot.id, bo)

    release_claim(left)
    again = wait_for_slot(slot.id, anna)

    assert left.state is RELEASED
    assert queue_place(again) == 2
    assert names(slot, WAITING) == ["Bo", "Anna"]


def test_where_there_is_room_whoever_wants_to_wait_has_the_place(slot: Slot, anna: Person) -> None:
    assert wait_for_slot(slot.id, anna).state is ACTIVE
    assert told(MessageKind.CONFIRMATION) == ["anna@example.org"]


def test_who_has_the_place_does_not_wait_for_it(slot: Slot, holder: Claim) -> None:
    assert wait_for_slot(slot.id, holder.person) == holder
    assert holder.state is ACTIVE


def test_the_same_form_again_does_not_wait_anew(slot: Slot, holder: Claim, anna: Person) -> None:
    first = wait_for_slot(slot.id, anna, key="a key")
    release_claim(first)

    assert wait_for_slot(slot.id, anna, key="a key") == first
    assert names(slot, WAITING) == []


def test_nobody_waits_for_what_they_have_no_time_for(
    make_event: MakeEvent, slot: Slot, holder: Claim, anna: Person
) -> None:
    claim_slot(make_event().slots[0].id, anna)

    assert refusal_of(wait_for_slot, slot.id, anna) is ClaimRefusal.OVERLAPS


def test_nobody_waits_for_what_has_begun(slot: Slot, holder: Claim, anna: Person) -> None:
    with clock.standing_at(slot.starts_at):
        assert refusal_of(wait_for_slot, slot.id, anna) is ClaimRefusal.BEGUN
    with clock.standing_at(slot.ends_at):
        assert refusal_of(wait_for_slot, slot.id, anna) is ClaimRefusal.ENDED


def test_full_slots_are_offered_until_one_has_something_to_do_with_them(
    slot: Slot, holder: Claim, anna: Person
) -> None:
    assert full_slots(anna) == [slot]
    assert full_slots(holder.person) == []

    wait_for_slot(slot.id, anna)

    assert full_slots(anna) == []


# ---- let in


def test_a_place_given_back_goes_to_the_first_who_waits(slot: Slot, holder: Claim, anna: Person, bo: Person) -> None:
    first, second = wait_for_slot(slot.id, anna), wait_for_slot(slot.id, bo)

    release_claim(holder)

    assert (first.state, second.state) == (ACTIVE, WAITING)
    assert (first.promoted_at, first.answer_by) == (NOW, NOW + timedelta(hours=12))
    assert slot.taken == active_claims(slot.id) == 1
    assert queue_place(second) == 1
    assert told(MessageKind.PROMOTED) == ["anna@example.org"]
    assert db.session.scalars(select(Reminder.claim_id).distinct()).all() == [first.id]


def test_a_no_before_the_time_to_answer_is_up_troubles_nobody(
    make_event: MakeEvent, person: MakePerson, anna: Person
) -> None:
    slot = make_event(slots=[a_slot(capacity=1)], day=SATURDAY).slots[0]  # in three hours
    holder = claim_slot(slot.id, person())
    claim = wait_for_slot(slot.id, anna)
    release_claim(holder)
    assert told(MessageKind.LATE) == ["olle@example.org"]
    assert claim.answer_by == NOW + timedelta(hours=1)

    with clock.standing_at(NOW + timedelta(minutes=59)):
        release_claim(claim)

    assert told(MessageKind.LATE) == ["olle@example.org"]


def test_a_no_after_it_is_told_at_once(make_event: MakeEvent, person: MakePerson, anna: Person) -> None:
    slot = make_event(slots=[a_slot(capacity=1)], day=SATURDAY).slots[0]
    holder = claim_slot(slot.id, person())
    claim = wait_for_slot(slot.id, anna)
    release_claim(holder)

    with clock.standing_at(NOW + timedelta(hours=1)):
        release_claim(claim)

    assert told(MessageKind.LATE) == ["olle@example.org"] * 2


def test_who_has_something_else_by_then_is_passed_over_and_keeps_waiting(
    make_event: MakeEvent, slot: Slot, holder: Claim, anna: Person, bo: Person
) -> None:
    busy, free = wait_for_slot(slot.id, anna), wait_for_slot(slot.id, bo)
    elsewhere = claim_slot(make_event().slots[0].id, anna)

    release_claim(holder)

    assert (busy.state, free.state) == (WAITING, ACTIVE)
    release_claim(free)
    assert (busy.state, slot.taken) == (WAITING, 0)
    release_claim(elsewhere)
    assert (busy.state, slot.taken) == (ACTIVE, 1), "who has time again, and a place is free, need not ask"
    assert told(MessageKind.PROMOTED) == ["anna@example.org"], "Bo's mail was taken back with his place"


def test_a_raised_capacity_lets_in_as_many_as_there_is_room_for(
    slot: Slot, holder: Claim, anna: Person, bo: Person, person: MakePerson
) -> None:
    for someone in (anna, bo, person(name="Cecilia Cederberg")):
        wait_for_slot(slot.id, someone)

    planning.edit_slot(slot, a_slot(capacity=3))

    assert names(slot, ACTIVE) == ["Hanna", "Anna", "Bo"]
    assert names(slot, WAITING) == ["Cecilia"]
    assert told(MessageKind.PROMOTED) == ["anna@example.org", "bo@example.org"]


def test_above_the_capacity_a_place_given_back_goes_to_nobody(
    make_event: MakeEvent, person: MakePerson, anna: Person, bo: Person
) -> None:
    slot = make_event(slots=[a_slot(capacity=3)]).slots[0]
    claims = [claim_slot(slot.id, person()) for _ in range(3)]
    planning.edit_slot(slot, a_slot(capacity=1))
    claim = wait_for_slot(slot.id, anna)

    release_claim(claims[0])
    assert (slot.taken, slot.over, claim.state) == (2, 1, WAITING)
    release_claim(claims[1])
    assert (slot.taken, slot.over, claim.state) == (1, 0, WAITING)
    assert refusal_of(claim_slot, slot.id, bo) is ClaimRefusal.FULL
    release_claim(claims[2])

    assert (slot.taken, slot.over, claim.state) == (1, 0, ACTIVE)


def test_whom_an_organiser_takes_off_is_told_and_the_next_is_let_in(
    slot: Slot, holder: Claim, anna: Person, organiser: Person
) -> None:
    claim = wait_for_slot(slot.id, anna)

    release_claim(holder, by=organiser)

    assert claim.state is ACTIVE
    assert told(MessageKind.REMOVED) == ["hanna@example.org"]
    assert told(MessageKind.CONFIRMATION) == []
    assert told(MessageKind.LATE) == []


def test_who_leaves_for_good_frees_all_places_and_is_written_nothing(
    app: Flask, make_event: MakeEvent, slot: Slot, holder: Claim, anna: Person, bo: Person
) -> None:
    other = make_event(day=date(2027, 3, 20), slots=[a_slot(capacity=1)]).slots[0]
    claim_slot(other.id, bo)
    in_queue = wait_for_slot(other.id, holder.person)
    next_one = wait_for_slot(slot.id, anna)

    release_all_of(holder.person)
    db.session.commit()

    assert (holder.state, in_queue.state, next_one.state) == (RELEASED, RELEASED, ACTIVE)
    assert told(MessageKind.REMOVED) == told(MessageKind.LATE) == []
    assert "hanna@example.org" not in told(MessageKind.CONFIRMATION)


def test_what_is_over_stays_as_it_was_when_somebody_leaves(slot: Slot, holder: Claim) -> None:
    with clock.standing_at(slot.ends_at):
        release_all_of(holder.person)
        db.session.commit()

    assert holder.state is ACTIVE


@pytest.mark.parametrize("status", [EventStatus.CANCELLED, EventStatus.HELD])
def test_nobody_is_let_into_what_is_called_off_or_done(
    event: Event, slot: Slot, holder: Claim, anna: Person, status: EventStatus
) -> None:
    claim = wait_for_slot(slot.id, anna)
    event.status = status
    db.session.commit()

    planning_free = pytest.raises(Refused) if status is EventStatus.HELD else None
    if planning_free:
        with planning_free:
            release_claim(holder)
        db.session.rollback()
    else:
        release_claim(holder)

    assert claim.state is WAITING
    assert told(MessageKind.PROMOTED) == []


def test_nobody_is_called_in_once_the_slot_has_begun(slot: Slot, holder: Claim, anna: Person) -> None:
    claim = wait_for_slot(slot.id, anna)

    with clock.standing_at(slot.starts_at):
        release_claim(holder)

    assert (claim.state, slot.taken) == (WAITING, 0)


def test_what_is_back_on_lets_in_whom_it_has_room_for(event: Event, slot: Slot, holder: Claim, anna: Person) -> None:
    claim = wait_for_slot(slot.id, anna)
    undo = planning.cancel_event(event).token
    release_claim(holder)
    assert claim.state is WAITING

    assert undo
    undo_change(undo)

    assert claim.state is ACTIVE
    assert told(MessageKind.PROMOTED) == ["anna@example.org"]


@pytest.mark.parametrize("how", ["cancelled", "moved", "slot moved", "edited"])
def test_who_has_time_because_another_event_is_off_or_elsewhere_is_let_in(
    make_event: MakeEvent, slot: Slot, holder: Claim, anna: Person, how: str
) -> None:
    other = make_event(title="Annat")
    claim = wait_for_slot(slot.id, anna)
    claim_slot(other.slots[0].id, anna)
    release_claim(holder)
    assert claim.state is WAITING

    if how == "cancelled":
        planning.cancel_event(other)
    elif how == "moved":
        moving.move_event(other, date(2027, 3, 14))
    elif how == "edited":
        planning.edit_event(other, a_plan(day=NEXT_SATURDAY, start=time(17), end=time(19)))
    else:
        planning.edit_slot(other.slots[0], a_slot(start=time(15), end=time(16)))

    assert claim.state is ACTIVE


def test_an_event_moved_to_where_those_who_wait_have_time_lets_them_in(
    make_event: MakeEvent, event: Event, slot: Slot, holder: Claim, anna: Person
) -> None:
    claim = wait_for_slot(slot.id, anna)
    claim_slot(make_event(title="Annat").slots[0].id, anna)
    release_claim(holder)

    moving.move_event(event, date(2027, 3, 14))

    assert claim.state is ACTIVE


def test_who_waits_may_take_the_place_although_it_overlaps(
    make_event: MakeEvent, slot: Slot, holder: Claim, anna: Person
) -> None:
    claim = wait_for_slot(slot.id, anna)
    claim_slot(make_event(title="Annat").slots[0].id, anna)
    release_claim(holder)

    taken = claim_slot(slot.id, anna, overlap_ok=True)

    assert taken == claim
    assert (claim.state, claim.promoted_at, slot.taken) == (ACTIVE, None, 1)


# ---- by hand


def test_by_hand_a_free_place_goes_to_whom_the_organiser_chooses(
    make_event: MakeEvent, slot: Slot, holder: Claim, anna: Person, bo: Person
) -> None:
    wait_for_slot(slot.id, anna)
    chosen = wait_for_slot(slot.id, bo)

    assert refusal_of(promote_by_hand, chosen) is ClaimRefusal.NO_ROOM
    promote_by_hand(chosen, make_room=True)
    promote_by_hand(chosen, make_room=True)

    assert (slot.capacity, slot.taken, slot.over) == (2, 2, 0)
    assert names(slot, ACTIVE) == ["Hanna", "Bo"]
    assert names(slot, WAITING) == ["Anna"]
    assert told(MessageKind.PROMOTED) == ["bo@example.org"]


def test_by_hand_room_is_made_above_all_who_have_places(
    make_event: MakeEvent, person: MakePerson, anna: Person
) -> None:
    slot = make_event(slots=[a_slot(capacity=3)]).slots[0]
    for _ in range(3):
        claim_slot(slot.id, person())
    planning.edit_slot(slot, a_slot(capacity=1))
    claim = wait_for_slot(slot.id, anna)

    promote_by_hand(claim, make_room=True)

    assert (slot.capacity, slot.taken, slot.over, claim.state) == (4, 4, 0, ACTIVE)


def test_by_hand_nobody_is_put_into_two_places_at_once(
    make_event: MakeEvent, slot: Slot, holder: Claim, anna: Person
) -> None:
    claim = wait_for_slot(slot.id, anna)
    claim_slot(make_event(title="Annat").slots[0].id, anna)

    assert refusal_of(promote_by_hand, claim, make_room=True) is ClaimRefusal.BUSY
    assert slot.capacity == 1


def test_by_hand_nobody_is_let_in_who_has_left_the_queue(slot: Slot, holder: Claim, anna: Person) -> None:
    claim = wait_for_slot(slot.id, anna)
    release_claim(claim)

    assert refusal_of(promote_by_hand, claim, make_room=True) is ClaimRefusal.NOT_WAITING


def test_by_hand_nobody_is_let_into_what_is_over(event: Event, slot: Slot, holder: Claim, anna: Person) -> None:
    claim = wait_for_slot(slot.id, anna)

    with clock.standing_at(slot.ends_at):
        assert refusal_of(promote_by_hand, claim) is ClaimRefusal.ENDED
    planning.cancel_event(event)
    assert refusal_of(promote_by_hand, claim) is ClaimRefusal.CANCELLED


def test_a_slot_that_nobody_has_goes_with_its_queue(
    make_event: MakeEvent, slot: Slot, holder: Claim, anna: Person
) -> None:
    wait_for_slot(slot.id, anna)
    claim_slot(make_event(title="Annat").slots[0].id, anna)
    release_claim(holder)
    assert find_held(slot, anna)

    planning.delete_slot(slot)

    assert waiting_claims(anna) == []
