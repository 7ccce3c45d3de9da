"""Counts beside goals."""

from dataclasses import dataclass
from datetime import date

import pytest

from outreach.goals.rules.measures import (
    EVENT_KIND,
    LABELS,
    MAIN,
    Measure,
    measure_of_coverage,
    measure_of_event,
)
from outreach.goals.rules.tally import Happening, Spokespersons, Tally, area_tallies, goal_tally

ON = date(2026, 6, 30)
DROPS, MEETINGS = Measure.LEAFLET_DROPS, Measure.SQUARE_MEETINGS


@dataclass(frozen=True)
class Part:
    id: int
    name: str
    is_priority: bool = True
    weight: float = 1.0
    own_goal: int | None = None


def test_every_measure_has_a_name_and_counts_one_thing() -> None:
    assert set(LABELS) == set(Measure)
    assert list(Measure)[:4] == list(MAIN)
    assert [measure_of_event(kind) for kind in EVENT_KIND.values()] == list(EVENT_KIND)
    assert measure_of_event("other") is None
    assert [measure_of_coverage(tier) for tier in ("local", "regional", "trade")] == [
        Measure.LOCAL_MEDIA,
        Measure.REGIONAL_TRADE_MEDIA,
        Measure.REGIONAL_TRADE_MEDIA,
    ]
    assert [measure for measure in Measure if measure.is_by_hand] == [
        Measure.NEWSLETTERS,
        Measure.CAMPAIGN_MEETINGS,
        Measure.ELECTED_GATHERINGS,
        Measure.WOMEN_LECTURERS_PERCENT,
        Measure.WOMEN_ELECTED_PERCENT,
    ]


def test_done_up_to_the_day_and_planned_whenever() -> None:
    happenings = [
        Happening(DROPS, date(2026, 1, 31), is_done=True),
        Happening(DROPS, date(2026, 6, 30), is_done=True),
        Happening(DROPS, date(2026, 7, 1), is_done=True),
        Happening(DROPS, date(2026, 6, 1), is_done=False),
        Happening(DROPS, date(2026, 12, 31), is_done=False),
        Happening(MEETINGS, date(2026, 3, 3), is_done=True),
    ]

    tally = goal_tally(DROPS, 20, "", 2026, ON, happenings)

    assert (tally.done, tally.planned) == (2, 2)
    assert tally.done_by_month == (1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    assert tally.planned_by_month == (0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1)
    assert tally.behind == 7


def test_as_json() -> None:
    happenings = [Happening(DROPS, date(2026, 5, 1), is_done=True, area_id=1)]
    tally = Tally(
        year=2026,
        on=ON,
        goals=(
            goal_tally(DROPS, 2, "", 2026, ON, happenings),
            goal_tally(Measure.NEWSLETTERS, 12, "", 2026, ON, []),
        ),
        hand_shares=(),
        areas=area_tallies([Part(1, "North")], {DROPS: 2}, 2026, ON, happenings),
        spokespersons=Spokespersons(women=3, all=4, goal=50),
    )

    data = tally.as_json()

    assert {key: data[key] for key in ("year", "on", "areas", "spokespersons")} == {
        "year": 2026,
        "on": "2026-06-30",
        "areas": [{"name": "North", "goal": 2, "done": 1, "planned": 0, "last_visited_on": "2026-05-01"}],
        "spokespersons": {"women": 3, "all": 4},
    }
    assert " ".join(data["goals"][0]) == (
        "measure goal done planned pace_per_week required_per_week expected_by_now forecast"
    )
    assert data["goals"][0]["expected_by_now"] == round(2 * 181 / 365, 4)
    assert list(data["goals"][0]["forecast"]) == ["low", "expected", "high", "chance"]
    assert data["goals"][0]["forecast"]["low"] >= 1
    assert set(data["goals"][1]["forecast"].values()) == {None}, "nobody has counted: no forecast is made up"


def test_goals_are_shared_over_priority_areas_by_weight() -> None:
    areas = [
        Part(1, "Large", weight=2),
        Part(2, "Small", weight=1),
        Part(3, "Elsewhere", is_priority=False, weight=9),
    ]
    happenings = [
        Happening(DROPS, date(2026, 5, 1), is_done=True, area_id=1),
        Happening(MEETINGS, date(2026, 6, 2), is_done=True, area_id=1),
        Happening(DROPS, date(2026, 7, 2), is_done=True, area_id=1),
        Happening(MEETINGS, date(2026, 9, 2), is_done=False, area_id=2),
        Happening(DROPS, date(2026, 2, 1), is_done=True, area_id=3),
        Happening(DROPS, date(2026, 2, 1), is_done=True, area_id=None),
        Happening(Measure.VISITS, date(2026, 6, 20), is_done=True, area_id=2),
    ]

    large, small, elsewhere = area_tallies(
        areas, {DROPS: 20, MEETINGS: 10, Measure.LOCAL_MEDIA: 40}, 2026, ON, happenings
    )

    assert (large.goal, small.goal, elsewhere.goal) == (20, 10, 0)
    assert (large.done, large.planned, large.last_visited_on) == (2, 0, date(2026, 6, 2))
    assert (small.done, small.planned, small.last_visited_on) == (0, 1, None)
    assert (elsewhere.done, elsewhere.behind) == (1, 0)
    assert large.behind == 7


def test_an_area_may_have_a_goal_of_its_own_and_the_others_share_the_rest() -> None:
    areas = [
        Part(1, "Own", own_goal=8),
        Part(2, "Elsewhere", is_priority=False, own_goal=1),
        Part(3, "A"),
        Part(4, "B"),
    ]

    goals = [area.goal for area in area_tallies(areas, {DROPS: 20, MEETINGS: 9}, 2026, ON, [])]

    assert goals == [8, 1, 10, 10]


def test_own_goals_beyond_the_total_leave_nothing_to_share() -> None:
    areas = [Part(1, "Own", own_goal=30), Part(2, "A")]

    assert [area.goal for area in area_tallies(areas, {DROPS: 20}, 2026, ON, [])] == [30, 0]


@pytest.mark.parametrize(
    ("goal", "done", "level"), [(0, 0, 0), (6, 6, 0), (6, 5, 1), (6, 4, 1), (6, 3, 2), (6, 1, 3), (2, 1, 2), (1, 0, 3)]
)
def test_maps_shade_areas_by_how_much_of_the_goal_they_are_behind(goal: int, done: int, level: int) -> None:
    happenings = [Happening(DROPS, date(2026, 5, 1), is_done=True, area_id=1)] * done

    [area] = area_tallies([Part(1, "North", own_goal=goal)], {}, 2026, date(2026, 12, 31), happenings)

    assert area.level == level


def test_without_priority_areas_nobody_gets_a_goal() -> None:
    tallies = area_tallies([Part(1, "North", is_priority=False)], {DROPS: 20}, 2026, ON, [])

    assert [area.goal for area in tallies] == [0]


def test_areas_most_behind_come_first() -> None:
    areas = [Part(1, "A", is_priority=False), Part(2, "B"), Part(3, "C")]
    happenings = [Happening(DROPS, date(2026, 1, day), is_done=True, area_id=2) for day in range(1, 6)]
    tally = Tally(2026, ON, (), (), area_tallies(areas, {DROPS: 20}, 2026, ON, happenings), Spokespersons(0, 0, None))

    assert [area.name for area in tally.areas_by_need] == ["C", "B", "A"]


def test_share_of_women() -> None:
    assert Spokespersons(19, 34, 50).percent == 1900 / 34
    assert Spokespersons(0, 0, 50).percent == 0
