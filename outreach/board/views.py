"""The board page."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from outreach import clock
from outreach.board.charts import year_chart
from outreach.board.sentences import percent, standing, wait_in_words, week_of_year
from outreach.events.queries import rapid_responses
from outreach.events.rules.rapid import lead_times
from outreach.goals.queries import tally, years_with_goals
from outreach.goals.rules.forecast import MASS, PRIOR_WEEKS
from outreach.goals.rules.pace import standing_day
from outreach.goals.rules.tally import GoalTally
from outreach.media.queries import CountedCoverage, counted_coverage, coverage_years
from outreach.people.access import needs
from outreach.people.models import Role

bp = Blueprint("board", __name__)

FIRST_YEAR, LAST_YEAR = 1970, 2999


@dataclass(frozen=True)
class OutletRow:
    """What one outlet has printed of us this year."""

    outlet: str
    letters: int
    articles: int

    @property
    def all(self) -> int:
        return self.letters + self.articles


@bp.get("/board")
@needs(Role.BOARD, Role.ORGANISER, Role.MEDIA, Role.ADMIN)
def board() -> ResponseReturnValue:
    """The year so far: goals, months, areas, outlets, spokespersons."""
    year, on = _asked_for(clock.today())
    coverage = counted_coverage(year)
    numbers = tally(year, on, coverage)
    charts = [year_chart(goal) for goal in sorted(numbers.main, key=_need)]
    years = {*years_with_goals(), *coverage_years(), clock.today().year}
    return render_template(
        "board/board.html",
        tally=numbers,
        sentences=standing(numbers),
        is_today=on == clock.today(),
        is_this_year=year == clock.today().year,
        week=week_of_year(on, year),
        charts=charts,
        outlets=_by_outlet(coverage, on),
        rapid=lead_times(rapid_responses(year)),
        wait_in_words=wait_in_words,
        earlier=year - 1 if year - 1 in years else None,
        later=year + 1 if year + 1 in years else None,
        percent=percent,
        prior_weeks=round(PRIOR_WEEKS),
        mass=round(MASS * 100),
    )


def _asked_for(today: date) -> tuple[int, date]:
    """The year and the day to stand on: `on` in the address, else today in the year that it is about."""
    try:
        on = date.fromisoformat(request.args["on"]) if request.args.get("on") else today
        year = int(request.args.get("year") or on.year)
    except ValueError:
        abort(404)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    return year, standing_day(year, on)


def _need(goal: GoalTally) -> tuple[float, int]:
    """What is most behind comes first; among those on pace, what aims highest."""
    return -goal.behind / goal.goal, -goal.goal


def _by_outlet(coverage: Sequence[CountedCoverage], on: date) -> list[OutletRow]:
    """Letters and articles by outlet, those that print most of us first."""
    letters: dict[str, int] = defaultdict(int)
    articles: dict[str, int] = defaultdict(int)
    for one in coverage:
        if one.published_on <= on:
            (letters if one.kind == "letter" else articles)[one.outlet] += 1
    rows = [OutletRow(name, letters[name], articles[name]) for name in {*letters, *articles}]
    return sorted(rows, key=lambda row: (-row.all, row.outlet))
