"""Dates as feeds write them, and what is made of those that can't be."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.dates import published_at, read_date, said_date

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

DATES = {
    "RFC 822": ("Sun, 22 Nov 2026 06:00:00 +0100", "2026-11-22 05:00"),
    "two-digit year": ("22 Nov 26 06:00 GMT", "2026-11-22 06:00"),
    "ISO": ("2026-11-22T06:00:00+01:00", "2026-11-22 05:00"),
    "ISO in UTC": ("2026-11-22T06:00:00.123Z", "2026-11-22 06:00"),
    "CET": ("Sun, 22 Nov 2026 06:00:00 CET", "2026-11-22 05:00"),
    "CEST": ("Wed, 22 Jul 2026 06:00:00 CEST", "2026-07-22 04:00"),
    "CET in July is what it says": ("Wed, 22 Jul 2026 06:00:00 CET", "2026-07-22 05:00"),
    "no zone is Stockholm's, in winter": ("2026-11-22 06:00:00", "2026-11-22 05:00"),
    "no zone is Stockholm's, in summer": ("2026-07-22 06:00:00", "2026-07-22 04:00"),
    "a time that there was not": ("2026-03-29 02:30:00", "2026-03-29 01:30"),
    "a time that there was twice": ("2026-10-25 02:30:00", "2026-10-25 00:30"),
    "single figures, and a zone by its distance": ("Thu,28 Jul 2022 4:35:5 GMT+9", "2022-07-27 19:35:05"),
    "a day alone": ("2026-11-22", "2026-11-21 23:00"),
    "Swedish, short": ("sön, 22 nov 2026 06:00:00 +0100", "2026-11-22 05:00"),
    "Swedish, a day": ("tis, 3 mars 2026", "2026-03-02 23:00"),
    "Swedish, long": ("tisdag den 3 mars 2026 kl. 14.30", "2026-03-03 13:30"),
    "Swedish May and October": ("3 maj 2026 12:00 +0200", "2026-05-03 10:00"),
    "a comment behind": ("Sun, 22 Nov 2026 06:00:00 +0100 (CET)", "2026-11-22 05:00"),
}


@pytest.mark.parametrize(("raw", "utc"), DATES.values(), ids=DATES)
def test_read_date(raw: str, utc: str) -> None:
    assert read_date(raw) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


UNREADABLE = {
    "nothing": "",
    "words": "i går",
    "no such hour": "Sun, 22 Nov 2026 25:99:00 +0100",
    "no such zone": "Sun, 22 Nov 2026 06:00:00 +9900",
    "no such zone name": "Sun, 22 Nov 2026 06:00:00 XYZ",
    "no such month": "22 kvartal 2026",
    "no such day": "2026-02-30",
    "the year nought": "0000-01-01T00:00:00Z",
    "before there were feeds": "Thu, 01 Jan 1970 00:00:00 GMT",
}


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE)
def test_what_can_not_be_read_counts_from_when_it_was_seen(raw: str) -> None:
    assert read_date(raw) is None
    assert published_at(raw, NOW) == NOW


@pytest.mark.parametrize("raw", ["Sat, 01 Jan 2030 00:00:00 GMT", "9999-12-31T23:59:59Z", "2026-11-22T12:00:01Z"])
def test_nothing_is_published_after_it_was_seen(raw: str) -> None:
    assert published_at(raw, NOW) == NOW


def test_a_guess_is_taken_only_for_words_of_an_unknown_kind() -> None:
    guess = datetime(2026, 11, 1, tzinfo=UTC)

    assert said_date("2026년 11월 1일", guess) == guess
    assert said_date("Sun, 22 Nov 2026 25:99:00", guess) is None
    assert said_date("?", datetime(1970, 1, 1, tzinfo=UTC)) is None


@given(st.text(max_size=60))
def test_any_text_gives_a_moment_that_has_been(raw: str) -> None:
    assert published_at(raw, NOW) <= NOW


@given(st.datetimes(datetime(1996, 1, 1), datetime(2026, 11, 1)), st.integers(-14, 14))  # noqa: DTZ001
def test_what_is_written_is_what_is_read(wall: datetime, hours: int) -> None:
    raw = f"{wall:%Y-%m-%dT%H:%M:%S}{'-' if hours < 0 else '+'}{abs(hours):02}:00"

    assert read_date(raw) == wall.replace(microsecond=0, tzinfo=UTC) - timedelta(hours=hours)
