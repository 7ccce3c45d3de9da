"""The year's goals and how far they have come."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from outreach.db import db
from outreach.events.queries import counted_events
from outreach.goals.models import Goal
from outreach.goals.rules.measures import SEEN_IN_AREAS, Measure, measure_of_coverage, measure_of_event
from outreach.goals.rules.tally import Happening, Spokespersons, Tally, area_tallies, goal_tally
from outreach.media.queries import CountedCoverage, counted_coverage
from outreach.places.queries import areas


def goals_of(year: int) -> list[Goal]:
    """The year's goals, in the order in which measures are shown."""
    order = list(Measure)
    rows = db.session.scalars(select(Goal).where(Goal.year == year)).all()
    return sorted(rows, key=lambda goal: order.index(goal.measure))


def years_with_goals() -> list[int]:
    return list(db.session.scalars(select(Goal.year).distinct().order_by(Goal.year)))


def tally(year: int, on: date, coverage: Sequence[CountedCoverage] | None = None) -> Tally:
    """Goals, areas and spokespersons of a year, as they stand at the end of the Stockholm day `on`.

    Held events and confirmed coverage up to and including `on` are done; scheduled events are planned,
    whatever their day; drafts and cancelled events are nothing. A caller that has the year's coverage hands
    it in.
    """
    coverage = counted_coverage(year) if coverage is None else coverage
    happenings = [*_event_happenings(year), *_coverage_happenings(coverage)]
    goals = goals_of(year)
    amounts = {goal.measure: goal.amount for goal in goals}
    # a retired area stays in the tally of the years in which it was visited
    seen = {one.area_id for one in happenings if one.area_id is not None and one.measure in SEEN_IN_AREAS}
    return Tally(
        year=year,
        on=on,
        goals=tuple(
            goal_tally(goal.measure, goal.amount, goal.section, year, on, happenings)
            for goal in goals
            if not goal.measure.is_share
        ),
        hand_shares=tuple(
            (goal.measure, goal.amount, goal.section)
            for goal in goals
            if goal.measure.is_share and goal.measure.is_by_hand
        ),
        areas=area_tallies(areas(also=seen), amounts, year, on, happenings),
        spokespersons=_spokespersons(coverage, on, amounts.get(Measure.WOMEN_SPOKESPERSONS_PERCENT)),
    )


def _event_happenings(year: int) -> list[Happening]:
    return [
        Happening(measure, event.day, event.is_held, event.area_id)
        for event in counted_events(year)
        if (measure := measure_of_event(event.kind)) is not None
    ]


def _coverage_happenings(coverage: Sequence[CountedCoverage]) -> list[Happening]:
    return [Happening(measure_of_coverage(one.tier), one.published_on, is_done=True) for one in coverage]


def _spokespersons(coverage: Sequence[CountedCoverage], on: date, goal: int | None) -> Spokespersons:
    seen = [
        one.spokesperson_is_woman
        for one in coverage
        if one.published_on <= on and one.spokesperson_is_woman is not None
    ]
    return Spokespersons(women=sum(seen), all=len(seen), goal=goal)
