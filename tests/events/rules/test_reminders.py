"""When somebody is reminded of their slot; how short a notice is; when the monthly letter is due."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.events.models import ReminderKind
from outreach.events.rules.calendar import STOCKHOLM
from outreach.events.rules.monthly import month_due, next_month
from outreach.events.rules.notice import MANY, MANY_WAIT, is_short_notice, undo_time
from outreach.events.rules.reminders import is_outdated, reminders_of, reminders_to_come


def wall(text: str) -> datetime:
    """A moment by its wall-clock time in Stockholm: "2027-03-06 22:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)


def moments(**times: str) -> dict[str, datetime]:
    return {kind: wall(text) for kind, text in times.items()}


@pytest.mark.parametrize(
    ("starts_at", "expected"),
    [
        pytest.param("2027-03-13 13:00", {"day_before": "2027-03-12 11:00", "same_day": "2027-03-13 08:00"}, id="noon"),
        pytest.param(
            "2027-03-13 08:01", {"day_before": "2027-03-12 11:00", "same_day": "2027-03-13 08:00"}, id="08:01"
        ),
        pytest.param("2027-03-13 08:00", {"day_before": "2027-03-12 11:00"}, id="at eight"),
        pytest.param("2027-03-13 06:30", {"day_before": "2027-03-12 11:00"}, id="early"),
        pytest.param("2027-03-13 00:00", {"day_before": "2027-03-12 11:00"}, id="midnight is the day that begins"),
        pytest.param(
            "2027-03-01 13:00", {"day_before": "2027-02-28 11:00", "same_day": "2027-03-01 08:00"}, id="month"
        ),
        pytest.param(
            "2027-03-28 13:00", {"day_before": "2027-03-27 11:00", "same_day": "2027-03-28 08:00"}, id="spring"
        ),
        pytest.param(
            "2027-10-31 13:00", {"day_before": "2027-10-30 11:00", "same_day": "2027-10-31 08:00"}, id="autumn"
        ),
        pytest.param("2028-01-01 10:00", {"day_before": "2027-12-31 11:00", "same_day": "2028-01-01 08:00"}, id="year"),
    ],
)
def test_the_day_before_at_eleven_and_the_same_day_at_eight(starts_at: str, expected: dict[str, str]) -> None:
    assert reminders_of(wall(starts_at)) == moments(**expected)


@pytest.mark.parametrize(
    ("now", "kinds"),
    [
        pytest.param("2027-03-12 10:59", {"day_before", "same_day"}, id="before both"),
        pytest.param("2027-03-12 11:00", {"same_day"}, id="at eleven"),
        pytest.param("2027-03-12 23:00", {"same_day"}, id="the evening before"),
        pytest.param("2027-03-13 08:00", set(), id="at eight"),
        pytest.param("2027-03-13 12:00", set(), id="an hour before"),
    ],
)
def test_those_that_are_past_when_the_place_is_taken_are_not_made(now: str, kinds: set[str]) -> None:
    assert set(reminders_to_come(wall("2027-03-13 13:00"), wall(now))) == kinds


@given(st.integers(0, 2 * 366 * 24 * 60).map(lambda minutes: wall("2027-01-01 00:00") + timedelta(minutes=minutes)))
def test_reminders_come_before_the_start_at_their_hours_and_on_their_days(starts_at: datetime) -> None:
    start = starts_at.astimezone(STOCKHOLM)
    for kind, due_at in reminders_of(starts_at).items():
        due = due_at.astimezone(STOCKHOLM)
        assert due_at < starts_at
        assert starts_at - due_at < timedelta(hours=39)
        expected = (time(11), 1) if kind == "day_before" else (time(8), 0)
        assert (due.time(), (start.date() - due.date()).days) == expected
    assert ("same_day" in reminders_of(starts_at)) == (start.time() > time(8))
    assert set(reminders_of(starts_at)) <= {kind.value for kind in ReminderKind}


@pytest.mark.parametrize(
    ("kind", "now", "is_late"),
    [
        pytest.param(ReminderKind.DAY_BEFORE, "2027-03-12 11:00", False, id="in time"),
        pytest.param(ReminderKind.DAY_BEFORE, "2027-03-13 07:59", False, id="late, but the only one"),
        pytest.param(ReminderKind.DAY_BEFORE, "2027-03-13 08:00", True, id="the next one is due"),
        pytest.param(ReminderKind.SAME_DAY, "2027-03-13 12:59", False, id="just before"),
        pytest.param(ReminderKind.SAME_DAY, "2027-03-13 13:00", True, id="has begun"),
    ],
)
def test_a_late_reminder(kind: ReminderKind, now: str, is_late: bool) -> None:
    assert is_outdated(kind, wall("2027-03-13 13:00"), wall(now)) is is_late


def test_short_notice_is_a_day_and_many_mails_wait_a_minute() -> None:
    start = wall("2027-03-13 13:00")

    assert is_short_notice(start, start - timedelta(hours=24))
    assert not is_short_notice(start, start - timedelta(hours=24, seconds=1))
    assert undo_time(MANY, timedelta(seconds=10)) == timedelta(seconds=10)
    assert undo_time(MANY + 1, timedelta(seconds=10)) == MANY_WAIT == timedelta(seconds=60)


@pytest.mark.parametrize(
    ("now", "month"),
    [
        pytest.param("2027-03-25 10:59", None, id="too early"),
        pytest.param("2027-03-25 11:00", date(2027, 4, 1), id="the 25th at eleven"),
        pytest.param("2027-03-31 23:59", date(2027, 4, 1), id="the worker was away"),
        pytest.param("2027-04-01 00:00", None, id="the month has begun"),
        pytest.param("2027-12-25 12:00", date(2028, 1, 1), id="the next year"),
    ],
)
def test_when_the_monthly_letter_is_due(now: str, month: date | None) -> None:
    assert month_due(wall(now)) == month


@given(st.dates(date(2027, 1, 1), date(2040, 12, 31)))
def test_the_next_month_is_the_next(day: date) -> None:
    first = next_month(day)

    assert first.day == 1
    assert (first - timedelta(days=1)).replace(day=1) == day.replace(day=1)
