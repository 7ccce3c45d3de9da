"""Ask people to fill a gap."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import Ask, Event, Slot
from outreach.events.queries import asked_count, asks_of
from outreach.events.rules.claims import ClaimRefusal
from outreach.events.rules.gaps import AskRefusal
from outreach.events.service import planning
from outreach.events.service.asking import ask_due, ask_next
from outreach.events.service.claiming import claim_slot, release_claim, wait_for_slot
from outreach.messages.rules.kinds import MessageKind
from outreach.people.models import Person, Role
from outreach.refusals import Refused
from tests.conftest import MakePerson
from tests.events.conftest import NEXT_SATURDAY, NOW, SATURDAY, MakeEvent, a_slot
from tests.events.places import told

MONDAY = date(2027, 3, 8)
HOUR = timedelta(hours=1)


@pytest.fixture
def event(make_event: MakeEvent) -> Event:
    """In two days; two are needed, and three have room."""
    return make_event(day=MONDAY, slots=[a_slot(needed=2, capacity=3)])


@pytest.fixture
def slot(event: Event) -> Slot:
    return event.slots[0]


def volunteers(person: MakePerson, count: int) -> list[Person]:
    return [person(email=f"v{number}@example.org") for number in range(count)]


def asked(slot: Slot) -> list[int]:
    return list(db.session.scalars(select(Ask.person_id).where(Ask.slot_id == slot.id).order_by(Ask.id)))


def test_who_steps_back_leaves_a_gap_and_five_are_asked(slot: Slot, person: MakePerson) -> None:
    crowd = volunteers(person, 9)
    claim = claim_slot(slot.id, crowd[0])
    claim_slot(slot.id, crowd[1])

    release_claim(claim)

    assert asked(slot) == [one.id for one in crowd[2:7]]
    assert told(MessageKind.GAP) == [one.email for one in crowd[2:7]]


def test_nobody_is_asked_while_enough_come_or_somebody_waits(
    slot: Slot, person: MakePerson, make_event: MakeEvent
) -> None:
    crowd = volunteers(person, 9)
    claims = [claim_slot(slot.id, one) for one in crowd[:3]]
    wait_for_slot(slot.id, crowd[3])

    release_claim(claims[0])
    release_claim(claims[1])

    assert slot.taken == 2
    assert asked(slot) == []


def test_for_what_is_farther_away_than_a_week_nobody_is_asked(make_event: MakeEvent, person: MakePerson) -> None:
    slot = make_event(day=date(2027, 3, 15)).slots[0]
    crowd = volunteers(person, 3)

    release_claim(claim_slot(slot.id, crowd[0]))

    assert asked(slot) == []


def test_two_who_step_back_soon_after_each_other_are_one_gap(slot: Slot, person: MakePerson) -> None:
    crowd = volunteers(person, 12)
    claims = [claim_slot(slot.id, one) for one in crowd[:2]]

    release_claim(claims[0])
    with clock.standing_at(NOW + HOUR):
        release_claim(claims[1])

    assert len(asked(slot)) == 5


def test_the_next_five_are_asked_after_six_hours_while_people_are_missing(slot: Slot, person: MakePerson) -> None:
    crowd = volunteers(person, 13)
    release_claim(claim_slot(slot.id, crowd[0]))

    assert ask_due() == 0
    with clock.standing_at(NOW + 6 * HOUR):
        assert ask_due() == 5
        assert ask_due() == 0
    with clock.standing_at(NOW + 12 * HOUR):
        assert ask_due() == 2
    with clock.standing_at(NOW + 18 * HOUR):
        assert ask_due() == 0
    assert asked(slot) == [one.id for one in crowd[1:]]
    assert len(told(MessageKind.GAP)) == 12


def test_once_enough_come_nobody_else_is_asked(slot: Slot, person: MakePerson) -> None:
    crowd = volunteers(person, 12)
    release_claim(claim_slot(slot.id, crowd[0]))
    for one in crowd[1:3]:
        claim_slot(slot.id, one)

    with clock.standing_at(NOW + 6 * HOUR):
        assert ask_due() == 0


def test_nobody_is_asked_for_a_slot_that_nobody_stepped_back_from(slot: Slot, person: MakePerson) -> None:
    volunteers(person, 3)

    with clock.standing_at(NOW + 6 * HOUR):
        assert ask_due() == 0


def test_who_was_asked_longest_ago_comes_first(make_event: MakeEvent, slot: Slot, person: MakePerson) -> None:
    crowd = volunteers(person, 7)
    earlier = make_event(day=NEXT_SATURDAY).slots[0]
    with clock.standing_at(NOW - HOUR):
        ask_next(earlier)

    ask_next(slot)

    assert asked(earlier) == [one.id for one in crowd[:5]]
    assert asked(slot) == [one.id for one in [*crowd[5:], *crowd[:3]]]


def test_who_has_no_time_or_no_wish_or_was_there_is_left_alone(
    make_event: MakeEvent, slot: Slot, person: MakePerson
) -> None:
    unwilling, busy, back, waiting, media, fit = (
        person(Role.MEDIA) if number == 4 else person(email=f"p{number}@example.org") for number in range(6)
    )
    unwilling.wants_asks = False
    claim_slot(make_event(day=MONDAY).slots[0].id, busy)
    release_claim(claim_slot(make_event(day=MONDAY, title="Ledig").slots[0].id, fit))
    both = planning.add_slot(slot.event, a_slot(capacity=1))
    holder = claim_slot(both.id, person())
    wait_for_slot(both.id, waiting)
    assert asked_count(slot) == 0

    release_claim(claim_slot(slot.id, back))

    assert set(asked(slot)).isdisjoint({unwilling.id, busy.id, back.id, waiting.id, media.id, holder.person_id})
    assert fit.id in asked(slot)


def test_an_organiser_asks_five_more_whenever_they_want(slot: Slot, person: MakePerson) -> None:
    crowd = volunteers(person, 7)

    assert len(ask_next(slot, seen=0)) == 5
    assert len(ask_next(slot, seen=0)) == 0, "pressed twice"
    assert asks_of(slot.event) == {slot.id: (5, NOW)}
    assert len(ask_next(slot, seen=5)) == 2
    with pytest.raises(Refused) as refused:
        ask_next(slot, seen=7)
    assert refused.value.reason is AskRefusal.NOBODY_LEFT
    assert len(crowd) == asked_count(slot)


def test_nobody_is_asked_to_what_has_enough_or_is_off(event: Event, slot: Slot, person: MakePerson) -> None:
    for one in volunteers(person, 3):
        claim_slot(slot.id, one)
    with pytest.raises(Refused) as refused:
        ask_next(slot)
    db.session.rollback()
    assert refused.value.reason is AskRefusal.ENOUGH

    planning.cancel_event(event)
    with pytest.raises(Refused) as refused:
        ask_next(slot)
    db.session.rollback()
    assert refused.value.reason is ClaimRefusal.CANCELLED


def test_a_gap_on_the_day_itself_is_told_and_asked_about(make_event: MakeEvent, person: MakePerson) -> None:
    slot = make_event(day=SATURDAY).slots[0]
    crowd = volunteers(person, 3)

    release_claim(claim_slot(slot.id, crowd[0]))

    assert told(MessageKind.LATE) == ["olle@example.org"]
    assert len(asked(slot)) == 2
