"""What is now, and which day that is in Stockholm, whatever zone the server stands in."""

import os
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import clock
from tests.zones import server_zone as server_zone


def test_the_server_zone_is_really_changed(server_zone: str) -> None:
    """Else the tests that use it could not fail."""
    assert os.environ["TZ"] == server_zone
    assert time.tzname[0] == {"UTC": "UTC", "America/New_York": "EST", "Asia/Kathmandu": "+0545"}[server_zone]


def test_today_is_stockholms_day(server_zone: str) -> None:
    with clock.standing_at(datetime(2027, 1, 15, 23, 30, tzinfo=UTC)):
        assert clock.today() == date(2027, 1, 16)
    with clock.standing_at(datetime(2027, 7, 15, 21, 59, tzinfo=UTC)):
        assert clock.today() == date(2027, 7, 15)


def test_now_is_aware_and_runs(server_zone: str) -> None:
    first = clock.now()

    assert first.tzinfo is UTC
    assert timedelta(0) <= clock.now() - first < timedelta(minutes=1)
    assert abs(first.timestamp() - time.time_ns() / 1e9) < 60


def test_local_shows_stockholms_clock(server_zone: str) -> None:
    assert clock.local(datetime(2027, 7, 15, 15, 0, tzinfo=UTC)).strftime("%H:%M") == "17:00"
    assert clock.local(datetime(2027, 1, 15, 15, 0, tzinfo=UTC)).strftime("%H:%M") == "16:00"


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        pytest.param(date(2027, 3, 28), 23, id="spring change"),
        pytest.param(date(2027, 10, 31), 25, id="autumn change"),
        pytest.param(date(2027, 6, 1), 24, id="any other"),
    ],
)
def test_days_have_the_hours_they_have(day: date, hours: int) -> None:
    assert clock.day_end(day) - clock.day_start(day) == timedelta(hours=hours)


@given(st.timedeltas(timedelta(0), timedelta(days=40_000)))
def test_every_moment_lies_in_its_day(after: timedelta) -> None:
    moment = datetime(1990, 1, 1, tzinfo=UTC) + after
    day = clock.day_of(moment)

    assert clock.day_start(day) <= moment < clock.day_end(day)


def test_time_that_stands_still_goes_on_afterwards() -> None:
    moment = datetime(2027, 3, 6, 10, tzinfo=clock.STOCKHOLM)
    with clock.standing_at(moment):
        with clock.standing_at(moment + timedelta(days=1)):
            assert clock.now() == moment + timedelta(days=1)
        assert clock.now() == moment
        assert clock.now().tzinfo is UTC

    assert clock.now() != moment
