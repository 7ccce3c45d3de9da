"""Draw walks, take them and give them back, count what came of them; who is told when the event changes."""

from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import EventStatus, Walk
from outreach.events.queries import booked_people, get_walk, my_walks
from outreach.events.rules.calendar import CalendarRefusal
from outreach.events.rules.walks import WalkRefusal
from outreach.events.service import moving, planning, walks
from outreach.events.service.claiming import claim_slot
from outreach.people.models import Person
from outreach.refusals import Refused
from tests.conftest import MakePerson
from tests.events.conftest import IN_HAGALUND, NEXT_SATURDAY, NOW, SATURDAY, MakeEvent, a_walk
from tests.mails import beside_confirmations


def refusal_of(call: Any, *args: Any) -> object:
    with pytest.raises(Refused) as refused:
        call(*args)
    db.session.rollback()
    return refused.value.reason


def all_mails() -> list[str]:
    return sorted(mail.to_address for mail in db.session.scalars(beside_confirmations()))


# ---- draw


def test_a_walk_is_drawn_as_geojson(make_event: MakeEvent) -> None:
    event = make_event(EventStatus.DRAFT)

    line = walks.add_walk(event, a_walk(directions="Jämna nummer."))
    block = walks.add_walk(event, a_walk(name="Kvarteret", is_block=True, households=None))

    assert event.walks == [line, block]
    assert (line.name, line.directions, line.households) == ("Hagalundsgatan", "Jämna nummer.", 320)
    assert line.geometry["type"] == "LineString"
    assert line.geometry["coordinates"][0] == [IN_HAGALUND[1], IN_HAGALUND[0]]
    assert block.geometry["type"] == "Polygon"
    assert (line.person_id, line.claimed_at, line.done_at, line.leaflets) == (None, None, None, None)


def test_what_is_no_route_is_not_drawn(make_event: MakeEvent) -> None:
    event = make_event()

    assert refusal_of(walks.add_walk, event, a_walk(points=[IN_HAGALUND])) is WalkRefusal.TOO_FEW_POINTS
    assert db.session.scalars(select(Walk)).all() == []


@pytest.mark.parametrize(
    ("status", "reason"),
    [(EventStatus.CANCELLED, CalendarRefusal.IS_CANCELLED), (EventStatus.HELD, CalendarRefusal.IS_HELD)],
)
def test_what_is_over_gets_no_walks(make_event: MakeEvent, status: EventStatus, reason: CalendarRefusal) -> None:
    event = make_event(status, day=SATURDAY, start=time(9))

    assert refusal_of(walks.add_walk, event, a_walk()) is reason


def test_a_walk_that_is_changed_keeps_its_walker(make_event: MakeEvent, person: MakePerson) -> None:
    maja = person()
    walk = walks.add_walk(make_event(), a_walk())
    walks.take_walk(walk.id, maja)

    walks.edit_walk(walk, a_walk(name="Östra sidan", households=200))

    assert (walk.name, walk.households, walk.person_id) == ("Östra sidan", 200, maja.id)


def test_only_a_free_walk_is_removed(make_event: MakeEvent, person: MakePerson) -> None:
    event = make_event()
    free, taken, done = (walks.add_walk(event, a_walk(name=name)) for name in ("free", "taken", "done"))
    walks.take_walk(taken.id, person())
    walks.finish_walk(done, 20)

    assert refusal_of(walks.delete_walk, taken) is WalkRefusal.HAS_WALKER
    assert refusal_of(walks.delete_walk, done) is WalkRefusal.IS_DONE
    walks.delete_walk(free)

    assert {walk.name for walk in db.session.scalars(select(Walk))} == {"taken", "done"}


# ---- take and give back


def test_one_person_a_walk(make_event: MakeEvent, person: MakePerson) -> None:
    maja, olle = person(), person()
    walk = walks.add_walk(make_event(), a_walk())

    walks.take_walk(walk.id, maja)

    assert (walk.person_id, walk.claimed_at) == (maja.id, NOW)
    assert refusal_of(walks.take_walk, walk.id, olle) is WalkRefusal.TAKEN
    assert my_walks(maja) == [walk]
    assert my_walks(olle) == []


def test_taking_it_again_changes_nothing(make_event: MakeEvent, person: MakePerson) -> None:
    maja = person()
    walk = walks.add_walk(make_event(), a_walk())
    walks.take_walk(walk.id, maja)

    with clock.standing_at(NOW + timedelta(hours=1)):
        again = walks.take_walk(walk.id, maja)

    assert again.claimed_at == NOW


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (EventStatus.DRAFT, WalkRefusal.NOT_PUBLISHED),
        (EventStatus.CANCELLED, WalkRefusal.CANCELLED),
        (EventStatus.HELD, WalkRefusal.OVER),
    ],
)
def test_only_walks_of_published_events_are_taken(
    make_event: MakeEvent, person: MakePerson, status: EventStatus, reason: WalkRefusal
) -> None:
    event = make_event(EventStatus.DRAFT, day=SATURDAY, start=time(9))
    walk = walks.add_walk(event, a_walk())
    event.status = status
    db.session.commit()

    assert refusal_of(walks.take_walk, walk.id, person()) is reason
    assert get_walk(walk.id).person_id is None


