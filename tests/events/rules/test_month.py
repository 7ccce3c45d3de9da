"""The month grid."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.events.rules.month import Month, parse_day, week_of

months = st.builds(Month, st.integers(2000, 2100), st.integers(1, 12))


@pytest.mark.parametrize(
    ("text", "month"),
    [
        pytest.param("2027-03", Month(2027, 3), id="a month"),
        pytest.param("2000-01", Month(2000, 1), id="the first"),
        pytest.param("2100-12", Month(2100, 12), id="the last"),
        pytest.param("1999-12", None, id="too early"),
        pytest.param("2101-01", None, id="too late"),
        pytest.param("2027-13", None, id="month 13"),
        pytest.param("2027-00", None, id="month 0"),
        pytest.param("2027-3", None, id="one digit"),
        pytest.param("2027-03-01", None, id="a day"),
        pytest.param("202703", None, id="no dash"),
        pytest.param("-2027-03", None, id="negative"),
        pytest.param("²027-03", None, id="a digit that is no number"),
        pytest.param("mars", None, id="a word"),
        pytest.param("2027-03\0", None, id="NUL"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_parse(text: str, month: Month | None) -> None:
    assert Month.parse(text) == month


@given(st.text())
def test_no_text_is_too_odd_to_parse(text: str) -> None:
    month = Month.parse(text)

    assert month is None or Month.parse(str(month)) == month


@given(months)
def test_the_weeks_cover_the_month_in_sevens_from_monday(month: Month) -> None:
    weeks = list(month.weeks())
    days = [day for week in weeks for day in week]

    assert {len(week) for week in weeks} == {7}
    assert {week[0].weekday() for week in weeks} == {0}
    assert days == [days[0] + timedelta(days=step) for step in range(len(days))]
    assert days[0] <= month.first <= days[6]
    assert days[-7] <= month.last <= days[-1]


@given(months)
def test_next_and_previous_undo_each_other(month: Month) -> None:
    assert month.next.previous == month == month.previous.next
    assert month.last + timedelta(days=1) == month.next.first
    assert Month.of(month.last) == month == Month.parse(str(month))


def test_february_of_a_leap_year() -> None:
    assert Month(2028, 2).last == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("2027-03-14", date(2027, 3, 14), id="a day"),
        pytest.param("2000-01-01", date(2000, 1, 1), id="the first"),
        pytest.param("2100-12-31", date(2100, 12, 31), id="the last"),
        pytest.param("1999-12-31", None, id="too early"),
        pytest.param("2101-01-01", None, id="too late"),
        pytest.param("2027-02-29", None, id="no such day"),
        pytest.param("2027-W10-7", None, id="a week date"),
        pytest.param("20270314", None, id="no dashes"),
        pytest.param("2027-03-14T10:00", None, id="a moment"),
        pytest.param("2027-03-1²", None, id="a digit that is no number"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_parse_day(text: str, day: date | None) -> None:
    assert parse_day(text) == day


@given(st.text())
def test_no_text_is_too_odd_to_be_no_day(text: str) -> None:
    day = parse_day(text)

    assert day is None or str(day) == text


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_week_holds_its_day_in_seven_from_monday(day: date) -> None:
    week = week_of(day)

    assert week[day.weekday()] == day
    assert [each.weekday() for each in week] == list(range(7))
    assert {tuple(week_of(each)) for each in week} == {tuple(week)}
