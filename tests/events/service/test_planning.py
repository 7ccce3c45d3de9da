"""Plan, edit, move, publish, cancel and hold; shape slots; and who is told of what."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim, ClaimState, Event, EventKind, EventStatus, Slot, SlotRole
from outreach.events.queries import get_event, get_slot
from outreach.events.rules.calendar import CalendarRefusal, moment_of
from outreach.events.rules.claims import ClaimRefusal
from outreach.events.service import moving, planning
from outreach.events.service.claiming import claim_slot, release_claim
from outreach.events.service.planning import Outcome
from outreach.people.models import Person
from outreach.people.service import choose_language
from outreach.places.queries import find_area_by_name, find_venue_by_name
from outreach.refusals import Refused
from tests.conftest import MakePerson
from tests.events.conftest import IN_HAGALUND, NEXT_SATURDAY, SATURDAY, MakeEvent, a_plan, a_slot
from tests.mails import beside_confirmations

SUNDAY = date(2027, 3, 14)
SPRING = date(2027, 3, 28)


def mails() -> list[tuple[str, str]]:
    """What is in the outbox: to whom, and about what."""
    return [(mail.to_address, mail.subject) for mail in db.session.scalars(beside_confirmations())]


def times_of(slot: Slot) -> tuple[date, time, time]:
    starts_at, ends_at = clock.local(slot.starts_at), clock.local(slot.ends_at)
    return starts_at.date(), starts_at.time(), ends_at.time()


# ---- plan


def test_planning_makes_a_draft_with_a_slot_for_the_hands_it_needs(app: Flask, organiser: Person) -> None:
    event = planning.plan_event(a_plan(), organiser, hands=3)

    assert event.status is EventStatus.DRAFT
    assert event.responsible == organiser
    assert (event.starts_at, event.ends_at) == (
        moment_of(NEXT_SATURDAY, time(13)),
        moment_of(NEXT_SATURDAY, time(15)),
    )
    [slot] = event.slots
    assert (slot.role, slot.needed, slot.capacity, slot.taken) == (SlotRole.LEAFLETS, 3, 3, 0)
    assert times_of(slot) == (NEXT_SATURDAY, time(13), time(15))


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (EventKind.LEAFLET_DROP, SlotRole.LEAFLETS),
        (EventKind.SQUARE_MEETING, SlotRole.TABLE),
        (EventKind.STUDY_CIRCLE, SlotRole.OTHER),
    ],
)
def test_the_first_slot_is_for_what_is_done_there(
    app: Flask, organiser: Person, kind: EventKind, role: SlotRole
) -> None:
    assert planning.plan_event(a_plan(kind=kind), organiser, hands=1).slots[0].role is role


def test_an_event_needs_no_slots(app: Flask, organiser: Person) -> None:
    assert planning.plan_event(a_plan(), organiser).slots == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"day": SPRING, "start": time(2, 30)}, CalendarRefusal.NO_SUCH_TIME),
        ({"start": time(15), "end": time(15)}, CalendarRefusal.ENDS_BEFORE_START),
    ],
)
def test_what_can_not_be_planned_leaves_nothing_behind(
    app: Flask, organiser: Person, changes: dict[str, Any], reason: CalendarRefusal
) -> None:
    with pytest.raises(Refused) as refused:
        planning.plan_event(a_plan(**changes), organiser, hands=2)
    db.session.commit()

    assert refused.value.reason is reason
    assert db.session.scalars(select(Event)).all() == []


# ---- where


def test_the_area_follows_from_the_point(app: Flask, solna: None, organiser: Person) -> None:
    other = find_area_by_name("Bergshamra")
    assert other is not None

    event = planning.plan_event(a_plan(point=IN_HAGALUND, area_id=other.id), organiser)

    assert event.area is not None
    assert event.area.name == "Hagalund"


def test_without_a_point_the_area_is_the_one_that_was_chosen(app: Flask, solna: None, organiser: Person) -> None:
    chosen = find_area_by_name("Bergshamra")
    assert chosen is not None

    event = planning.plan_event(a_plan(area_id=chosen.id), organiser)

    assert event.area == chosen
    assert event.latitude is event.longitude is None


def test_a_point_outside_all_areas_has_none(app: Flask, solna: None, organiser: Person) -> None:
    assert planning.plan_event(a_plan(point=(59.3293, 18.0686)), organiser).area is None


def test_a_known_place_brings_its_point_and_so_its_area(app: Flask, solna: None, organiser: Person) -> None:
    venue = find_venue_by_name("Hagalunds torg")
    assert venue is not None

    event = planning.plan_event(a_plan(place="hagalunds TORG"), organiser)

    assert (event.venue_id, event.latitude, event.longitude) == (venue.id, venue.latitude, venue.longitude)
    assert event.area is not None
    assert event.area.name == "Hagalund"


def test_a_point_of_ones_own_wins_over_the_known_place(app: Flask, solna: None, organiser: Person) -> None:
    event = planning.plan_event(a_plan(place="Hagalunds torg", point=(59.3293, 18.0686)), organiser)

    assert (event.latitude, event.longitude) == (59.3293, 18.0686)


# ---- publish, hold, cancel


def test_publish(make_event: MakeEvent) -> None:
    event = make_event(EventStatus.DRAFT)

    planning.publish_event(event)

    assert event.status is EventStatus.SCHEDULED


def test_an_outcome_is_noted_and_can_be_corrected(make_event: MakeEvent) -> None:
    event = make_event(day=SATURDAY, start=time(9), end=time(12))
    planning.hold_event(event, Outcome(400, 60, 12, "Sol"))
    held_at = event.held_at

    planning.hold_event(event, Outcome(450, None, 12, "Sol och vind"))

    assert event.status is EventStatus.HELD
    assert (event.leaflets_letterbox, event.leaflets_by_hand, event.conversations) == (450, None, 12)
    assert event.outcome_note == "Sol och vind"
    assert event.held_at == held_at


def test_what_has_not_begun_was_not_held(make_event: MakeEvent) -> None:
    event = make_event()

    with pytest.raises(Refused) as refused:
        planning.hold_event(event, Outcome())

    assert refused.value.reason is CalendarRefusal.NOT_STARTED


CHANGES: list[tuple[str, Callable[[Event], object]]] = [
    ("edit", lambda event: planning.edit_event(event, a_plan(day=SUNDAY))),
    ("move", lambda event: moving.move_event(event, SUNDAY)),
    ("publish", planning.publish_event),
    ("cancel", planning.cancel_event),
    ("add a slot", lambda event: planning.add_slot(event, a_slot())),
    ("edit a slot", lambda event: planning.edit_slot(event.slots[0], a_slot(capacity=9))),
    ("delete a slot", lambda event: planning.delete_slot(event.slots[0])),
]


@pytest.mark.parametrize("change", [change for _, change in CHANGES], ids=[name for name, _ in CHANGES])
@pytest.mark.parametrize(
    ("status", "reason"),
    [(EventStatus.HELD, CalendarRefusal.IS_HELD), (EventStatus.CANCELLED, CalendarRefusal.IS_CANCELLED)],
)
def test_what_is_over_is_not_changed(
    make_event: MakeEvent, change: Callable[[Event], object], status: EventStatus, reason: CalendarRefusal
) -> None:
    event = make_event(status, slots=[], day=SATURDAY, start=time(9), end=time(12))
    event.slots.append(
        Slot(role=SlotRole.OTHER, starts_at=event.starts_at, ends_at=event.ends_at, needed=1, capacity=1)
    )
    db.session.commit()

    with pytest.raises(Refused) as refused:
        change(event)
    db.session.commit()

    assert refused.value.reason is reason
    assert event.status is status
    assert clock.day_of(event.starts_at) == SATURDAY
    assert [slot.capacity for slot in event.slots] == [1]
    assert mails() == []


# ---- move


def test_slots_move_with_their_event_over_the_spring_change(make_event: MakeEvent) -> None:
    event = make_event(slots=[a_slot(), a_slot(start=time(14)), a_slot(start=time(12), end=time(13))])

    moving.move_event(event, SPRING)

    assert [times_of(slot) for slot in event.slots] == [
        (SPRING, time(12), time(13)),
        (SPRING, time(13), time(15)),
        (SPRING, time(14), time(15)),
    ]


def test_a_move_to_a_time_that_does_not_exist_moves_nothing(make_event: MakeEvent) -> None:
    event = make_event(slots=[a_slot(), a_slot(start=time(12), end=time(13))])
    before = [times_of(slot) for slot in event.slots]

    # the event itself would fit, but the second slot would begin at 02.00, in the hour left out
    with pytest.raises(Refused) as refused:
        moving.move_event(event, SPRING, time(3), time(5))
    db.session.commit()

    assert refused.value.reason is CalendarRefusal.NO_SUCH_TIME
    assert clock.day_of(event.starts_at) == NEXT_SATURDAY
    assert [times_of(slot) for slot in event.slots] == before


def test_an_event_that_gets_shorter_leaves_each_slot_some_time(make_event: MakeEvent) -> None:
    event = make_event(slots=[a_slot(start=time(14), end=time(15))])

    moving.move_event(event, NEXT_SATURDAY, time(14, 30), time(15))

    assert times_of(event.slots[0]) == (NEXT_SATURDAY, time(14, 30), time(15))


def test_an_edit_that_is_refused_changes_nothing(make_event: MakeEvent) -> None:
    event = make_event()

    with pytest.raises(Refused):
        planning.edit_event(event, a_plan(title="Nytt", day=SPRING, start=time(2, 30)))
    db.session.commit()

    assert event.title == "Flygblad vid torget"
    assert clock.day_of(event.starts_at) == NEXT_SATURDAY


# ---- who is told


@pytest.fixture
def booked(make_event: MakeEvent, person: MakePerson) -> Event:
    """A published event; Maja has both its slots, Sara one, and Amir has given his back."""
    event = make_event(slots=[a_slot(end=time(14), capacity=3), a_slot(start=time(14), capacity=3)])
    morning, afternoon = (slot.id for slot in event.slots)
    maja = person(name="Maja Lind", email="maja@example.org")
    for slot_id in (morning, afternoon):
        claim_slot(slot_id, maja)
    claim_slot(morning, person(name="Sara Åkesson", email="sara@example.org"))
    release_claim(claim_slot(morning, person(name="Amir Haddad", email="amir@example.org")))
    return event


def test_those_booked_are_told_once_each_that_it_is_cancelled(booked: Event) -> None:
    planning.cancel_event(booked)

    assert mails() == [
        ("maja@example.org", "Inställt: ditt pass lördag 13 mars 2027"),
        ("sara@example.org", "Inställt: ditt pass lördag 13 mars 2027"),
    ]
    assert booked.cancelled_at == clock.now()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda event: moving.move_event(event, SUNDAY), id="moved to another day"),
        pytest.param(lambda event: moving.move_event(event, NEXT_SATURDAY, time(12)), id="begins earlier"),
        pytest.param(lambda event: planning.edit_event(event, a_plan(end=time(16))), id="ends later"),
        pytest.param(lambda event: planning.edit_event(event, a_plan(place="Vid bron")), id="another place"),
        pytest.param(lambda event: planning.edit_event(event, a_plan(point=IN_HAGALUND)), id="another point"),
    ],
)
def test_those_booked_are_told_once_each_of_a_new_time_or_place(
    booked: Event, change: Callable[[Event], object]
) -> None:
    change(booked)

    assert [address for address, _ in mails()] == ["maja@example.org", "sara@example.org"]
    assert all(subject.startswith("Ändrat: ditt pass") for _, subject in mails())


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda event: planning.edit_event(event, a_plan(title="Flygblad på torget")), id="a title"),
        pytest.param(lambda event: planning.edit_event(event, a_plan(description="Ta med väska")), id="good to know"),
        pytest.param(lambda event: planning.edit_event(event, a_plan()), id="nothing"),
        pytest.param(lambda event: moving.move_event(event, NEXT_SATURDAY), id="moved to where it was"),
        pytest.param(lambda event: planning.add_slot(event, a_slot()), id="a slot more"),
    ],
)
def test_nobody_is_told_of_less(booked: Event, change: Callable[[Event], object]) -> None:
    change(booked)

    assert mails() == []


def test_nobody_is_told_of_a_draft(make_event: MakeEvent, person: MakePerson) -> None:
    event = make_event(EventStatus.DRAFT)
    # as after an event that was a draft again: no service does it, and still nobody should be bothered
    db.session.add(
        Claim(slot_id=event.slots[0].id, person_id=person().id, state=ClaimState.ACTIVE, created_at=clock.now())
    )
    db.session.commit()

    moving.move_event(event, SUNDAY)

    assert mails() == []


def test_each_is_told_in_their_language_and_stockholms_time(make_event: MakeEvent, person: MakePerson) -> None:
    event = make_event()
    maja, ada = person(name="Maja Lind"), person(name="Ada King")
    choose_language(ada, "en")
    for someone in (maja, ada):
        claim_slot(event.slots[0].id, someone)

    moving.move_event(event, SPRING, time(17), time(18, 30))

    swedish, english = (mail.body for mail in db.session.scalars(beside_confirmations()))
    assert "söndag 28 mars 2027, 17.00–18.30" in swedish
    assert swedish.startswith("Hej Maja!")
    assert "Sunday 28 March 2027, 17:00–18:30" in english
    assert f"/events/{event.id}\n" in english


def test_a_mail_names_nobody_else(booked: Event) -> None:
    planning.cancel_event(booked)

    bodies = [mail.body for mail in db.session.scalars(beside_confirmations())]
    assert "Sara" not in bodies[0]
    assert "Maja" not in bodies[1]


# ---- slots


def test_a_cut_of_the_capacity_takes_nobodys_place(make_event: MakeEvent, person: MakePerson) -> None:
    event = make_event(slots=[a_slot(capacity=4)])
    slot = event.slots[0]
    claims = [claim_slot(slot.id, person()) for _ in range(4)]

    planning.edit_slot(slot, a_slot(capacity=2))

    assert (slot.capacity, slot.taken, slot.over) == (2, 4, 2)
    assert {claim.state for claim in claims} == {ClaimState.ACTIVE}


def test_above_the_capacity_nobody_new_gets_in_until_it_is_below(make_event: MakeEvent, person: MakePerson) -> None:
    slot = make_event(slots=[a_slot(capacity=4)]).slots[0]
    claims = [claim_slot(slot.id, person()) for _ in range(4)]
    planning.edit_slot(slot, a_slot(capacity=2))
    late = person()

    seen = []
    for claim in claims[:3]:
        with pytest.raises(Refused) as refused:
            claim_slot(slot.id, late)
        assert refused.value.reason is ClaimRefusal.FULL
        db.session.rollback()
        release_claim(claim)
        seen.append((slot.taken, slot.over))
    claim_slot(slot.id, late)

    assert seen == [(3, 1), (2, 0), (1, 0)]
    assert (slot.taken, slot.over) == (2, 0)


def test_a_raised_capacity_makes_room_again(make_event: MakeEvent, person: MakePerson) -> None:
    slot = make_event(slots=[a_slot(capacity=3)]).slots[0]
    for _ in range(3):
        claim_slot(slot.id, person())
    planning.edit_slot(slot, a_slot(capacity=1))

    planning.edit_slot(slot, a_slot(capacity=5))

    assert (slot.taken, slot.over) == (3, 0)
    claim_slot(slot.id, person())
    assert slot.taken == 4


def test_a_slot_that_somebody_has_is_not_removed(make_event: MakeEvent, person: MakePerson) -> None:
    slot = make_event().slots[0]
    claim_slot(slot.id, person())

    with pytest.raises(Refused) as refused:
        planning.delete_slot(slot)
    db.session.commit()

    assert refused.value.reason is CalendarRefusal.SLOT_IS_TAKEN
    assert get_slot(slot.id).taken == 1


def test_a_slot_that_everybody_gave_back_is_removed(make_event: MakeEvent, person: MakePerson) -> None:
    event = make_event()
    release_claim(claim_slot(event.slots[0].id, person()))

    planning.delete_slot(event.slots[0])

    assert get_event(event.id).slots == []
    assert db.session.scalars(select(Claim)).all() == []


def test_slots_stand_in_the_order_of_their_times(make_event: MakeEvent) -> None:
    event = make_event(slots=[a_slot(start=time(14)), a_slot(start=time(13)), a_slot(start=time(13), end=time(14))])

    starts = [slot.starts_at - event.starts_at for slot in event.slots]

    assert starts == [timedelta(0), timedelta(0), timedelta(hours=1)]
