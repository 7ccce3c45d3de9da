"""Rapid response: for which day and time, when it asks twice, how fast people came."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.events.rules.notice import MANY
from outreach.events.rules.rapid import (
    LeadTimes,
    RapidRefusal,
    days_to_choose,
    lead_times,
    must_confirm,
    why_not_call,
)

TODAY = date(2027, 3, 6)
NOW = datetime(2027, 3, 6, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "ends_at", "refusal"),
    [
        (TODAY, LATER, None),
        (TODAY, NOW + timedelta(seconds=1), None),
        (TODAY, NOW, RapidRefusal.TOO_LATE),
        (TODAY, NOW - timedelta(hours=2), RapidRefusal.TOO_LATE),
        (TODAY + timedelta(days=1), NOW + timedelta(days=1), None),
        (TODAY + timedelta(days=2), NOW + timedelta(days=2), RapidRefusal.NOT_NOW),
        (TODAY - timedelta(days=1), LATER, RapidRefusal.NOT_NOW),
    ],
)
def test_for_which_day_and_time(day: date, ends_at: datetime, refusal: RapidRefusal | None) -> None:
    assert why_not_call(day, ends_at, TODAY, NOW) == refusal


def test_the_days_to_choose_are_today_and_tomorrow_also_at_new_year() -> None:
    assert days_to_choose(date(2027, 12, 31)) == (date(2027, 12, 31), date(2028, 1, 1))


@pytest.mark.parametrize(("recipients", "asks"), [(0, False), (1, False), (MANY, False), (MANY + 1, True), (500, True)])
def test_many_recipients_want_a_second_press(recipients: int, asks: bool) -> None:
    assert must_confirm(recipients) is asks


def after(minutes: float | None) -> tuple[datetime, datetime | None]:
    return NOW, None if minutes is None else NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([], LeadTimes(0, 0, None)),
        ([after(None)], LeadTimes(1, 0, None)),
        ([after(12)], LeadTimes(1, 1, 12)),
        ([after(10), after(None), after(20)], LeadTimes(3, 2, 15)),
        ([after(1), after(600), after(3)], LeadTimes(3, 3, 3)),
        ([after(0.5)], LeadTimes(1, 1, 0.5)),
    ],
)
def test_how_fast_people_came(events: list[tuple[datetime, datetime | None]], found: LeadTimes) -> None:
    assert lead_times(events) == found


@given(st.lists(st.none() | st.integers(0, 3000)))
def test_the_median_lies_between_the_fastest_and_the_slowest(waits: list[int | None]) -> None:
    known = [wait for wait in waits if wait is not None]
    found = lead_times([after(wait) for wait in waits])

    assert (found.events, found.answered) == (len(waits), len(known))
    assert (found.median_minutes is None) == (not known)
    if found.median_minutes is not None:
        assert min(known) <= found.median_minutes <= max(known)
