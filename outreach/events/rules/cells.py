"""What people write in the cells of a table: days, times, kinds and numbers, in Swedish and English. Pure.

Each reader gets the text of one cell and answers with a value, or with None when it can't be read.
"""

import re
from dataclasses import dataclass
from datetime import date, time

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february feb",
            "mars march mar",
            "april apr",
            "maj may",
            "juni june jun",
            "juli july jul",
            "augusti august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}

# Monday is 0, as in date.weekday().
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "måndag mån må monday mon",
            "tisdag tis ti tuesday tue tues",
            "onsdag ons on wednesday wed",
            "torsdag tors tor to thursday thu thur thurs",
            "fredag fre fr friday fri",
            "lördag lör lö saturday sat",
            "söndag sön sö sunday sun",
        )
    )
    for name in names.split()
}

# The first word of each kind is the one that is offered when a cell can't be read.
KINDS = {
    "leaflet_drop": "flygbladsutdelning, flygblad, flygbladsdrop, utdelning, dela flygblad, leaflet drop, leaflets",
    "square_meeting": "torgmöte, torgmöten, torg, bokbord, square meeting, street stall",
    "social": "social aktivitet, socialt, social, fest, social activity",
    "study_circle": "studiecirkel, cirkel, studier, study circle",
    "member_meeting": "medlemsmöte, möte, årsmöte, member meeting, meeting",
    "visit": "verksamhetsbesök, besök, studiebesök, visit",
    "other": "annat, övrigt, annan, other",
}
_KIND_OF = {word.strip(): kind for kind, words in KINDS.items() for word in (*words.split(","), kind.replace("_", " "))}

DASH = "[-–—]"

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]+(\d{1,2}:\d{2})(?::\d{2}(?:\.0+)?)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMBERS = re.compile(r"(\d{1,2})\s*[./]\s*(\d{1,2})(?:\s*[-./ ]\s*(\d{4}|\d{2}))?")
_NUMBERS_DASHED = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_DAY_MONTH = re.compile(r"(?:den )?(\d{1,2})(?::?e|:?a|st|nd|rd|th|\.)?\s+([a-zåäö]+)\.?(?:,?\s+(\d{4}))?")
_MONTH_DAY = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")
_WEEKDAY = re.compile(r"([a-zåäö]+)\.?,?\s+(?=\S)")
_TIME = re.compile(r"(?:kl\.?\s*|klockan\s+)?(\d{1,2})(?:[:.](\d{2})(?::00)?)?")
_COMPACT_TIME = re.compile(r"(\d{2})(\d{2})")
_SPAN = re.compile(rf"(.+?)\s*(?:{DASH}|till|to)\s*(.+)")
_COUNT = re.compile(r"(\d{1,9})(?:[.,]0+)?\s*(?:st|personer|pers|people)?\.?")


@dataclass(frozen=True)
class Day:
    """A day as a cell says it: perhaps with a time, without a year, or with a weekday that is another one's."""

    on: date | None = None
    at: time | None = None
    lacks_year: bool = False
    is_other_weekday: bool = False


def folded(text: str) -> str:
    """A word as it is compared: case, stray spaces, and what stands between words make no difference."""
    return " ".join(re.sub(r"[_\-/():.?*#]+", " ", text.casefold()).split())


def read_day(cell: str) -> Day | None:
    """2027-03-05, 5/3 2027, 5.3.2027, 5 mars 2027, fre 5 mars 2027, March 5, 2027, 20270305; the day comes first."""
    text = " ".join(cell.casefold().split())
    found = _WEEKDAY.match(text)
    weekday = WEEKDAYS.get(found[1]) if found else None
    if found and weekday is not None:
        text = text[found.end() :]
    day = _read_plain_day(text)
    if day is None or day.on is None or weekday is None or day.on.weekday() == weekday:
        return day
    return Day(day.on, day.at, is_other_weekday=True)


def read_time(cell: str) -> time | None:
    """17:00, 17.00, 17, kl 17, 1700."""
    text = " ".join(cell.casefold().split())
    found = _TIME.fullmatch(text) or _COMPACT_TIME.fullmatch(text)
    if not found or not text.isascii():
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_times(cell: str) -> tuple[time, time | None] | None:
    """A time, or two with a dash between them: 17–18.30."""
    found = _SPAN.fullmatch(" ".join(cell.casefold().split()))
    if found:
        start, end = read_time(found[1]), read_time(found[2])
        return (start, end) if start and end else None
    start = read_time(cell)
    return (start, None) if start else None


def read_kind(cell: str) -> str | None:
    """The kind's code, from its Swedish or English name."""
    return _KIND_OF.get(folded(cell))


def read_count(cell: str) -> int | None:
    """A whole number from 0 to 200, as hands are counted."""
    found = _COUNT.fullmatch(cell.strip().casefold())
    return int(found[1]) if found and int(found[1]) <= 200 else None


def read_degrees(cell: str, most: int) -> float | None:
    """Degrees with a point or a comma, at most `most` to either side of zero."""
    text = cell.strip().replace(",", ".").removesuffix("°")
    if not re.fullmatch(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?", text):
        return None
    return float(text) if abs(float(text)) <= most else None


def _read_plain_day(text: str) -> Day | None:
    if not re.fullmatch(r"[0-9a-zåäö :./,+-]*", text):
        return None
    if found := _ISO.fullmatch(text):
        return _day(found[1], found[2], found[3], read_time(found[4]) if found[4] else None)
    if found := _COMPACT.fullmatch(text):
        return _day(found[1], found[2], found[3])
    if found := _NUMBERS.fullmatch(text) or _NUMBERS_DASHED.fullmatch(text):
        return _day(found[3], found[2], found[1])
    if (found := _DAY_MONTH.fullmatch(text)) and found[2] in MONTHS:
        return _day(found[3], MONTHS[found[2]], found[1])
    if (found := _MONTH_DAY.fullmatch(text)) and found[1] in MONTHS:
        return _day(found[3], MONTHS[found[1]], found[2])
    return None


def _day(year: str | None, month: str | int, day: str, at: time | None = None) -> Day | None:
    try:
        # a day that exists in some year, when the year is all that lacks
        on = date(2000 if year is None else int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
    # midnight is how spreadsheets write a day alone
    return Day(lacks_year=True) if year is None else Day(on, None if at == time(0) else at)
