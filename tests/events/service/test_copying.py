"""Copies are drafts at the same times on the wall and without people; templates are patterns for new events."""

from datetime import date, time

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim, Event, EventKind, EventStatus, Slot, SlotRole
from outreach.events.queries import find_template, templates
from outreach.events.rules.calendar import CalendarRefusal
from outreach.events.rules.copying import TemplateRefusal
from outreach.events.service import planning
from outreach.events.service.claiming import claim_slot
from outreach.events.service.copying import (
    copy_event,
    days_without_the_time,
    delete_template,
    rename_template,
    save_template,
    slots_of,
)
from outreach.people.models import Person
from outreach.refusals import Refused
from tests.conftest import MakePerson
from tests.events.conftest import IN_HAGALUND, SATURDAY, MakeEvent, a_plan, a_slot
from tests.mails import beside_confirmations

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def wall(span: Event | Slot) -> tuple[date, time, time]:
    start, end = clock.local(span.starts_at), clock.local(span.ends_at)
    return start.date(), start.time(), end.time()


# ---- copies


def test_a_copy_is_a_draft_like_it_with_empty_slots(solna: None, make_event: MakeEvent, person: MakePerson) -> None:
    event = make_event(
        slots=[a_slot(role=SlotRole.TABLE, start=time(12), needed=2, capacity=3), a_slot()],
        point=IN_HAGALUND,
        description="Ta med väska",
    )
    claim_slot(event.slots[0].id, person())
    planning.edit_slot(event.slots[0], a_slot(role=SlotRole.TABLE, start=time(12), needed=0, capacity=1))
    other = person(name="Elin Ström")

    [copy] = copy_event(event, [SPRING], other)

    db.session.expire_all()
    assert (copy.status, copy.responsible, copy.held_at, copy.cancelled_at) == (EventStatus.DRAFT, other, None, None)
    for name in ("kind", "title", "description", "place", "latitude", "longitude", "venue_id", "area_id"):
        assert getattr(copy, name) == getattr(event, name), name
    assert wall(copy) == (SPRING, time(13), time(15))
    assert [(slot.role, wall(slot), slot.needed, slot.capacity, slot.taken, slot.over) for slot in copy.slots] == [
        (SlotRole.TABLE, (SPRING, time(12), time(15)), 0, 1, 0, 0),
        (SlotRole.LEAFLETS, (SPRING, time(13), time(15)), 1, 2, 0, 0),
    ]
    assert len(db.session.scalars(select(Claim)).all()) == 1
    assert db.session.scalars(beside_confirmations()).all() == []


def test_to_several_days(make_event: MakeEvent, organiser: Person) -> None:
    event = make_event()
    days = [date(2027, 3, 20), date(2027, 3, 27), date(2027, 4, 3)]

    copies = copy_event(event, days, organiser)

    assert [wall(copy) for copy in copies] == [(day, time(13), time(15)) for day in days]
    # over the spring change the moment is another hour, the wall is not
    assert [copy.starts_at.hour for copy in copies] == [12, 12, 11]


@pytest.mark.parametrize("status", EventStatus)
def test_what_is_over_can_be_copied_too(make_event: MakeEvent, organiser: Person, status: EventStatus) -> None:
    event = make_event(status, day=SATURDAY, start=time(9), end=time(10))

    [copy] = copy_event(event, [date(2028, 3, 4)], organiser)

    assert (copy.status, copy.leaflets_letterbox, event.status) == (EventStatus.DRAFT, None, status)


def test_where_one_day_lacks_the_time_none_is_copied(make_event: MakeEvent, organiser: Person) -> None:
    event = make_event(start=time(2, 15), end=time(4), slots=[])
    days = [date(2027, 3, 20), SPRING, date(2027, 4, 3)]

    assert days_without_the_time(event, days) == [SPRING]
    with pytest.raises(Refused) as refused:
        copy_event(event, days, organiser)
    db.session.rollback()

    assert refused.value.reason is CalendarRefusal.NO_SUCH_TIME
    assert db.session.scalars(select(Event)).all() == [event]


def test_a_day_lacks_the_time_of_a_slot(make_event: MakeEvent) -> None:
    event = make_event(start=time(3), end=time(5), slots=[a_slot(start=time(2), end=time(3))])

    assert days_without_the_time(event, [SPRING, AUTUMN]) == [SPRING]


quarters = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
pairs = st.lists(quarters, min_size=2, max_size=2, unique=True).map(lambda two: (min(two), max(two)))
days = st.one_of(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.sampled_from([SPRING, AUTUMN]))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days, pairs, st.lists(pairs, max_size=3), st.lists(days, min_size=1, max_size=4))
def test_a_copy_keeps_every_time_on_the_wall(
    app: Flask,
    organiser: Person,
    day: date,
    times: tuple[time, time],
    slots: list[tuple[time, time]],
    onto: list[date],
) -> None:
    try:
        event = planning.plan_event(a_plan(day=day, start=times[0], end=times[1]), organiser)
        for start, end in slots:
            planning.add_slot(event, a_slot(start=start, end=end))
        copies = copy_event(event, onto, organiser)
    except Refused:
        db.session.rollback()
        return

    for copy, its_day in zip(copies, onto, strict=True):
        assert wall(copy) == (its_day, *times)
        assert sorted(wall(slot) for slot in copy.slots) == sorted((its_day, *pair) for pair in slots)


# ---- templates


def test_a_template_keeps_kind_times_slots_and_text(make_event: MakeEvent, organiser: Person) -> None:
    slots = [a_slot(role=SlotRole.TABLE, start=time(12), needed=2, capacity=3), a_slot()]
    event = make_event(kind=EventKind.SQUARE_MEETING, description="Ta med bordet", slots=slots)

    template = save_template(event, "Torgmöte")

    db.session.expire_all()
    assert (template.kind, template.start, template.end) == (EventKind.SQUARE_MEETING, time(13), time(15))
    assert template.description == "Ta med bordet"
    assert list(slots_of(template, time(13), time(15))) == slots
    later = planning.plan_event(a_plan(), organiser, slots=slots_of(template, time(17), time(19)))
    assert [wall(slot)[1:] for slot in later.slots] == [(time(16), time(19)), (time(17), time(19))]


def test_two_templates_are_not_called_the_same(make_event: MakeEvent) -> None:
    event = make_event()
    one, other = save_template(event, "Torgmöte på våren"), save_template(event, "Flygblad")

    with pytest.raises(Refused) as refused:
        save_template(event, "torgmöte PÅ VÅREN")
    with pytest.raises(Refused):
        rename_template(other, "Torgmöte på våren")
    db.session.rollback()
    rename_template(one, "TORGMÖTE på våren")

    assert refused.value.reason is TemplateRefusal.NAME_TAKEN
    assert [template.name for template in templates()] == ["Flygblad", "TORGMÖTE på våren"]


def test_a_template_is_forgotten_and_what_came_of_it_stays(make_event: MakeEvent) -> None:
    event = make_event()
    template = save_template(event, "Torgmöte")

    delete_template(template)

    assert find_template("Torgmöte") is None
    assert db.session.scalars(select(Event)).all() == [event]
