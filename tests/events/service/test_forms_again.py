"""A form that is sent again does nothing more; two slots at once are taken both or not at all."""

import random
from dataclasses import dataclass, field
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import AnsweredForm, Claim, ClaimState, Slot
from outreach.events.queries import held_slots
from outreach.events.rules.claims import ClaimRefusal
from outreach.events.service.claiming import claim_slot, claim_slots, forget_forms, release_claim
from outreach.messages.rules.kinds import MessageKind
from outreach.people.models import Person
from outreach.refusals import Refused
from tests.careless import active_claims
from tests.conftest import MakePerson
from tests.events.conftest import NOW, MakeEvent, a_slot
from tests.events.places import told
from tests.rounds import rounds


@pytest.fixture
def maja(person: MakePerson) -> Person:
    return person(name="Maja Lind", email="maja@example.org")


@pytest.fixture
def pair(make_event: MakeEvent) -> tuple[Slot, Slot]:
    """Two slots of one event, the second begins as the first ends."""
    event = make_event(slots=[a_slot(end=time(14), capacity=1), a_slot(start=time(14), capacity=1)])
    return event.slots[0], event.slots[1]


def refused(*slot_ids: int, by: Person, overlap_ok: bool = False) -> tuple[object, object]:
    with pytest.raises(Refused) as raised:
        claim_slots(slot_ids, by, overlap_ok=overlap_ok)
    return raised.value.reason, raised.value.values.get("slot")


# ---- the same form


def test_the_same_key_gets_the_same_claim_even_after_it_was_given_back(pair: tuple[Slot, Slot], maja: Person) -> None:
    slot, _ = pair
    first = claim_slot(slot.id, maja, key="one")
    release_claim(first)

    again = claim_slot(slot.id, maja, key="one")

    assert again == first
    assert (again.state, slot.taken) == (ClaimState.RELEASED, 0)
    assert told(MessageKind.CONFIRMATION) == []


def test_another_key_claims_anew(pair: tuple[Slot, Slot], maja: Person) -> None:
    first = claim_slot(pair[0].id, maja, key="one")
    release_claim(first)

    second = claim_slot(pair[0].id, maja, key="two")

    assert (first.state, second.state) == (ClaimState.RELEASED, ClaimState.ACTIVE)
    assert told(MessageKind.CONFIRMATION) == ["maja@example.org"]


def test_another_key_for_a_place_that_is_held_is_answered_with_it(pair: tuple[Slot, Slot], maja: Person) -> None:
    first = claim_slot(pair[0].id, maja, key="one")

    assert claim_slot(pair[0].id, maja, key="two") == first
    assert told(MessageKind.CONFIRMATION) == ["maja@example.org"]
    release_claim(first)
    assert claim_slot(pair[0].id, maja, key="two").state is ClaimState.RELEASED


def test_one_persons_key_says_nothing_of_anothers(pair: tuple[Slot, Slot], maja: Person, person: MakePerson) -> None:
    release_claim(claim_slot(pair[0].id, maja, key="one"))

    assert claim_slot(pair[0].id, person(), key="one").state is ClaimState.ACTIVE


@pytest.mark.parametrize("key", ["", "\0", "x" * 5000, "ключ"])
def test_any_key_will_do(pair: tuple[Slot, Slot], maja: Person, key: str) -> None:
    claim = claim_slot(pair[0].id, maja, key=key)

    assert claim_slot(pair[0].id, maja, key=key) == claim


def test_a_refusal_is_not_remembered(pair: tuple[Slot, Slot], maja: Person, person: MakePerson) -> None:
    theirs = claim_slot(pair[0].id, person())
    assert refused(pair[0].id, by=maja)[0] is ClaimRefusal.FULL
    assert not db.session.scalars(select(AnsweredForm)).all()
    release_claim(theirs)

    assert claim_slot(pair[0].id, maja, key="one").state is ClaimState.ACTIVE


def test_forms_are_forgotten_once_no_page_is_open_any_more(pair: tuple[Slot, Slot], maja: Person) -> None:
    claim_slot(pair[0].id, maja, key="one")

    with clock.standing_at(NOW + timedelta(days=59)):
        forget_forms()
        assert len(db.session.scalars(select(AnsweredForm)).all()) == 1
    with clock.standing_at(NOW + timedelta(days=61)):
        forget_forms()
        assert not db.session.scalars(select(AnsweredForm)).all()


