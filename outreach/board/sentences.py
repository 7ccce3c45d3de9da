"""Where the year stands, in plain sentences."""

from dataclasses import dataclass
from datetime import date
from math import ceil

from babel.lists import format_list
from flask_babel import get_locale, gettext, ngettext

from outreach.goals.rules.measures import Measure
from outreach.goals.rules.tally import GoalTally, Tally
from outreach.i18n import word
from outreach.refusals import N_

NUMBERS = {
    2: N_("two"), 3: N_("three"), 4: N_("four"), 5: N_("five"), 6: N_("six"), 7: N_("seven"),
    8: N_("eight"), 9: N_("nine"), 10: N_("ten"), 11: N_("eleven"), 12: N_("twelve"),
}  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """One sentence; the one that asks for something to be done stands out."""

    text: str
    is_urgent: bool = False


def standing(tally: Tally) -> list[Sentence]:
    """Two or three sentences on the main goals: what goes well, what is missing, and what that takes."""
    behind = [goal for goal in tally.main if goal.behind]
    done = [goal for goal in tally.main if goal.is_done]
    going = [goal for goal in tally.main if not goal.behind and not goal.is_done]
    sentences = []
    if done and len(done) == len(tally.main):
        return [Sentence(gettext("All the main goals of the year are met."))]
    if done:
        sentences.append(Sentence(gettext("Done for the year: %(names)s.", names=_names(done))))
    if going:
        sentences.append(Sentence(gettext("On pace: %(names)s.", names=_names(going))))
    if behind:
        what = format_list([_how_many(goal) for goal in behind], locale=get_locale())
        sentences.append(Sentence(gettext("Missing by now: %(what)s.", what=what), is_urgent=True))
    local = next((goal for goal in behind if goal.measure is Measure.LOCAL_MEDIA), None)
    if local and local.required_per_week and local.forecast:
        sentences.append(
            Sentence(
                gettext(
                    "%(goal)s in local media takes %(rate)s for the rest of the year "
                    "(chance as things go: %(chance)s %%).",
                    goal=local.goal,
                    rate=rate_in_words(local.required_per_week),
                    chance=percent(local.forecast.chance),
                )
            )
        )
    return [Sentence(_capital(sentence.text), sentence.is_urgent) for sentence in sentences]


def wait_in_words(minutes: float) -> str:
    """12 minutes; from an hour and a half on in hours, from two days on in days."""
    if minutes < 90:
        return ngettext("%(num)d minute", "%(num)d minutes", round(minutes))
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(num)d hour", "%(num)d hours", hours)
    return ngettext("%(num)d day", "%(num)d days", round(hours / 24))


def week_of_year(on: date, year: int) -> str:
    """2026, week 47 of 53; the days that belong to another year's weeks are named by their year alone."""
    week = on.isocalendar()
    if week.year != year:
        return str(year)
    weeks = date(year, 12, 28).isocalendar().week
    return gettext("%(year)s, week %(week)s of %(weeks)s", year=year, week=week.week, weeks=weeks)


def number_in_words(number: int) -> str:
    """Two to twelve as words, others as figures. One is written out where its noun is known."""
    return gettext(NUMBERS[number]) if number in NUMBERS else str(number)


def rate_in_words(per_week: float) -> str:
    """So many a week, or one in so many weeks, rounded the careful way."""
    if per_week > 0.5:
        count = max(ceil(per_week - 0.25), 1)
        return ngettext("about one a week", "about %(number)s a week", count, number=number_in_words(count))
    weeks = int(1 / per_week)
    return gettext("about one in %(number)s weeks", number=number_in_words(weeks))


def percent(chance: float) -> int:
    """A chance in whole per cent; 0 and 100 are kept for what is certain."""
    return round(chance * 100) if chance in (0.0, 1.0) else min(max(round(chance * 100), 1), 99)


def _names(goals: list[GoalTally]) -> str:
    names = [word(goal.measure) for goal in goals]
    return format_list([name[:1].lower() + name[1:] for name in names], locale=get_locale())


def _how_many(goal: GoalTally) -> str:
    number = number_in_words(goal.behind)
    if goal.measure is Measure.LEAFLET_DROPS:
        return ngettext("one leaflet drop", "%(number)s leaflet drops", goal.behind, number=number)
    if goal.measure is Measure.SQUARE_MEETINGS:
        return ngettext("one square meeting", "%(number)s square meetings", goal.behind, number=number)
    if goal.measure is Measure.LOCAL_MEDIA:
        return ngettext("one piece in local media", "%(number)s pieces in local media", goal.behind, number=number)
    return ngettext(
        "one piece in regional or trade press",
        "%(number)s pieces in regional or trade press",
        goal.behind,
        number=number,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
