"""The tally: counts put beside the goals, as plain values that pages, commands and documents all show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from outreach.goals.rules import pace
from outreach.goals.rules.apportion import apportion
from outreach.goals.rules.forecast import Forecast, forecast
from outreach.goals.rules.measures import SEEN_IN_AREAS, Measure


class AnArea(Protocol):
    """What the tally needs to know of an area."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def is_priority(self) -> bool: ...
    @property
    def weight(self) -> float: ...
    @property
    def own_goal(self) -> int | None: ...


@dataclass(frozen=True)
class Happening:
    """One thing that counts toward a measure on a Stockholm day: it is done, or it is planned."""

    measure: Measure
    day: date
    is_done: bool
    area_id: int | None = None


@dataclass(frozen=True)
class GoalTally:
    """One goal and how far it has come by the end of the day `on`."""

    measure: Measure
    goal: int
    section: str
    year: int
    on: date
    done_by_month: tuple[int, ...]
    planned_by_month: tuple[int, ...]

    @property
    def done(self) -> int:
        return sum(self.done_by_month)

    @property
    def planned(self) -> int:
        return sum(self.planned_by_month)

    @property
    def expected_by_now(self) -> float:
        return pace.expected_by_now(self.goal, self.year, self.on)

    @property
    def pace_per_week(self) -> float:
        return pace.pace_per_week(self.done, self.year, self.on)

    @property
    def required_per_week(self) -> float | None:
        return pace.required_per_week(self.goal, self.done, self.year, self.on)

    @property
    def behind(self) -> int:
        return pace.behind_by(self.goal, self.done, self.planned, self.year, self.on)

    @property
    def is_done(self) -> bool:
        return self.done >= self.goal

    @property
    def is_far_behind(self) -> bool:
        """Behind by a tenth of the goal or more: shown more strongly than a little behind."""
        return self.behind * 10 >= self.goal

    @cached_property
    def forecast(self) -> Forecast | None:
        """None for what people count by hand: a forecast from nothing would be made up."""
        return None if self.measure.is_by_hand else forecast(self.goal, self.done, self.year, self.on)

    def as_json(self) -> dict[str, Any]:
        landing = self.forecast
        return {
            "measure": self.measure.value,
            "goal": self.goal,
            "done": self.done,
            "planned": self.planned,
            "pace_per_week": round(self.pace_per_week, 4),
            "required_per_week": None if self.required_per_week is None else round(self.required_per_week, 4),
            "expected_by_now": round(self.expected_by_now, 4),
            "forecast": {
                "low": landing.low if landing else None,
                "expected": round(landing.expected, 4) if landing else None,
                "high": landing.high if landing else None,
                "chance": round(landing.chance, 4) if landing else None,
            },
        }


@dataclass(frozen=True)
class AreaTally:
    """How often we have been seen in one area. Areas that are not priority have the goal 0."""

    area_id: int
    name: str
    is_priority: bool
    goal: int
    done: int
    planned: int
    behind: int
    last_visited_on: date | None

    @property
    def is_far_behind(self) -> bool:
        return self.behind * 2 >= self.goal

    @property
    def level(self) -> int:
        """How far behind, as maps shade it: 0 on pace, 1 up to a third of the goal, 2 up to two thirds, 3 more."""
        return -(-3 * self.behind // self.goal) if self.behind else 0

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "goal": self.goal,
            "done": self.done,
            "planned": self.planned,
            "last_visited_on": self.last_visited_on.isoformat() if self.last_visited_on else None,
        }


@dataclass(frozen=True)
class Spokespersons:
    """Appearances of our own spokespersons in print; `goal` is the least share of women, in per cent."""

    women: int
    all: int
    goal: int | None

    @property
    def percent(self) -> float:
        return 100 * self.women / self.all if self.all else 0.0


@dataclass(frozen=True)
class Tally:
    """Everything that the board, the commands and the annual report say of a year."""

    year: int
    on: date
    goals: tuple[GoalTally, ...]
    hand_shares: tuple[tuple[Measure, int, str], ...]
    areas: tuple[AreaTally, ...]
    spokespersons: Spokespersons

    @property
    def main(self) -> tuple[GoalTally, ...]:
        """The goals that stand at the top of every page."""
        return tuple(goal for goal in self.goals if goal.measure.is_main)

    @property
    def others(self) -> tuple[GoalTally, ...]:
        return tuple(goal for goal in self.goals if not goal.measure.is_main)

    @property
    def areas_by_need(self) -> tuple[AreaTally, ...]:
        """Priority areas first, those most behind on top."""
        return tuple(
            sorted(
                self.areas,
                key=lambda area: (not area.is_priority, -area.behind, area.done - area.goal, area.name),
            )
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "year": self.year,
            "on": self.on.isoformat(),
            "goals": [goal.as_json() for goal in self.goals],
            "areas": [area.as_json() for area in self.areas],
            "spokespersons": {"women": self.spokespersons.women, "all": self.spokespersons.all},
        }


def by_month(days: Iterable[date]) -> tuple[int, ...]:
    """How many fall in January, February … December."""
    counts = [0] * 12
    for day in days:
        counts[day.month - 1] += 1
    return tuple(counts)


def goal_tally(
    measure: Measure, goal: int, section: str, year: int, on: date, happenings: Iterable[Happening]
) -> GoalTally:
    """One goal beside what counts toward it: done by the end of `on`, and planned for any day of the year."""
    ours = [happening for happening in happenings if happening.measure is measure]
    return GoalTally(
        measure=measure,
        goal=goal,
        section=section,
        year=year,
        on=on,
        done_by_month=by_month(one.day for one in ours if one.is_done and one.day <= on),
        planned_by_month=by_month(one.day for one in ours if not one.is_done),
    )


def area_tallies(
    areas: Sequence[AnArea],
    goals: Mapping[Measure, int],
    year: int,
    on: date,
    happenings: Iterable[Happening],
) -> tuple[AreaTally, ...]:
    """Each area's share of the leaflet drops and square meetings aimed at, and what has been done there."""
    shares = _shares(areas, sum(goals.get(measure, 0) for measure in SEEN_IN_AREAS))
    seen = [one for one in happenings if one.measure in SEEN_IN_AREAS and one.area_id is not None]
    tallies = []
    for area, goal in zip(areas, shares, strict=True):
        done = [one.day for one in seen if one.area_id == area.id and one.is_done and one.day <= on]
        planned = sum(one.area_id == area.id and not one.is_done for one in seen)
        tallies.append(
            AreaTally(
                area_id=area.id,
                name=area.name,
                is_priority=area.is_priority,
                goal=goal,
                done=len(done),
                planned=planned,
                behind=pace.behind_by(goal, len(done), planned, year, on),
                last_visited_on=max(done, default=None),
            )
        )
    return tuple(tallies)


def _shares(areas: Sequence[AnArea], total: int) -> list[int]:
    """What is aimed at in each area: its own goal, or its share by weight of what those goals leave."""
    left = max(total - sum(area.own_goal or 0 for area in areas), 0)
    weights = [area.weight if area.is_priority and area.own_goal is None else 0.0 for area in areas]
    shares = apportion(left, weights) if any(weight > 0 for weight in weights) else [0] * len(areas)
    return [share if area.own_goal is None else area.own_goal for area, share in zip(areas, shares, strict=True)]
