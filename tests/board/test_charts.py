"""The year's chart in numbers."""

from datetime import date

import pytest

from outreach.board.charts import HEIGHT, WIDTH, Chart, year_chart
from outreach.goals.rules.measures import Measure
from outreach.goals.rules.tally import Happening, goal_tally

DROPS = Measure.LEAFLET_DROPS


def chart(goal: int, on: date, done: list[date] | None = None, planned: list[date] | None = None) -> Chart:
    happenings = [Happening(DROPS, day, is_done=True) for day in done or []]
    happenings += [Happening(DROPS, day, is_done=False) for day in planned or []]
    return year_chart(goal_tally(DROPS, goal, "", 2026, on, happenings))


def points(text: str) -> list[tuple[float, float]]:
    return [(float(pair.split(",")[0]), float(pair.split(",")[1])) for pair in text.split()]


@pytest.mark.parametrize(
    ("goal", "values"),
    [
        pytest.param(1, [0, 1], id="one"),
        pytest.param(5, [0, 1, 2, 3, 4, 5], id="ones"),
        pytest.param(8, [0, 2, 4, 6, 8], id="twos"),
        pytest.param(40, [0, 10, 20, 30, 40], id="tens"),
        pytest.param(90_000, list(range(0, 90_001, 18_000)), id="more than any step is made for"),
    ],
)
def test_few_round_values_up_the_side(goal: int, values: list[int]) -> None:
    drawn = chart(goal, date(2026, 12, 31))

    assert [tick.value for tick in drawn.ticks] == values
    assert drawn.ticks[0].at == HEIGHT
    assert drawn.ticks[-1].at == 0


def test_done_goes_up_to_today_and_the_rest_of_the_year_is_a_band() -> None:
    drawn = chart(10, date(2026, 3, 15), [date(2026, 1, 10), date(2026, 3, 15), date(2026, 3, 16)])

    assert [x for x, _ in points(drawn.done)] == [0, pytest.approx(1000 * 31 / 365, abs=0.1)] + [
        pytest.approx(1000 * days / 365, abs=0.1) for days in (59, 74)
    ]
    assert points(drawn.done)[-1] == drawn.today == points(drawn.band)[0]
    assert [x for x, _ in points(drawn.band)[1:]] == [WIDTH, WIDTH]
    assert drawn.planned == ""


def test_planned_climbs_from_today_and_takes_what_is_overdue_along() -> None:
    planned = [date(2026, 2, 1), date(2026, 6, 1), date(2026, 12, 31)]
    drawn = chart(4, date(2026, 5, 31), [date(2026, 1, 1)], planned)
    top = drawn.ticks[-1].value

    climbed = [round((HEIGHT - y) * top / HEIGHT) for _, y in points(drawn.planned)]

    assert climbed == [1, 3, 3, 3, 3, 3, 3, 4]
    assert points(drawn.planned)[0] == drawn.today


def test_a_year_that_is_over_has_no_forecast_left_to_draw() -> None:
    drawn = chart(4, date(2026, 12, 31), [date(2026, 5, 1)])

    assert drawn.band == ""
    assert points(drawn.done)[-1][0] == WIDTH


def test_a_year_that_has_not_begun_stands_at_nothing() -> None:
    drawn = chart(4, date(2025, 12, 31))

    assert drawn.done == ""
    assert drawn.today == (0, HEIGHT)


def test_the_table_twin_says_the_same() -> None:
    drawn = chart(12, date(2026, 2, 10), [date(2026, 1, 5), date(2026, 2, 5)], [date(2026, 11, 1)])

    assert [row.done for row in drawn.rows] == [1, 1, *[None] * 10]
    assert [row.done_so_far for row in drawn.rows] == [1, 2, *[None] * 10]
    assert sum(row.planned for row in drawn.rows) == 1
    assert drawn.rows[10].planned == 1
    assert drawn.rows[11].even_pace == 12
