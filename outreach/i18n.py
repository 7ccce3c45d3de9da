"""Swedish first, English second: which language a page speaks, and how days, times and numbers are written."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel.dates import format_date
from flask import Flask, g, has_request_context, session
from flask_babel import Babel, get_locale, gettext, ngettext

from outreach import clock
from outreach.refusals import N_ as N_
from outreach.refusals import Refused

LANGUAGES = {"sv": "Svenska", "en": "English"}

babel = Babel()


def init_app(app: Flask) -> None:
    """Set up translations and the filters that templates use."""
    app.config.update(
        BABEL_DEFAULT_LOCALE="sv",
        BABEL_DEFAULT_TIMEZONE="Europe/Stockholm",
        BABEL_TRANSLATION_DIRECTORIES=str(app.root_path) + "/translations",
    )
    babel.init_app(app, locale_selector=language)
    app.jinja_env.filters.update(
        time=time_of_day, day_short=day_short, day_long=day_long, weekday=weekday, month=month_name,
        ago=ago, ahead=ahead, day_of=clock.day_of, word=word, number=number,
    )  # fmt: skip
    app.jinja_env.globals.update(language=language, languages=LANGUAGES)


def language() -> str:
    """The language of this request: the person's own, else the one picked in this browser, else Swedish."""
    if has_request_context():
        # the session last, and only if need be: a page that looks into it is one that no cache may share
        wanted = getattr(g, "language", None)
        if wanted not in LANGUAGES:
            wanted = session.get("language")
        if wanted in LANGUAGES:
            return str(wanted)
    return "sv"


def word(value: object) -> str:
    """The screen word of an enum member (its `label`), or of a marked source text."""
    text = str(getattr(value, "label", value))
    return gettext(text) if text else ""


def told(refused: Refused) -> str:
    """Why a service refused, in the reader's language."""
    values = {name: number(value) if isinstance(value, float) else value for name, value in refused.values.items()}
    return gettext(refused.reason.value, **values)


def time_of_day(moment: datetime | time) -> str:
    """17.00 in Swedish, 17:00 in English; Stockholm time."""
    at = clock.local(moment) if isinstance(moment, datetime) else moment
    return at.strftime("%H.%M" if _is_swedish() else "%H:%M")


def day_short(day: date | datetime) -> str:
    """tor 26 nov."""
    return f"{weekday(day)} {_format_date(_as_day(day), 'd MMM').replace('.', '')}"


def day_long(day: date | datetime) -> str:
    """torsdag 26 november 2026."""
    return str(_format_date(_as_day(day), "EEEE d MMMM y"))


def weekday(day: date | datetime) -> str:
    """tor: three letters, so that columns and tiles are of one width."""
    return str(_format_date(_as_day(day), "EEE"))[:3]


def month_name(day: date | datetime) -> str:
    """November 2026, with a capital as it stands in a heading."""
    text = str(_format_date(_as_day(day), "LLLL y"))
    return text[:1].upper() + text[1:]


def month_alone(day: date) -> str:
    """november: as it stands inside a sentence."""
    return str(_format_date(day, "LLLL"))


def number(value: float) -> str:
    """1 234 or 0,4: grouped and with the decimal sign of the language."""
    from babel.numbers import format_decimal

    return format_decimal(value, locale=get_locale())


def ago(moment: datetime) -> str:
    """How long ago in plain words: "4 min sedan", "i dag 06.12", "i går 17.40", "lör 09.05", then the date."""
    minutes = int((clock.now() - moment).total_seconds() // 60)
    if 0 <= minutes < 1:
        return gettext("just now")
    if 0 <= minutes < 60:
        return ngettext("%(num)d min ago", "%(num)d min ago", minutes)
    day, today = clock.day_of(moment), clock.today()
    at = time_of_day(moment)
    if day == today:
        return gettext("today %(time)s", time=at)
    if day == today - timedelta(days=1):
        return gettext("yesterday %(time)s", time=at)
    if today - timedelta(days=6) <= day < today:
        return f"{weekday(day)} {at}"
    return day_short(day) if day.year == today.year else f"{day_short(day)} {day.year}"


def ahead(moment: datetime) -> str:
    """When something will be: "15.40", "i morgon 06.12", then the date. What is due already: "nu"."""
    if moment <= clock.now():
        return gettext("now")
    day, today = clock.day_of(moment), clock.today()
    if day == today:
        return time_of_day(moment)
    if day == today + timedelta(days=1):
        return gettext("tomorrow %(time)s", time=time_of_day(moment))
    return f"{day_short(day)} {time_of_day(moment)}" if day.year == today.year else f"{day_short(day)} {day.year}"


def _format_date(day: date, pattern: str) -> str:
    return _written(day, pattern, str(get_locale() or "sv"))


@lru_cache(maxsize=4096)
def _written(day: date, pattern: str, locale: str) -> str:
    """Lists name the same days over and over; writing one out takes longer than all else about it."""
    return format_date(day, pattern, locale=locale)


def _is_swedish() -> bool:
    return str(get_locale() or "sv").startswith("sv")


def _as_day(value: date | datetime) -> date:
    return clock.day_of(value) if isinstance(value, datetime) else value
