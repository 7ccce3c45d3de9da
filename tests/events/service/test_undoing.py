"""A change taken back after others have counted on it: nobody stands in two places, and there is time."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim, ClaimState, Event, Reminder
from outreach.events.queries import find_claim, find_held
from outreach.events.rules.moving import UNDO_FOR, ChangeRefusal
from outreach.events.rules.notice import MANY, MANY_WAIT
from outreach.events.service import planning
from outreach.events.service.changing import Done, undo_change
from outreach.events.service.claiming import claim_slot, release_claim, wait_for_slot
from outreach.events.service.moving import BulkAction, change_all, move_event
from outreach.messages.models import Message
from outreach.people.models import Person
from outreach.refusals import Refused
from tests.conftest import MakePerson
from tests.events.conftest import NEXT_SATURDAY, NOW, MakeEvent, a_plan, a_slot

SUNDAY = NEXT_SATURDAY + timedelta(days=1)


@pytest.fixture
def maja(person: MakePerson) -> Person:
    return person(name="Maja Lind", email="maja@example.org")


@pytest.fixture
def sara(person: MakePerson) -> Person:
    return person(name="Sara Åkesson", email="sara@example.org")


@pytest.fixture
def here(make_event: MakeEvent) -> Event:
    return make_event(slots=[a_slot(needed=1, capacity=1)])


@pytest.fixture
def there(make_event: MakeEvent) -> Event:
    """At the same time, elsewhere."""
    return make_event(slots=[a_slot(needed=1, capacity=1)], title="Den andra")


def has_place(event: Event, person: Person) -> bool:
    db.session.expire_all()
    claim = find_claim(event.slots[0], person)
    return claim is not None and claim.state is ClaimState.ACTIVE


def mails_to(person: Person) -> list[str]:
    mails = select(Message.subject).where(Message.to_address == person.email).order_by(Message.id)
    return list(db.session.scalars(mails))


AWAY: dict[str, Callable[[Event], Done]] = {
    "cancelled": planning.cancel_event,
    "moved": lambda event: move_event(event, SUNDAY),
    "other hours": lambda event: planning.edit_event(event, a_plan(start=time(18), end=time(20))),
}


@pytest.mark.parametrize("away", AWAY.values(), ids=AWAY)
def test_who_was_let_in_elsewhere_meanwhile_keeps_that_place_and_is_told(
    here: Event, there: Event, maja: Person, sara: Person, away: Callable[[Event], Done]
) -> None:
    taken = claim_slot(there.slots[0].id, sara)
    wait_for_slot(there.slots[0].id, maja)
    claim_slot(here.slots[0].id, maja)
    release_claim(taken)
    assert not has_place(there, maja), "she has no time for it yet"
    wait_for_slot(here.slots[0].id, sara)
    with clock.standing_at(NOW + timedelta(seconds=5)):
        token = away(here).token
        assert token
        assert has_place(there, maja)

    with clock.standing_at(NOW + timedelta(seconds=9)):
        undone = undo_change(token)

    assert (has_place(here, maja), has_place(there, maja)) == (False, True)
    assert [claim.person_id for claim in undone.freed] == [maja.id]
    assert has_place(here, sara), "whoever waits for the place that is free now gets it"
    assert [slot.taken for event in (here, there) for slot in event.slots] == [1, 1]
    assert mails_to(maja)[-1] == "Ett av två pass lör 13 mars"
    reminded = select(Claim.slot_id).join(Reminder, Reminder.claim_id == Claim.id).where(Claim.person_id == maja.id)
    assert set(db.session.scalars(reminded)) == {there.slots[0].id}


def test_who_took_another_slot_meanwhile_keeps_that_one(here: Event, there: Event, maja: Person) -> None:
    claim_slot(here.slots[0].id, maja)
    with clock.standing_at(NOW + timedelta(seconds=5)):
        token = planning.cancel_event(here).token
        claim_slot(there.slots[0].id, maja)
        assert token
        undo_change(token)

    assert (has_place(here, maja), has_place(there, maja)) == (False, True)


@pytest.mark.parametrize("when", [-60, 5], ids=["before the change", "after it"])
def test_who_wanted_both_although_they_overlap_keeps_both(here: Event, there: Event, maja: Person, when: int) -> None:
    claim_slot(here.slots[0].id, maja)
    with clock.standing_at(NOW + timedelta(seconds=when)):
        if when < 0:
            claim_slot(there.slots[0].id, maja, overlap_ok=True)
    with clock.standing_at(NOW + timedelta(seconds=5)):
        token = (planning.cancel_event(here) if when < 0 else planning.edit_event(here, a_plan(title="Annat"))).token
        if when > 0:
            claim_slot(there.slots[0].id, maja, overlap_ok=True)
        assert token
        undone = undo_change(token)

    assert undone.freed == []
    assert has_place(here, maja)
    assert has_place(there, maja)


def test_who_is_back_to_back_keeps_both(here: Event, make_event: MakeEvent, maja: Person) -> None:
    claim_slot(here.slots[0].id, maja)
    end = clock.local(here.slots[0].ends_at).time()
    after = make_event(slots=[a_slot(start=end, end=time(end.hour + 1))], end=time(end.hour + 1))
    with clock.standing_at(NOW + timedelta(seconds=5)):
        token = move_event(here, SUNDAY).token
        claim_slot(after.slots[0].id, maja)
        assert token
        assert undo_change(token).freed == []

    assert find_held(here.slots[0], maja)


def test_of_many_booked_the_change_can_be_undone_as_long_as_the_mails_wait(
    make_event: MakeEvent, person: MakePerson, organiser: Person
) -> None:
    event = make_event(slots=[a_slot(capacity=MANY + 1)])
    for number in range(MANY + 1):
        claim = Claim(slot_id=event.slots[0].id, person_id=person(email=f"{number}@example.org").id, created_at=NOW)
        claim.state = ClaimState.ACTIVE
        db.session.add(claim)
    event.slots[0].taken = MANY + 1
    db.session.commit()
    done = planning.cancel_event(event)
    assert (done.told, done.lasts) == (MANY + 1, MANY_WAIT)
    assert done.token

    with clock.standing_at(NOW + MANY_WAIT - timedelta(seconds=1)):
        assert undo_change(done.token).restored == [event]
    assert db.session.scalars(select(Message)).all() == []

    again = change_all([event.id], BulkAction.CANCEL, organiser)
    assert again.lasts == MANY_WAIT
    with clock.standing_at(NOW + MANY_WAIT), pytest.raises(Refused) as refused:
        undo_change(again.token)
    assert refused.value.reason is ChangeRefusal.TOO_LATE


def test_of_few_it_can_be_undone_for_ten_seconds(here: Event, maja: Person) -> None:
    claim_slot(here.slots[0].id, maja)
    assert planning.cancel_event(here).lasts == UNDO_FOR


def test_of_several_at_once_as_long_as_the_first_mails_wait(
    here: Event, there: Event, maja: Person, organiser: Person
) -> None:
    claim_slot(here.slots[0].id, maja)
    assert change_all([here.id, there.id], BulkAction.CANCEL, organiser).lasts == UNDO_FOR
