"""When a feed is asked again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.schedule import (
    LONGEST,
    SHORTEST,
    next_interval,
    next_poll_at,
    retry_after,
    wait_after_failure,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_sooner_after_something_new_later_after_nothing() -> None:
    assert next_interval(HOUR, has_new=True) == HOUR / 2
    assert next_interval(HOUR, has_new=False) == HOUR * 1.5


def test_each_failure_in_a_row_doubles_the_wait() -> None:
    assert [wait_after_failure(HOUR, n) / HOUR for n in (1, 2, 3, 9)] == [2, 4, 8, 24]


ASKED = {
    "seconds": ("7200", timedelta(hours=2)),
    "for ever": ("10000000000", LONGEST),
    "a date": ("Sun, 22 Nov 2026 15:00:00 GMT", timedelta(hours=3)),
    "a date long ago": ("Thu, 01 Jan 1970 00:00:00 GMT", timedelta()),
    "below nought": ("-5", None),
    "rubbish": ("soon", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("header", "wait"), ASKED.values(), ids=ASKED)
def test_retry_after(header: str, wait: timedelta | None) -> None:
    assert retry_after(header, NOW) == wait


@given(st.timedeltas(timedelta(minutes=1), timedelta(days=3)), st.integers(0, 10**6), st.floats(0, 1), st.booleans())
def test_never_sooner_than_a_quarter_nor_later_than_a_day(
    interval: timedelta, failures: int, chance: float, has_new: bool
) -> None:
    for wait in (next_interval(interval, has_new=has_new), wait_after_failure(interval, failures)):
        assert NOW + SHORTEST <= next_poll_at(NOW, wait, chance) <= NOW + LONGEST