def test_a_walk_that_is_given_back_can_be_taken_anew(make_event: MakeEvent, person: MakePerson) -> None:
    maja, olle = person(), person()
    walk = walks.add_walk(make_event(), a_walk())
    walks.take_walk(walk.id, maja)

    walks.give_back_walk(walk)
    walks.give_back_walk(walk)
    walks.take_walk(walk.id, olle)

    assert walk.person_id == olle.id


def test_a_walk_and_a_slot_of_the_same_event_go_together(make_event: MakeEvent, person: MakePerson) -> None:
    maja = person()
    event = make_event()
    walk = walks.add_walk(event, a_walk())

    claim_slot(event.slots[0].id, maja)
    walks.take_walk(walk.id, maja)

    assert booked_people([event]) == 1


# ---- done


def test_done_walks_add_up(make_event: MakeEvent, person: MakePerson) -> None:
    maja = person()
    event = make_event()
    walk = walks.add_walk(event, a_walk())
    walks.take_walk(walk.id, maja)

    walks.finish_walk(walk, 300)
    with clock.standing_at(NOW + timedelta(hours=1)):
        walks.finish_walk(walk, 310)

    assert (walk.done_at, walk.leaflets, walk.person_id) == (NOW, 310, maja.id)
    assert my_walks(maja) == []
    assert refusal_of(walks.give_back_walk, walk) is WalkRefusal.IS_DONE
    assert refusal_of(walks.take_walk, walk.id, person()) is WalkRefusal.IS_DONE


def test_a_walk_nobody_took_can_still_be_done(make_event: MakeEvent) -> None:
    walk = walks.add_walk(make_event(), a_walk())

    walks.finish_walk(walk, 150)

    assert (walk.person_id, walk.leaflets) == (None, 150)


def test_a_late_count_is_noted_after_the_event(make_event: MakeEvent) -> None:
    event = make_event()
    walk = walks.add_walk(event, a_walk())

    with clock.standing_at(event.ends_at + timedelta(days=2)):
        planning.hold_event(event, planning.Outcome())
        walks.finish_walk(walk, 150)

    assert walk.leaflets == 150


def test_walks_of_drafts_and_cancelled_events_are_not_done(make_event: MakeEvent) -> None:
    draft = walks.add_walk(make_event(EventStatus.DRAFT), a_walk())
    event = make_event()
    called_off = walks.add_walk(event, a_walk())
    planning.cancel_event(event)

    assert refusal_of(walks.finish_walk, draft, 10) is WalkRefusal.NOT_PUBLISHED
    assert refusal_of(walks.finish_walk, called_off, 10) is WalkRefusal.CANCELLED


# ---- who is told


def test_who_has_a_walk_is_told_of_a_move_once(make_event: MakeEvent, person: MakePerson) -> None:
    event = make_event()
    both, walker, slotter, done, gone = (person(email=f"{name}@example.org") for name in ("a", "b", "c", "d", "e"))
    for name, someone in (("1", both), ("2", walker), ("3", done), ("4", gone)):
        walk = walks.add_walk(event, a_walk(name=name))
        walks.take_walk(walk.id, someone)
        if someone is done:
            walks.finish_walk(walk, 10)
        if someone is gone:
            walks.give_back_walk(walk)
    for someone in (both, slotter):
        claim_slot(event.slots[0].id, someone)

    assert booked_people([event]) == 3
    moving.move_event(event, NEXT_SATURDAY + timedelta(days=1))

    assert all_mails() == ["a@example.org", "b@example.org", "c@example.org"]


def test_who_has_a_walk_is_told_that_it_is_called_off(make_event: MakeEvent, person: MakePerson) -> None:
    event = make_event()
    walk = walks.add_walk(event, a_walk())
    walks.take_walk(walk.id, person(email="maja@example.org"))

    planning.cancel_event(event)

    assert all_mails() == ["maja@example.org"]


def test_a_person_who_is_gone_leaves_the_walk_behind(app: Flask, make_event: MakeEvent, person: MakePerson) -> None:
    maja = person()
    walk = walks.add_walk(make_event(), a_walk())
    walks.take_walk(walk.id, maja)
    walks.finish_walk(walk, 200)

    db.session.delete(db.session.get_one(Person, maja.id))
    db.session.commit()

    db.session.refresh(walk)
    assert (walk.person_id, walk.leaflets) == (None, 200)