# ---- although it overlaps


def test_who_knows_of_the_other_slot_may_take_both(make_event: MakeEvent, maja: Person) -> None:
    one, other = (make_event().slots[0] for _ in range(2))
    claim_slot(one.id, maja)
    assert refused(other.id, by=maja) == (ClaimRefusal.OVERLAPS, other)

    assert claim_slot(other.id, maja, overlap_ok=True).state is ClaimState.ACTIVE


def test_knowing_of_another_slot_makes_no_room(make_event: MakeEvent, maja: Person, person: MakePerson) -> None:
    slot = make_event(slots=[a_slot(capacity=1)]).slots[0]
    claim_slot(slot.id, person())

    assert refused(slot.id, by=maja, overlap_ok=True)[0] is ClaimRefusal.FULL


# ---- two at once


def test_two_slots_are_taken_at_once(pair: tuple[Slot, Slot], maja: Person) -> None:
    claims = claim_slots([pair[0].id, pair[1].id], maja, key="one")

    assert [claim.slot for claim in claims] == list(pair)
    assert [slot.taken for slot in pair] == [1, 1]
    assert told(MessageKind.CONFIRMATION) == ["maja@example.org"] * 2
    assert claim_slots([pair[0].id, pair[1].id], maja, key="one") == claims


def test_both_or_none(pair: tuple[Slot, Slot], maja: Person, person: MakePerson) -> None:
    claim_slot(pair[1].id, person(email="other@example.org"))

    assert refused(pair[0].id, pair[1].id, by=maja) == (ClaimRefusal.FULL, pair[1])

    assert [slot.taken for slot in pair] == [0, 1]
    assert not held_slots(maja)
    assert told(MessageKind.CONFIRMATION) == ["other@example.org"]


def test_two_that_overlap_are_refused_together(make_event: MakeEvent, maja: Person) -> None:
    one, other = make_event(slots=[a_slot(), a_slot(start=time(14))]).slots

    assert refused(one.id, other.id, by=maja) == (ClaimRefusal.OVERLAPS, other)
    assert not held_slots(maja)


def test_the_same_slot_twice_is_one(pair: tuple[Slot, Slot], maja: Person) -> None:
    assert len(claim_slots([pair[0].id, pair[0].id], maja)) == 1
    assert pair[0].taken == 1


# ---- many in a row


@dataclass
class Tab:
    """A page that was opened once and may be sent any number of times."""

    slot: Slot
    key: str
    answer: int | None = None


@dataclass
class Model:
    """What should be: which slots the person has, and what each form was answered with."""

    held: dict[int, int] = field(default_factory=dict)
    tabs: list[Tab] = field(default_factory=list)


def test_claims_releases_and_retries_in_any_order_end_as_they_should(make_event: MakeEvent, maja: Person) -> None:
    """Random sequences on slots that do not overlap: after each step the tables say what the model says."""
    slots = [make_event(day=date(2027, 3, 14 + number)).slots[0] for number in range(3)]
    for sequence in range(rounds(15, 1000)):
        chance = random.Random(sequence)
        model = Model(held={slot.id: claim.id for slot, claim in _held(maja, slots).items()})
        for step in range(8):
            tab = chance.choice(model.tabs) if model.tabs and chance.random() < 0.4 else None
            if tab is None and chance.random() < 0.4 and model.held:
                slot_id = chance.choice(sorted(model.held))
                claim = db.session.get_one(Claim, model.held.pop(slot_id))
                for _ in range(chance.randint(1, 2)):
                    release_claim(claim)
            else:
                if tab is None:
                    tab = Tab(chance.choice(slots), f"{sequence} {step}")
                    model.tabs.append(tab)
                claim = claim_slot(tab.slot.id, maja, key=tab.key)
                expected = tab.answer or model.held.get(tab.slot.id)
                assert expected is None or claim.id == expected
                if tab.answer is None:
                    tab.answer = model.held[tab.slot.id] = claim.id
            assert {slot.id: claim.id for slot, claim in _held(maja, slots).items()} == model.held
            assert all(slot.taken == active_claims(slot.id) for slot in slots)


def _held(person: Person, slots: list[Slot]) -> dict[Slot, Claim]:
    rows = db.session.scalars(select(Claim).where(Claim.person_id == person.id, Claim.state == ClaimState.ACTIVE))
    return {next(slot for slot in slots if slot.id == claim.slot_id): claim for claim in rows}
