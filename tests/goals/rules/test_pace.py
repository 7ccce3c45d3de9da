"""Even pace, and how far from it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.goals.rules.pace import (
    behind_by,
    days_gone,
    expected_by_now,
    pace_per_week,
    required_per_week,
    standing_day,
)

years = st.integers(1990, 2100)
amounts = st.integers(0, 500)


@st.composite
def days(draw: st.DrawFn) -> tuple[int, date]:
    """A year and a day in it."""
    year = draw(years)
    return year, date(year, 1, 1) + timedelta(days=draw(st.integers(0, 364)))


@pytest.mark.parametrize(
    ("goal", "on", "expected"),
    [
        pytest.param(20, date(2026, 12, 31), 20, id="the goal at the year's end"),
        pytest.param(365, date(2026, 1, 1), 1, id="one day's worth on the first day"),
        pytest.param(20, date(2026, 11, 22), 20 * 326 / 365, id="a day in November"),
        pytest.param(366, date(2028, 2, 29), 60, id="leap day"),
        pytest.param(40, date(2025, 12, 31), 0, id="before the year"),
        pytest.param(40, date(2027, 1, 1), 40, id="after the year"),
    ],
)
def test_expected_by_now(goal: int, on: date, expected: float) -> None:
    assert expected_by_now(goal, 2028 if on.year == 2028 else 2026, on) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("goal", "done", "on", "needed"),
    [
        pytest.param(40, 34, date(2026, 11, 19), 1.0, id="six in six weeks"),
        pytest.param(40, 40, date(2026, 6, 1), 0.0, id="met"),
        pytest.param(40, 43, date(2026, 12, 31), 0.0, id="more than met on the last day"),
        pytest.param(40, 39, date(2026, 12, 30), 7.0, id="one in the last day"),
        pytest.param(40, 39, date(2026, 12, 31), None, id="no day left"),
        pytest.param(53, 0, date(2025, 3, 1), 53 * 7 / 365, id="the whole year left"),
    ],
)
def test_required_per_week(goal: int, done: int, on: date, needed: float | None) -> None:
    assert required_per_week(goal, done, 2026, on) == (None if needed is None else pytest.approx(needed))


@pytest.mark.parametrize(
    ("goal", "done", "planned", "on", "behind"),
    [
        pytest.param(20, 16, 4, date(2026, 11, 22), 0, id="the rest is planned"),
        pytest.param(10, 6, 2, date(2026, 11, 22), 2, id="two neither done nor planned"),
        pytest.param(40, 34, 0, date(2026, 11, 22), 1, id="1.7 short is one whole unit"),
        pytest.param(2, 2, 0, date(2026, 11, 22), 0, id="done"),
        pytest.param(2, 5, 0, date(2026, 12, 31), 0, id="more than done"),
        pytest.param(20, 0, 0, date(2026, 1, 18), 0, id="not a whole unit yet"),
        pytest.param(365, 0, 0, date(2026, 1, 1), 1, id="a unit falls due on the day itself"),
        pytest.param(20, 10, 2, date(2026, 7, 2), 0, id="ahead"),
        pytest.param(10, 7, 0, date(2026, 12, 31), 3, id="all that is missing at the end"),
    ],
)
def test_behind_by(goal: int, done: int, planned: int, on: date, behind: int) -> None:
    assert behind_by(goal, done, planned, 2026, on) == behind


@pytest.mark.parametrize(
    ("year", "today", "day"),
    [
        (2026, date(2026, 5, 1), date(2026, 5, 1)),
        (2025, date(2026, 5, 1), date(2025, 12, 31)),
        (2027, date(2026, 5, 1), date(2027, 1, 1)),
    ],
)
def test_standing_day(year: int, today: date, day: date) -> None:
    assert standing_day(year, today) == day


@given(days(), amounts, amounts)
def test_keeping_the_required_pace_meets_the_goal(when: tuple[int, date], goal: int, done: int) -> None:
    year, on = when
    needed = required_per_week(goal, done, year, on)
    weeks_left = (date(year, 12, 31) - on).days / 7

    if needed is None:
        assert weeks_left == 0
        assert done < goal
    else:
        assert done + needed * weeks_left == pytest.approx(max(goal, done))


@given(days(), amounts)
def test_pace_so_far_gives_what_is_done(when: tuple[int, date], done: int) -> None:
    year, on = when

    assert pace_per_week(done, year, on) * days_gone(year, on) / 7 == pytest.approx(done)


@given(days(), amounts, amounts, amounts)
def test_one_more_done_or_planned_never_puts_us_more_behind(
    when: tuple[int, date], goal: int, done: int, planned: int
) -> None:
    year, on = when
    behind = behind_by(goal, done, planned, year, on)

    assert 0 <= behind_by(goal, done + 1, planned, year, on) <= behind
    assert 0 <= behind_by(goal, done, planned + 1, year, on) <= behind
    assert behind <= max(goal - done - planned, 0)
