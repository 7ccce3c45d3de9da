"""When something was published, out of what feeds write: RFC 822, ISO 8601, Swedish words, often no zone."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
EARLIEST_YEAR = 1995  # there were no feeds; 1970 and year 0 are what broken clocks write
RAW_SIGNS = 100

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januari jan",
            "february februari feb",
            "march mars mar",
            "april apr",
            "may maj",
            "june juni jun",
            "july juli jul",
            "august augusti aug",
            "september sep sept",
            "october oktober oct okt",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
ZONE_HOURS = {
    "z": 0, "gmt": 0, "ut": 0, "utc": 0, "wet": 0, "bst": 1, "cet": 1, "met": 1, "mez": 1, "cest": 2,
    "mest": 2, "mesz": 2, "eet": 2, "eest": 3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7,
    "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
CLOCK = r"(?:[T\s,]+(?:kl\.?\s*)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{1,2})(?:[.,]\d+)?)?)?"
ZONE = r"\s*(?P<zone>(?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]{1,5})?(?:\s*\([^()]*\))?$"
BY_WORDS = re.compile(
    r"^(?:[^\W\d_]+(?:\.?,\s*|\.?\s+))?(?:den\s+)?(?P<day>\d{1,2})[.\s-]+(?P<month>[^\W\d_]+)\.?[\s,-]+(?P<year>\d{4}|\d{2})"
    + CLOCK
    + ZONE
)
BY_NUMBERS = re.compile(r"^(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})" + CLOCK + ZONE)


def read_date(raw: str) -> datetime | None:
    """The moment that a feed's date means, in UTC; None when it can't be told or is before there were feeds.

    A date that names no zone is meant as Swedish time.
    """
    found = _parts(raw)
    if found is None:
        return None
    year = int(found["year"])
    month = MONTHS.get(found["month"].lower(), 0) or (int(found["month"]) if found["month"].isdecimal() else 0)
    if len(found["year"]) == 2:
        year += 2000 if year < 70 else 1900
    try:
        wall = datetime(  # noqa: DTZ001  (the wall-clock time; its zone follows)
            year, month, int(found["day"]), int(found["hour"] or 0), int(found["minute"] or 0),
            min(int(found["second"] or 0), 59),
        )  # fmt: skip
        moment = _in_utc(wall, found["zone"] or "")
    except (ValueError, OverflowError):
        return None
    return moment if moment.year >= EARLIEST_YEAR else None


def said_date(raw: str, guess: datetime | None) -> datetime | None:
    """What the feed says; `guess` is asked only where the words are of no kind that is known here."""
    said = read_date(raw) if is_of_known_kind(raw) else guess
    return None if said is None or said.year < EARLIEST_YEAR else said


def published_at(raw: str, fetched_at: datetime, guess: datetime | None = None) -> datetime:
    """When it was published: what the feed says, but never after we saw it."""
    said = said_date(raw, guess)
    return fetched_at if said is None else min(said, fetched_at)


def is_of_known_kind(raw: str) -> bool:
    """Whether the words have the form of a date, be it one that there is none of."""
    return _parts(raw) is not None


@lru_cache(256)  # it is asked of the same words two or three times in a row
def _parts(raw: str) -> re.Match[str] | None:
    text = " ".join(raw[:RAW_SIGNS].split())
    return BY_WORDS.match(text) or BY_NUMBERS.match(text)


def _in_utc(wall: datetime, zone: str) -> datetime:
    """A wall-clock time in UTC. Raises ValueError for a zone that there is none of."""
    name = zone.lower()
    if name[3:4] in ("+", "-"):  # GMT+9
        name = name[3:]
    if not name:
        return wall.replace(tzinfo=STOCKHOLM).astimezone(UTC)
    if name in ZONE_HOURS:
        return wall.replace(tzinfo=timezone(timedelta(hours=ZONE_HOURS[name]))).astimezone(UTC)
    if name[0] not in "+-":
        raise ValueError("no such zone")
    digits = name[1:].replace(":", "")
    digits = digits.zfill(4) if len(digits) > 2 else digits.zfill(2) + "00"
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset > timedelta(hours=14):
        raise ValueError("no place on earth")
    return wall.replace(tzinfo=timezone(-offset if name[0] == "-" else offset)).astimezone(UTC)
