"""Which days an event is repeated on, and where a template's slots go."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.events.rules.copying import MOST_COPIES, every_weeks, fit_times

FIRST = date(2027, 3, 13)


@pytest.mark.parametrize(
    ("last", "weeks", "days"),
    [
        (date(2027, 3, 13), 1, ["2027-03-13"]),
        (date(2027, 3, 12), 1, []),
        (date(2027, 4, 3), 1, ["2027-03-13", "2027-03-20", "2027-03-27", "2027-04-03"]),
        (date(2027, 4, 9), 2, ["2027-03-13", "2027-03-27"]),
        (date(2027, 5, 8), 4, ["2027-03-13", "2027-04-10", "2027-05-08"]),
    ],
)
def test_every_so_many_weeks(last: date, weeks: int, days: list[str]) -> None:
    assert every_weeks(FIRST, last, weeks) == [date.fromisoformat(day) for day in days]


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(-10, 3000), st.sampled_from([1, 2, 4]))
def test_the_weekday_stays_and_a_slip_of_the_finger_makes_no_thousands(first: date, span: int, weeks: int) -> None:
    days = every_weeks(first, first + timedelta(days=span), weeks)

    assert len(days) <= MOST_COPIES + 1
    assert {day.weekday() for day in days} <= {first.weekday()}
    assert all(later - earlier == timedelta(weeks=weeks) for earlier, later in pairwise(days))


@pytest.mark.parametrize(
    ("slot", "new", "expected"),
    [
        ((17, 20), (17, 20), (17, 20)),
        ((17, 20), (10, 13), (10, 13)),
        ((17, 18), (10, 20), (10, 11)),
        ((19, 20), (10, 20), (12, 20)),
        ((16, 21), (10, 13), (9, 14)),
        ((18, 20), (19, 20), (19, 20)),
    ],
)
def test_a_slot_fits_its_events_times(slot: tuple[int, int], new: tuple[int, int], expected: tuple[int, int]) -> None:
    old = (time(17), time(20))

    assert fit_times((time(slot[0]), time(slot[1])), old, (time(new[0]), time(new[1]))) == (
        time(expected[0]),
        time(expected[1]),
    )


quarters = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
pairs = st.lists(quarters, min_size=2, max_size=2, unique=True).map(lambda two: (min(two), max(two)))


@given(pairs, pairs, pairs)
def test_a_slot_that_has_been_fitted_takes_time(
    slot: tuple[time, time], old: tuple[time, time], new: tuple[time, time]
) -> None:
    start, end = fit_times(slot, old, new)

    assert start < end


@given(pairs, pairs)
def test_at_its_own_times_a_template_is_as_it_was(slot: tuple[time, time], event: tuple[time, time]) -> None:
    assert fit_times(slot, event, event) == slot
