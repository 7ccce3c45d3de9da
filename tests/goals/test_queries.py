"""The tally, from rows in a real database."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event as sa_event

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventKind, EventStatus
from outreach.goals.queries import goals_of, tally, years_with_goals
from outreach.goals.rules.measures import Measure
from outreach.goals.service import set_goal
from outreach.media.models import Coverage, CoverageKind, Outlet, OutletTier, Spokesperson
from outreach.places.models import Area

ON = date(2026, 6, 30)


def stockholm(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.STOCKHOLM)


def add_event(
    starts: str,
    kind: EventKind = EventKind.LEAFLET_DROP,
    status: EventStatus = EventStatus.HELD,
    area: Area | None = None,
) -> None:
    start = stockholm(starts)
    db.session.add(
        Event(
            kind=kind,
            title="Somewhere",
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            status=status,
            area_id=area.id if area else None,
            created_at=start,
            changed_at=start,
        )
    )
    db.session.commit()


def add_area(name: str, **values: object) -> Area:
    area = Area(name=name, geometry={}, label_latitude=59.0, label_longitude=18.0, **values)
    db.session.add(area)
    db.session.commit()
    return area


def add_coverage(day: date, tier: OutletTier = OutletTier.LOCAL, by: Spokesperson | None = None) -> None:
    outlet = Outlet(name=f"Paper {day} {tier}", tier=tier)
    db.session.add(outlet)
    db.session.flush()
    db.session.add(
        Coverage(
            outlet_id=outlet.id,
            kind=CoverageKind.LETTER,
            title="More trees",
            story_key=f"{day} {tier}",
            published_on=day,
            spokesperson_id=by.id if by else None,
            created_at=clock.now(),
        )
    )
    db.session.commit()


def counts(year: int = 2026, on: date = ON) -> dict[str, tuple[int, int]]:
    return {goal.measure.value: (goal.done, goal.planned) for goal in tally(year, on).goals}


@pytest.fixture(autouse=True)
def goals(app: Flask) -> None:
    for measure, amount in ((Measure.LEAFLET_DROPS, 20), (Measure.SQUARE_MEETINGS, 10), (Measure.LOCAL_MEDIA, 40)):
        set_goal(2026, measure, amount, "II")


def test_setting_a_goal_again_replaces_it() -> None:
    set_goal(2026, Measure.LEAFLET_DROPS, 25)
    set_goal(2027, Measure.LEAFLET_DROPS, 30)

    assert (goals_of(2026)[0].amount, goals_of(2026)[0].section) == (25, "II")
    assert years_with_goals() == [2026, 2027]


@pytest.mark.parametrize(
    ("status", "counted"),
    [
        (EventStatus.HELD, (1, 0)),
        (EventStatus.SCHEDULED, (0, 1)),
        (EventStatus.DRAFT, (0, 0)),
        (EventStatus.CANCELLED, (0, 0)),
    ],
)
def test_what_counts_of_an_event(status: EventStatus, counted: tuple[int, int]) -> None:
    add_event("2026-05-05 17:00", status=status)

    assert counts()["leaflet_drops"] == counted


@pytest.mark.parametrize(
    ("starts", "year", "done"),
    [
        pytest.param("2026-01-01 00:00", 2026, 1, id="the first minute in Stockholm"),
        pytest.param("2026-01-01 00:00", 2025, 0, id="which is still last year in London"),
        pytest.param("2026-06-30 23:59", 2026, 1, id="the last minute of the day"),
        pytest.param("2026-07-01 00:00", 2026, 0, id="the day after"),
    ],
)
def test_days_are_those_of_stockholm(starts: str, year: int, done: int) -> None:
    set_goal(2025, Measure.LEAFLET_DROPS, 20)
    add_event(starts)

    assert counts(year, date(2025, 12, 31) if year == 2025 else ON)["leaflet_drops"] == (done, 0)


def test_kinds_without_a_goal_are_left_out() -> None:
    add_event("2026-05-05 17:00", EventKind.OTHER)
    add_event("2026-05-05 17:00", EventKind.VISIT)

    assert set(counts().values()) == {(0, 0)}


def test_coverage_counts_by_tier_on_its_day() -> None:
    set_goal(2026, Measure.REGIONAL_TRADE_MEDIA, 2)
    for day in (date(2026, 6, 30), date(2026, 7, 1), date(2025, 12, 31)):
        add_coverage(day)
    add_coverage(date(2026, 2, 1), OutletTier.REGIONAL)
    add_coverage(date(2026, 2, 1), OutletTier.TRADE)

    assert counts()["local_media"] == (1, 0)
    assert counts()["regional_trade_media"] == (2, 0)


def test_women_among_spokespersons() -> None:
    set_goal(2026, Measure.WOMEN_SPOKESPERSONS_PERCENT, 50)
    woman = Spokesperson(name="One", is_woman=True, consented_on=ON)
    man = Spokesperson(name="Two", is_woman=False, consented_on=ON)
    db.session.add_all([woman, man])
    db.session.flush()
    for day, by in ((1, woman), (2, woman), (3, man), (4, None)):
        add_coverage(date(2026, 5, day), by=by)

    found = tally(2026, ON)

    assert (found.spokespersons.women, found.spokespersons.all, found.spokespersons.goal) == (2, 3, 50)
    assert "women_spokespersons_percent" not in counts(), "a share has no pace"


def test_areas() -> None:
    north = add_area("North", is_priority=True, weight=2.0)
    add_area("South", is_priority=True, weight=1.0)
    add_area("East")
    add_event("2026-05-05 17:00", area=north)
    add_event("2026-06-05 17:00", EventKind.SQUARE_MEETING, area=north)
    add_event("2026-09-05 17:00", status=EventStatus.SCHEDULED, area=north)

    assert tally(2026, ON).as_json()["areas"] == [
        {"name": "East", "goal": 0, "done": 0, "planned": 0, "last_visited_on": None},
        {"name": "North", "goal": 20, "done": 2, "planned": 1, "last_visited_on": "2026-06-05"},
        {"name": "South", "goal": 10, "done": 0, "planned": 0, "last_visited_on": None},
    ]


def queries_of_a_tally() -> int:
    asked = 0

    def ask(*_: object) -> None:
        nonlocal asked
        asked += 1

    db.session.commit()
    sa_event.listen(db.engine, "before_cursor_execute", ask)
    try:
        tally(2026, ON)
    finally:
        sa_event.remove(db.engine, "before_cursor_execute", ask)
    return asked


def test_asks_the_database_as_often_for_thirty_rows_as_for_one() -> None:
    add_event("2026-05-05 17:00", area=add_area("North", is_priority=True))
    add_coverage(date(2026, 1, 1))
    for_one = queries_of_a_tally()

    for number in range(2, 31):
        add_event(f"2026-05-{number:02} 17:00", area=add_area(f"Area {number}"))
        add_coverage(date(2026, 1, number))

    assert queries_of_a_tally() == for_one
