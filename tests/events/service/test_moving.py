"""Moving with consequences: who is told of what, when the mails leave, and what ten seconds can take back."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, select
from sqlalchemy.exc import NoResultFound

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventChange, EventStatus
from outreach.events.queries import claims_of, get_event
from outreach.events.rules.calendar import CalendarRefusal
from outreach.events.rules.moving import ChangeRefusal
from outreach.events.service import planning
from outreach.events.service.changing import snapshot, undo_change
from outreach.events.service.claiming import claim_slot, release_claim
from outreach.events.service.moving import BulkAction, BulkRefusal, change_all, move_event
from outreach.messages.models import Message
from outreach.messages.service import deliver_due
from outreach.people.models import Person
from outreach.places.queries import find_venue_by_name
from outreach.refusals import Refused
from tests.at_once import at_once
from tests.conftest import MakePerson
from tests.events.conftest import IN_HAGALUND, NEXT_SATURDAY, NOW, SATURDAY, MakeEvent, a_plan, a_slot

SUNDAY, MONDAY, TUESDAY = (NEXT_SATURDAY + timedelta(days=days) for days in (1, 2, 3))
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
OUTSIDE = (59.3293, 18.0686)


def outbox() -> list[tuple[str, str]]:
    """To whom, and what the subject says, of all that tells of a change."""
    db.session.expire_all()
    mails = db.session.scalars(changes())
    return [(mail.to_address.partition("@")[0], mail.subject) for mail in mails]


def changes() -> Select[Message]:
    return select(Message).where(Message.kind.in_(["changed", "cancelled"])).order_by(Message.id)


def at(seconds: float) -> Any:
    return clock.standing_at(NOW + timedelta(seconds=seconds))


def moved(*days: str) -> list[tuple[str, str]]:
    return [(who, f"Ändrat: ditt pass {day}") for day in days for who in ("maja", "sara")]


SUN, MON, TUE = "söndag 14 mars 2027", "måndag 15 mars 2027", "tisdag 16 mars 2027"


@pytest.fixture
def booked(make_event: MakeEvent, person: MakePerson) -> Event:
    """A published event in Hagalund; Maja has both its slots, Sara one."""
    event = make_event(slots=[a_slot(end=time(14), capacity=3), a_slot(start=time(14), capacity=3)], point=IN_HAGALUND)
    first, second = (slot.id for slot in event.slots)
    maja = person(name="Maja Lind", email="maja@example.org")
    for slot_id in (first, second):
        claim_slot(slot_id, maja)
    claim_slot(first, person(name="Sara Åkesson", email="sara@example.org"))
    deliver_due()  # what confirms their places
    return event


# ---- when mails leave


def test_mails_about_a_change_wait_ten_seconds(app: Flask, booked: Event) -> None:
    done = move_event(booked, SUNDAY)

    assert done.told == 2
    assert outbox() == moved(SUN)
    with at(9.9):
        assert deliver_due() == 0
    with at(10):
        assert deliver_due() == 2


def test_moved_twice_the_last_place_is_told_once(booked: Event) -> None:
    move_event(booked, SUNDAY)
    with at(8):
        done = move_event(booked, MONDAY)

    assert done.told == 2
    assert outbox() == moved(MON)
    with at(17):
        assert deliver_due() == 0, "they wait anew"
    with at(18):
        assert deliver_due() == 2


def test_moved_back_nobody_is_told(booked: Event) -> None:
    move_event(booked, SUNDAY)
    with at(5):
        done = move_event(booked, NEXT_SATURDAY)

    assert done.told == 0
    assert outbox() == []


def test_moved_twice_with_the_mails_gone_between_both_are_told(booked: Event) -> None:
    move_event(booked, SUNDAY)
    with at(11):
        deliver_due()
        move_event(booked, NEXT_SATURDAY)

    assert outbox() == [*moved(SUN), *moved("lördag 13 mars 2027")]


def test_a_mail_that_a_worker_holds_is_not_taken_back(booked: Event) -> None:
    move_event(booked, SUNDAY)
    maja = db.session.scalars(changes()).first()
    assert maja is not None
    maja.tries, maja.in_hand_until = 1, NOW + timedelta(minutes=5)
    db.session.commit()

    move_event(booked, MONDAY)

    assert outbox() == [("maja", f"Ändrat: ditt pass {SUN}"), *moved(MON)]


def test_each_is_told_of_what_is_new_to_them(booked: Event, person: MakePerson) -> None:
    """Who took the slot between two moves knows the place between; moved back, that is who must be told."""
    move_event(booked, SUNDAY)
    claim_slot(booked.slots[0].id, person(name="Elin Ström", email="elin@example.org"))

    done = move_event(booked, NEXT_SATURDAY)

    assert done.told == 1
    assert outbox() == [("elin", "Ändrat: ditt pass lördag 13 mars 2027")]
    assert move_event(booked, SUNDAY).told == 2
    assert outbox() == moved(SUN)


def test_who_has_stepped_back_is_not_told_anew(booked: Event) -> None:
    move_event(booked, SUNDAY)
    [sara] = [claim for row in claims_of(booked).values() for claim in row if claim.person.name == "Sara Åkesson"]
    release_claim(sara)

    move_event(booked, MONDAY)

    assert outbox() == [("maja", f"Ändrat: ditt pass {MON}")]


def test_moved_and_cancelled_the_day_that_they_know_is_called_off(booked: Event) -> None:
    move_event(booked, SUNDAY)
    planning.cancel_event(booked)

    assert outbox() == [(who, "Inställt: ditt pass lördag 13 mars 2027") for who in ("maja", "sara")]


def test_a_title_mended_while_the_mails_wait_stands_in_them(booked: Event) -> None:
    move_event(booked, SUNDAY)
    planning.edit_event(booked, a_plan(title="Nya bladet", day=SUNDAY, point=IN_HAGALUND))

    assert outbox() == moved(SUN)
    assert all("Nya bladet" in mail.body for mail in db.session.scalars(changes()))


# ---- where to


def test_another_point_brings_another_area_and_leaves_a_far_place(solna: None, make_event: MakeEvent) -> None:
    event = make_event(place="Hagalunds torg")
    venue = find_venue_by_name("Hagalunds torg")
    assert venue is not None
    near = (venue.latitude + 0.0005, venue.longitude)

    move_event(event, NEXT_SATURDAY, point=near)
    assert (event.place, event.venue_id, event.latitude) == ("Hagalunds torg", venue.id, near[0])

    move_event(event, NEXT_SATURDAY, point=OUTSIDE)
    assert (event.place, event.venue_id, event.area) == ("", None, None)
    assert (event.latitude, event.longitude) == OUTSIDE


def test_ones_own_words_for_the_place_stay(solna: None, make_event: MakeEvent) -> None:
    event = make_event(place="Under bron", point=IN_HAGALUND)

    move_event(event, NEXT_SATURDAY, point=OUTSIDE)

    assert event.place == "Under bron"


def test_another_saved_place_brings_its_point_though_the_form_holds_the_old_one(
    solna: None, make_event: MakeEvent
) -> None:
    event = make_event(place="Hagalunds torg")
    other = find_venue_by_name("Bergshamra torg")
    assert other is not None
    assert event.latitude is not None
    assert event.longitude is not None

    planning.edit_event(event, a_plan(place="bergshamra TORG", point=(event.latitude, event.longitude)))

    assert (event.venue_id, event.latitude, event.longitude) == (other.id, other.latitude, other.longitude)


def test_of_the_hour_that_comes_twice_the_one_that_is_meant(make_event: MakeEvent) -> None:
    event = make_event(slots=[])

    move_event(event, AUTUMN, time(2, 15, fold=1), time(2, 45, fold=1))
    assert event.starts_at == datetime(2027, 10, 31, 1, 15, tzinfo=UTC)

    move_event(event, AUTUMN)
    assert event.starts_at == datetime(2027, 10, 31, 1, 15, tzinfo=UTC), "what is not said stays"


# ---- undo


Change = Callable[[Event], Any]

UNDOABLE: dict[str, Change] = {
    "another day": lambda event: move_event(event, SUNDAY),
    "another time": lambda event: move_event(event, NEXT_SATURDAY, time(9), time(10)),
    "another point": lambda event: move_event(event, NEXT_SATURDAY, point=OUTSIDE),
    "edited": lambda event: planning.edit_event(event, a_plan(title="Annat", place="", description="Nytt")),
    "cancelled": planning.cancel_event,
}


@pytest.mark.parametrize("change", UNDOABLE.values(), ids=UNDOABLE)
def test_undo_restores_everything_and_nobody_is_told(solna: None, booked: Event, change: Change) -> None:
    before = snapshot(booked)
    token = change(booked).token
    assert snapshot(booked) != before
    assert outbox()

    with at(9.9):
        undone = undo_change(token)

    db.session.expire_all()
    assert undone.restored == [booked]
    assert snapshot(booked) == before
    assert [slot.taken for slot in booked.slots] == [2, 1]
    assert outbox() == []


@pytest.mark.parametrize(
    ("seconds", "again", "reason"),
    [
        (10, None, ChangeRefusal.TOO_LATE),
        (5, "undo", ChangeRefusal.ALREADY_UNDONE),
        (5, "move", ChangeRefusal.CHANGED_SINCE),
        (5, "slot", ChangeRefusal.CHANGED_SINCE),
    ],
)
def test_undo_is_refused_by_name_and_changes_nothing(
    booked: Event, seconds: float, again: str | None, reason: ChangeRefusal
) -> None:
    token = move_event(booked, SUNDAY).token
    assert token is not None
    if again == "undo":
        undo_change(token)
    elif again == "move":
        move_event(booked, MONDAY)
    elif again == "slot":
        planning.add_slot(booked, a_slot())
    stands, mails = snapshot(booked), outbox()

    with at(seconds), pytest.raises(Refused) as refused:
        undo_change(token)

    assert refused.value.reason is reason
    assert snapshot(get_event(booked.id)) == stands
    assert outbox() == mails


def test_the_second_move_undone_the_first_is_told(booked: Event) -> None:
    move_event(booked, SUNDAY)
    with at(6):
        token = move_event(booked, MONDAY).token
    assert token is not None

    with at(14):
        undo_change(token)

    assert clock.day_of(booked.starts_at) == SUNDAY
    assert outbox() == moved(SUN)
    with at(24):
        assert deliver_due() == 2


def test_a_change_of_nothing_can_not_be_undone(booked: Event) -> None:
    assert move_event(booked, NEXT_SATURDAY).token is None
    assert db.session.scalars(select(EventChange)).all() == []


def test_an_unknown_token_is_not_found(app: Flask) -> None:
    with pytest.raises(NoResultFound):
        undo_change("made-up")


def test_who_changed_it_is_kept(booked: Event, organiser: Person) -> None:
    move_event(booked, SUNDAY, by=organiser)

    [change] = db.session.scalars(select(EventChange))
    assert (change.by_id, change.at, change.event_id) == (organiser.id, NOW, booked.id)


def test_pressed_twice_at_once_it_is_undone_once(app: Flask, booked: Event) -> None:
    token = move_event(booked, SUNDAY).token
    assert token is not None
    event_id = booked.id
    db.session.close()

    def press() -> str:
        with app.app_context():
            try:
                undo_change(token)
            except Refused as refused:
                return refused.reason.code
            return "undone"

    answers = at_once([press] * 4)

    assert sorted(map(str, answers)) == ["ALREADY_UNDONE"] * 3 + ["undone"]
    assert clock.day_of(get_event(event_id).starts_at) == NEXT_SATURDAY
    assert outbox() == []


hours = st.integers(0, 23).map(time)
days = st.one_of(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.sampled_from([SPRING, AUTUMN]))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days, days, hours, hours, st.lists(st.tuples(hours, hours), max_size=3), st.booleans())
def test_move_and_undo_is_as_if_nothing_had_been(
    app: Flask,
    organiser: Person,
    first: date,
    second: date,
    start: time,
    end: time,
    slots: list[tuple[time, time]],
    with_point: bool,
) -> None:
    event = planning.plan_event(a_plan(day=first, start=time(13), end=time(15)), organiser)
    for slot_start, slot_end in slots:
        try:
            planning.add_slot(event, a_slot(start=slot_start, end=slot_end))
        except Refused:
            db.session.rollback()
    before = snapshot(event)
    try:
        done = move_event(event, second, start, end, point=IN_HAGALUND if with_point else None)
    except Refused:
        db.session.rollback()
        assert snapshot(event) == before
        return

    if done.token:
        undo_change(done.token)

    db.session.expire_all()
    assert snapshot(event) == before


# ---- several at once


def test_each_has_its_own_outcome(make_event: MakeEvent, organiser: Person, person: MakePerson) -> None:
    draft = make_event(EventStatus.DRAFT)
    open_, held = make_event(), make_event(EventStatus.HELD, day=SATURDAY, start=time(9), end=time(10))
    last = make_event(EventStatus.DRAFT)

    outcome = change_all([draft.id, open_.id, 4711, held.id, last.id, last.id], BulkAction.PUBLISH, organiser)

    assert outcome.done == [draft.id, last.id]
    assert outcome.left == [
        (open_.id, CalendarRefusal.IS_PUBLISHED),
        (4711, BulkRefusal.GONE),
        (held.id, CalendarRefusal.IS_HELD),
    ]
    assert [get_event(event.id).status.value for event in (draft, open_, held, last)] == [
        "scheduled",
        "scheduled",
        "held",
        "scheduled",
    ]


def test_moved_a_week_the_times_on_the_wall_stay_and_one_button_takes_all_back(
    make_event: MakeEvent, organiser: Person, person: MakePerson
) -> None:
    fits = make_event(day=date(2027, 3, 23), start=time(17), end=time(18))
    lacks = make_event(day=SPRING - timedelta(weeks=1), start=time(2, 15), end=time(2, 45), slots=[])
    booked = make_event(day=date(2027, 3, 24))
    claim_slot(booked.slots[0].id, person(email="maja@example.org"))
    before = [snapshot(event) for event in (fits, lacks, booked)]

    outcome = change_all([fits.id, lacks.id, booked.id], BulkAction.MOVE_WEEK, organiser)

    assert outcome.left == [(lacks.id, CalendarRefusal.NO_SUCH_TIME)]
    assert (outcome.done, outcome.told) == ([fits.id, booked.id], 1)
    assert clock.local(fits.starts_at).isoformat() == "2027-03-30T17:00:00+02:00"
    assert outbox() == [("maja", "Ändrat: ditt pass onsdag 31 mars 2027")]

    undone = undo_change(outcome.token)

    assert undone.restored == [fits, booked]
    assert [snapshot(event) for event in (fits, lacks, booked)] == before
    assert outbox() == []


def test_of_several_those_that_stand_as_they_were_left_are_put_back(make_event: MakeEvent, organiser: Person) -> None:
    one, other = make_event(), make_event()
    outcome = change_all([one.id, other.id], BulkAction.CANCEL, organiser)
    other.title = "Annat"
    db.session.commit()

    undone = undo_change(outcome.token)

    assert (undone.restored, undone.left) == ([one], [other])
    assert (one.status, other.status) == (EventStatus.SCHEDULED, EventStatus.CANCELLED)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_somebody_else_holds_is_left_and_the_others_are_changed(
    app: Flask, make_event: MakeEvent, organiser: Person
) -> None:
    """On SQLite there is one writer, and nobody waits for a row."""
    one, other = make_event().id, make_event().id
    db.session.close()
    with db.engine.begin() as connection:
        connection.execute(select(Event.id).where(Event.id == one).with_for_update())

        outcome = change_all([one, other], BulkAction.CANCEL, db.session.merge(organiser))

    assert (outcome.done, outcome.left) == ([other], [(one, BulkRefusal.BUSY)])
