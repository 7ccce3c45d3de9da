"""Shapes of the year's charts as numbers, for templates to draw and to write out as a table. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import ceil

from outreach.goals.rules.pace import days_gone, days_in, expected_by_now
from outreach.goals.rules.tally import GoalTally

WIDTH = 1000
HEIGHT = 100
"""The plot's own units; templates stretch it to the room there is."""

STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000)
MOST_TICKS = 5


@dataclass(frozen=True)
class Tick:
    """A label on an axis and where it stands, in the plot's units."""

    value: int
    at: float


@dataclass(frozen=True)
class MonthRow:
    """One month in figures: the chart's twin for those who read rather than look."""

    day: date
    done: int | None
    done_so_far: int | None
    planned: int
    even_pace: float


@dataclass(frozen=True)
class Chart:
    """One measure through the year: what is done up to `today`, then what is planned, and the forecast."""

    goal: GoalTally
    rows: tuple[MonthRow, ...]
    ticks: tuple[Tick, ...]
    months: tuple[Tick, ...]
    done: str
    planned: str
    even_pace: str
    band: str
    today: tuple[float, float]


def year_chart(goal: GoalTally) -> Chart:
    """Lay out a goal's year."""
    top, ticks = _scale(goal)
    gone = days_gone(goal.year, goal.on)
    is_over = gone == days_in(goal.year)
    landing = None if is_over else goal.forecast
    here = _x(goal, gone), _y(goal.done, top)
    band = [] if landing is None else [here, (WIDTH, _y(landing.high, top)), (WIDTH, _y(landing.low, top))]
    return Chart(
        goal=goal,
        rows=_rows(goal),
        ticks=ticks,
        months=_months(goal),
        done=_points([(0.0, float(HEIGHT)), *_month_ends(goal, top), here] if gone else []),
        planned=_points(_plan_ahead(goal, here, top)),
        even_pace=_points([(0.0, float(HEIGHT)), (WIDTH, _y(goal.goal, top))]),
        band=_points(band),
        today=here,
    )


def _scale(goal: GoalTally) -> tuple[int, tuple[Tick, ...]]:
    """The value at the top of the plot, and round values up to it."""
    most = max(goal.goal, goal.done + goal.planned, goal.forecast.high if goal.forecast else 0, 1)
    step = next((step for step in STEPS if most <= step * MOST_TICKS), ceil(most / MOST_TICKS))
    top = step * ceil(most / step)
    return top, tuple(Tick(value, _y(value, top)) for value in range(0, top + 1, step))


def _months(goal: GoalTally) -> tuple[Tick, ...]:
    """Month numbers, each in the middle of its month."""
    edges = [0, *(days_gone(goal.year, _last_day(goal.year, month)) for month in range(1, 13))]
    return tuple(Tick(i + 1, _x(goal, (edges[i] + edges[i + 1]) / 2)) for i in range(12))


def _rows(goal: GoalTally) -> tuple[MonthRow, ...]:
    """Months that lie wholly ahead have nothing done, which is not the same as none."""
    so_far = list(accumulate(goal.done_by_month))
    return tuple(
        MonthRow(
            day=(first := date(goal.year, month, 1)),
            done=goal.done_by_month[month - 1] if first <= goal.on else None,
            done_so_far=so_far[month - 1] if first <= goal.on else None,
            planned=goal.planned_by_month[month - 1],
            even_pace=expected_by_now(goal.goal, goal.year, _last_day(goal.year, month)),
        )
        for month in range(1, 13)
    )


def _month_ends(goal: GoalTally, top: int) -> Iterable[tuple[float, float]]:
    """What was done by the end of each month that is over."""
    for month, done in enumerate(accumulate(goal.done_by_month), start=1):
        last = _last_day(goal.year, month)
        if last <= goal.on:
            yield _x(goal, days_gone(goal.year, last)), _y(done, top)


def _plan_ahead(goal: GoalTally, here: tuple[float, float], top: int) -> list[tuple[float, float]]:
    """From today on, done and planned by each month's end; what is planned but overdue counts from here."""
    if not goal.planned:
        return []
    points = [here]
    for month, planned in enumerate(accumulate(goal.planned_by_month), start=1):
        last = _last_day(goal.year, month)
        if last > goal.on:
            points.append((_x(goal, days_gone(goal.year, last)), _y(goal.done + planned, top)))
    return points


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _x(goal: GoalTally, days: float) -> float:
    return round(WIDTH * days / days_in(goal.year), 1)


def _y(value: float, top: int) -> float:
    return round(HEIGHT * (1 - value / top), 1)


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
