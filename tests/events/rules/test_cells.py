"""What people write in cells, read in Swedish and English."""

from datetime import date, time, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from outreach.events.rules.cells import (
    Day,
    read_count,
    read_day,
    read_degrees,
    read_kind,
    read_time,
    read_times,
)

MARCH_5 = date(2027, 3, 5)


@pytest.mark.parametrize(
    "cell",
    [
        "2027-03-05",
        "2027-3-5",
        "2027-03-05 00:00:00",
        "20270305",
        "5/3 2027",
        "5/3-2027",
        "5/3/2027",
        "05/03/2027",
        "5.3.2027",
        "5/3 27",
        "05-03-2027",
        "5 mars 2027",
        "5 Mars  2027",
        "den 5 mars 2027",
        "den 5:e mars 2027",
        "fre 5 mars 2027",
        "Fredag, 5 mars 2027",
        "fredag den 5 mars 2027",
        "5 march 2027",
        "March 5, 2027",
        "Fri 5 Mar 2027",
    ],
)
def test_a_day_is_read(cell: str) -> None:
    assert read_day(cell) == Day(MARCH_5)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2027-03-05 17:00", Day(MARCH_5, time(17))),
        ("2027-03-05T17:30:00", Day(MARCH_5, time(17, 30))),
        ("5/3", Day(lacks_year=True)),
        ("5 mars", Day(lacks_year=True)),
        ("29/2", Day(lacks_year=True)),
        ("29/2 2027", None),
        ("31 april 2027", None),
        ("lör 5 mars 2027", Day(MARCH_5, is_other_weekday=True)),
        ("3/13 2027", None),
        ("2027-13-01", None),
        ("fredag", None),
        ("mars", None),
        ("vecka 9", None),
        ("=B2+7", None),
        ("46086", None),
        ("0000-01-01", None),
        ("9999-12-31", Day(date(9999, 12, 31))),
        ("٥/٣ 2027", None),
        ("", None),
        ("2027-03-05 25:00", Day(MARCH_5)),
    ],
)
def test_what_is_half_a_day_or_none(cell: str, day: Day | None) -> None:
    assert read_day(cell) == day


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.sampled_from(["sv", "en"]))
def test_days_are_read_as_they_are_written(day: date, language: str) -> None:
    written = [
        day.isoformat(),
        f"{day.day}/{day.month} {day.year}",
        format_date(day, "EEEE d MMMM y", locale=language),
        format_date(day, "EEE d MMM y", locale=language),
        format_date(day, "d MMMM y", locale=language),
    ]

    assert [read_day(text) for text in written] == [Day(day)] * len(written)


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("17:00", time(17)),
        ("17.30", time(17, 30)),
        ("17", time(17)),
        ("kl 17", time(17)),
        ("kl. 17.15", time(17, 15)),
        ("9:05:00", time(9, 5)),
        ("0930", time(9, 30)),
        ("24:00", None),
        ("17:60", None),
        ("17.3", None),
        ("sjutton", None),
        ("-1", None),
        ("", None),
    ],
)
def test_a_time_is_read(cell: str, at: time | None) -> None:
    assert read_time(cell) == at


@pytest.mark.parametrize(
    ("cell", "times"),
    [
        ("17", (time(17), None)),
        ("17-19", (time(17), time(19))),
        ("17.00–18.30", (time(17), time(18, 30))),
        ("kl 17 till 19", (time(17), time(19))),
        ("17-", None),
        ("17-x", None),
        ("11-13-15", None),
    ],
)
def test_a_span_of_times_is_read(cell: str, times: tuple[time, time | None] | None) -> None:
    assert read_times(cell) == times


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("Flygblad", "leaflet_drop"),
        ("FLYGBLADSUTDELNING", "leaflet_drop"),
        ("leaflet_drop", "leaflet_drop"),
        ("Torgmöte", "square_meeting"),
        (" bokbord ", "square_meeting"),
        ("Studiecirkel", "study_circle"),
        ("Medlemsmöte", "member_meeting"),
        ("Verksamhetsbesök", "visit"),
        ("social aktivitet", "social"),
        ("övrigt", "other"),
        ("demonstration", None),
        ("", None),
    ],
)
def test_a_kind_is_read(cell: str, kind: str | None) -> None:
    assert read_kind(cell) == kind


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("4", 4),
        ("4 st", 4),
        ("4.0", 4),
        ("0", 0),
        ("200", 200),
        ("201", None),
        ("-1", None),
        ("3-4", None),
        ("x", None),
    ],
)
def test_a_count_is_read(cell: str, count: int | None) -> None:
    assert read_count(cell) == count


@pytest.mark.parametrize(
    ("cell", "degrees"),
    [("59.3622", 59.3622), ("59,3622", 59.3622), ("-0", 0), ("90", 90), ("90.1", None), ("nan", None), ("1e1", None)],
)
def test_degrees_are_read(cell: str, degrees: float | None) -> None:
    assert read_degrees(cell, 90) == degrees


@given(st.text(max_size=60))
def test_no_text_is_too_odd(cell: str) -> None:
    day, times = read_day(cell), read_times(cell)

    assert day is None or day.lacks_year or isinstance(day.on, date)
    assert times is None or isinstance(times[0], time)
    assert read_count(cell) in {None, *range(201)}
    assert read_degrees(cell, 90) is None or abs(read_degrees(cell, 90) or 0) <= 90
    read_kind(cell)


@given(st.integers(0, 23), st.integers(0, 59), st.integers(1, 300))
def test_times_are_read_as_they_are_written(hour: int, minute: int, length: int) -> None:
    start = time(hour, minute)
    end = (timedelta(hours=hour, minutes=minute + length)).seconds // 60
    ends = time(end // 60, end % 60)

    assert read_times(f"{start:%H:%M}-{ends:%H.%M}") == (start, ends)
