"""Take a slot and give it back: one person at a time. Many at once: test_claiming_at_once.py."""

from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, NoResultFound

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim, ClaimState, EventStatus, Slot
from outreach.events.rules.claims import ClaimRefusal
from outreach.events.service import planning
from outreach.events.service.claiming import claim_slot, release_claim
from outreach.people.models import Person
from outreach.refusals import Refused
from tests.conftest import MakePerson
from tests.events.conftest import NOW, SATURDAY, MakeEvent, a_slot


@pytest.fixture
def maja(person: MakePerson) -> Person:
    return person(name="Maja Lind")


@pytest.fixture
def slot(make_event: MakeEvent) -> Slot:
    """Two places."""
    return make_event().slots[0]


def states(slot: Slot) -> list[ClaimState]:
    return list(db.session.scalars(select(Claim.state).where(Claim.slot_id == slot.id).order_by(Claim.id)))


def refusal_of(slot: Slot, person: Person) -> ClaimRefusal:
    with pytest.raises(Refused) as refused:
        claim_slot(slot.id, person)
    db.session.rollback()
    assert isinstance(refused.value.reason, ClaimRefusal)
    return refused.value.reason


def test_claim(slot: Slot, maja: Person) -> None:
    claim = claim_slot(slot.id, maja)

    assert (claim.slot_id, claim.person_id, claim.state, claim.created_at) == (slot.id, maja.id, "active", NOW)
    assert slot.taken == 1


def test_claiming_again_gives_the_same_claim(slot: Slot, maja: Person) -> None:
    first = claim_slot(slot.id, maja)

    again = claim_slot(slot.id, maja)

    assert again == first
    assert slot.taken == 1
    assert states(slot) == [ClaimState.ACTIVE]


def test_releasing_frees_the_place_and_keeps_the_row(slot: Slot, maja: Person) -> None:
    claim = claim_slot(slot.id, maja)

    release_claim(claim)

    assert (claim.state, claim.released_at) == (ClaimState.RELEASED, NOW)
    assert slot.taken == 0


def test_releasing_again_changes_nothing(slot: Slot, maja: Person, person: MakePerson) -> None:
    claim = claim_slot(slot.id, maja)
    claim_slot(slot.id, person())
    release_claim(claim)
    with clock.standing_at(NOW + timedelta(hours=1)):
        release_claim(claim)

    assert claim.released_at == NOW
    assert slot.taken == 1


def test_what_was_released_can_be_claimed_anew(slot: Slot, maja: Person) -> None:
    release_claim(claim_slot(slot.id, maja))

    claim_slot(slot.id, maja)

    assert states(slot) == [ClaimState.RELEASED, ClaimState.ACTIVE]
    assert slot.taken == 1


def test_who_releases_makes_room_for_the_next(slot: Slot, person: MakePerson) -> None:
    first, *_ = (claim_slot(slot.id, person()) for _ in range(2))
    late = person()
    assert refusal_of(slot, late) is ClaimRefusal.FULL

    release_claim(first)

    assert claim_slot(slot.id, late).state is ClaimState.ACTIVE
    assert slot.taken == 2


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (EventStatus.DRAFT, ClaimRefusal.NOT_PUBLISHED),
        (EventStatus.CANCELLED, ClaimRefusal.CANCELLED),
        (EventStatus.HELD, ClaimRefusal.ENDED),
    ],
)
def test_only_what_is_published_and_to_come_can_be_claimed(
    make_event: MakeEvent, maja: Person, status: EventStatus, reason: ClaimRefusal
) -> None:
    event = make_event(status, day=SATURDAY, start=time(9), end=time(15))

    assert refusal_of(event.slots[0], maja) is reason
    assert event.slots[0].taken == 0


def test_what_is_over_is_neither_claimed_nor_released(slot: Slot, maja: Person, person: MakePerson) -> None:
    claim = claim_slot(slot.id, maja)
    late = person()

    with clock.standing_at(slot.ends_at):
        assert refusal_of(slot, late) is ClaimRefusal.ENDED
        with pytest.raises(Refused) as refused:
            release_claim(claim)
        db.session.rollback()

    assert refused.value.reason is ClaimRefusal.ENDED
    assert states(slot) == [ClaimState.ACTIVE]


def test_overlapping_slots_are_refused_and_back_to_back_ones_are_not(make_event: MakeEvent, maja: Person) -> None:
    event = make_event(
        slots=[a_slot(end=time(14)), a_slot(start=time(13, 30)), a_slot(start=time(14)), a_slot(end=time(13, 30))]
    )
    slots = {(clock.local(slot.starts_at).time(), clock.local(slot.ends_at).time()): slot for slot in event.slots}
    claim_slot(slots[time(13), time(14)].id, maja)

    assert refusal_of(slots[time(13, 30), time(15)], maja) is ClaimRefusal.OVERLAPS
    assert refusal_of(slots[time(13), time(13, 30)], maja) is ClaimRefusal.OVERLAPS
    assert claim_slot(slots[time(14), time(15)].id, maja).state is ClaimState.ACTIVE


def test_a_released_place_stands_in_nobodys_way(make_event: MakeEvent, maja: Person) -> None:
    one, other = make_event().slots[0], make_event().slots[0]
    release_claim(claim_slot(one.id, maja))

    assert claim_slot(other.id, maja).state is ClaimState.ACTIVE


def test_a_cancelled_event_stands_in_nobodys_way(make_event: MakeEvent, maja: Person) -> None:
    called_off, other = make_event(), make_event()
    claim_slot(called_off.slots[0].id, maja)
    planning.cancel_event(called_off)

    assert claim_slot(other.slots[0].id, maja).state is ClaimState.ACTIVE


def test_a_slot_that_is_gone_is_not_found(app: Flask, maja: Person) -> None:
    with pytest.raises(NoResultFound):
        claim_slot(4711, maja)


# ---- the constraints that stand behind


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE slot SET taken = capacity + 1", id="overbooked"),
        pytest.param("UPDATE slot SET taken = -1", id="fewer than none"),
        pytest.param("UPDATE slot SET over = -1", id="over by fewer than none"),
        pytest.param("UPDATE slot SET capacity = 0", id="no room"),
        pytest.param("UPDATE slot SET needed = capacity + 1", id="more needed than there is room for"),
        pytest.param("UPDATE slot SET ends_at = starts_at", id="no time"),
        pytest.param("UPDATE event SET ends_at = starts_at", id="no time for the event"),
        pytest.param("UPDATE event SET latitude = 59.3", id="half a point"),
        pytest.param("UPDATE event SET status = 'done'", id="unknown state"),
        pytest.param(
            "INSERT INTO claim (slot_id, person_id, state, created_at) "
            "SELECT slot_id, person_id, 'active', created_at FROM claim",
            id="claimed twice",
        ),
        pytest.param(
            "INSERT INTO claim (slot_id, person_id, state, created_at) "
            "SELECT slot_id, person_id, 'waiting', created_at FROM claim",
            id="claimed and waited for",
        ),
    ],
)
def test_the_database_refuses_what_no_rule_allows(slot: Slot, maja: Person, statement: str) -> None:
    claim_slot(slot.id, maja)

    with pytest.raises(IntegrityError):
        db.session.execute(text(statement))
    db.session.rollback()

    assert slot.taken == db.session.scalar(select(func.count()).select_from(Claim)) == 1
