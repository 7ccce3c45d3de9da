"""Where the year lands: the forecast against tables, against chance itself, and its promises."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.goals.rules.forecast import PRIOR_WEEKS, forecast

YEAR = 2026
days = st.integers(0, 364).map(lambda n: date(YEAR, 1, 1) + timedelta(days=n))
goals = st.integers(0, 300)
counts = st.integers(0, 300)


@pytest.mark.parametrize(
    ("goal", "done", "on", "low", "expected", "high"),
    [
        pytest.param(40, 40, date(2026, 12, 31), 40, 40, 40, id="what is done at the year's end"),
        pytest.param(40, 7, date(2027, 2, 1), 7, 7, 7, id="what was done once the year is over"),
        pytest.param(40, 0, date(2025, 12, 31), 20, 40, 63, id="the even pace before anything is known"),
        pytest.param(40, 34, date(2026, 11, 22), 36, 38.1, 41, id="a day in November"),
        pytest.param(0, 0, date(2026, 6, 1), 0, 0, 0, id="nothing aimed at, nothing done"),
    ],
)
def test_forecast(goal: int, done: int, on: date, low: int, expected: float, high: int) -> None:
    landing = forecast(goal, done, YEAR, on)

    assert (landing.low, landing.high) == (low, high)
    assert landing.expected == pytest.approx(expected, abs=0.05)


def test_without_a_prior_figure_the_even_pace_is_the_guess_and_last_years_figure_replaces_it() -> None:
    start = date(2025, 12, 31)

    assert forecast(40, 0, YEAR, start).expected == pytest.approx(40)
    assert forecast(40, 0, YEAR, start, prior_amount=25).expected == pytest.approx(25)


def test_the_prior_weighs_as_much_as_its_weeks() -> None:
    on = date(YEAR, 1, 1) + timedelta(weeks=PRIOR_WEEKS) - timedelta(days=1)

    # As many weeks seen as the prior weighs, nothing done in them: the pace is halved for the weeks that
    # are left.
    assert forecast(52, 0, YEAR, on).expected == pytest.approx(52 / 2 * (365 - 7 * PRIOR_WEEKS) / 365)


def test_range_and_chance_agree_with_the_dice() -> None:
    goal, done, on = 40, 15, date(2026, 6, 1)
    seen = 152 / 7
    left = 365 / 7 - seen
    dice = random.Random(4)
    shape, rate = goal * 7 / 365 * PRIOR_WEEKS + done, PRIOR_WEEKS + seen
    totals = sorted(done + _poisson(dice, dice.gammavariate(shape, 1 / rate) * left) for _ in range(20_000))

    landing = forecast(goal, done, YEAR, on)

    assert abs(totals[2_000] - landing.low) <= 1
    assert abs(totals[18_000] - landing.high) <= 1
    assert landing.expected == pytest.approx(sum(totals) / len(totals), abs=0.2)
    assert landing.chance == pytest.approx(sum(total >= goal for total in totals) / len(totals), abs=0.015)


def _poisson(dice: random.Random, mean: float) -> int:
    """A Poisson count: how many exponential waits fit into `mean`."""
    count, waited = 0, dice.expovariate(1)
    while waited < mean:
        count += 1
        waited += dice.expovariate(1)
    return count


@given(goals, counts, days)
def test_never_falls_when_one_more_is_done(goal: int, done: int, on: date) -> None:
    now, more = forecast(goal, done, YEAR, on), forecast(goal, done + 1, YEAR, on)

    assert more.low >= now.low
    assert more.expected > now.expected
    assert more.high >= now.high
    assert more.chance >= now.chance - 1e-9


@given(goals, counts)
def test_equals_what_is_done_at_the_years_end(goal: int, done: int) -> None:
    landing = forecast(goal, done, YEAR, date(YEAR, 12, 31))

    assert (landing.low, landing.expected, landing.high) == (done, done, done)
    assert landing.chance == (1.0 if done >= goal else 0.0)


@given(counts, counts, days)
def test_chance_is_one_when_met(goal: int, more: int, on: date) -> None:
    assert forecast(goal, goal + more, YEAR, on).chance == 1.0


@given(goals, counts, days)
def test_is_in_order_and_takes_nothing_back(goal: int, done: int, on: date) -> None:
    landing = forecast(goal, done, YEAR, on)

    assert done <= landing.low <= landing.high
    assert done <= landing.expected
    assert 0.0 <= landing.chance <= 1.0


def test_large_numbers_neither_overflow_nor_stall() -> None:
    landing = forecast(200_000, 90_000, YEAR, date(2026, 6, 1))

    assert 90_000 < landing.low < landing.expected < landing.high < 300_000
