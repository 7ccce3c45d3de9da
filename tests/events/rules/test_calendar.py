"""When an event may be planned, published, moved, cancelled and held; and what the clock does in March and October."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from outreach.events.models import EventStatus
from outreach.events.rules.calendar import (
    STOCKHOLM,
    CalendarRefusal,
    comes_twice,
    follow_slot,
    moment_of,
    span_of,
    why_not_change,
    why_not_hold,
    why_not_publish,
)
from outreach.refusals import Refused

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
NOW = datetime(2027, 3, 6, 9, 0, tzinfo=UTC)


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


# ---- wall-clock times


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        pytest.param(date(2027, 1, 15), time(17, 0), utc(date(2027, 1, 15), 16), id="winter"),
        pytest.param(date(2027, 7, 15), time(17, 0), utc(date(2027, 7, 15), 15), id="summer"),
        pytest.param(SPRING, time(1, 59), utc(SPRING, 0, 59), id="before the spring change"),
        pytest.param(SPRING, time(3, 0), utc(SPRING, 1), id="after the spring change"),
        pytest.param(AUTUMN, time(1, 59), utc(date(2027, 10, 30), 23, 59), id="before the autumn change"),
        pytest.param(AUTUMN, time(2, 30), utc(AUTUMN, 0, 30), id="twice in the autumn night: the first"),
        pytest.param(AUTUMN, time(3, 0), utc(AUTUMN, 2), id="after the autumn change"),
    ],
)
def test_moment_of(day: date, at: time, moment: datetime) -> None:
    assert moment_of(day, at) == moment


@pytest.mark.parametrize("at", [time(2, 0), time(2, 30), time(2, 59)])
def test_a_time_that_the_spring_night_leaves_out_is_refused(at: time) -> None:
    with pytest.raises(Refused) as refused:
        moment_of(SPRING, at)

    assert refused.value.reason is CalendarRefusal.NO_SUCH_TIME


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.times())
def test_a_moment_reads_on_the_clock_as_it_was_written(day: date, at: time) -> None:
    try:
        moment = moment_of(day, at)
    except Refused:
        assert (day.month, day.weekday(), at.hour) == (3, 6, 2)
    else:
        wall = moment.astimezone(STOCKHOLM)
        assert (wall.date(), wall.time()) == (day, at)


@pytest.mark.parametrize(
    ("start", "end", "refusal"),
    [
        pytest.param(time(18, 0), time(17, 0), CalendarRefusal.ENDS_BEFORE_START, id="ends before"),
        pytest.param(time(18, 0), time(18, 0), CalendarRefusal.ENDS_BEFORE_START, id="ends at once"),
        pytest.param(time(1, 30), time(2, 30), CalendarRefusal.NO_SUCH_TIME, id="ends at no time"),
        pytest.param(time(2, 30), time(3, 30), CalendarRefusal.NO_SUCH_TIME, id="begins at no time"),
    ],
)
def test_spans_that_are_none(start: time, end: time, refusal: CalendarRefusal) -> None:
    with pytest.raises(Refused) as refused:
        span_of(SPRING, start, end)

    assert refused.value.reason is refusal


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.times(), st.times())
def test_a_span_always_takes_time(day: date, start: time, end: time) -> None:
    try:
        starts_at, ends_at = span_of(day, start, end)
    except Refused:
        return

    assert starts_at < ends_at


# ---- the hour that comes twice


@pytest.mark.parametrize(
    ("day", "at", "is_twice"),
    [
        pytest.param(AUTUMN, time(1, 59), False, id="before the autumn change"),
        pytest.param(AUTUMN, time(2), True, id="its first minute"),
        pytest.param(AUTUMN, time(2, 59), True, id="its last minute"),
        pytest.param(AUTUMN, time(2, 30, fold=1), True, id="the second of the two"),
        pytest.param(AUTUMN, time(3), False, id="after the autumn change"),
        pytest.param(SPRING, time(2, 30), False, id="left out, not doubled"),
        pytest.param(SPRING, time(3), False, id="after the spring change"),
    ],
)
def test_which_times_come_twice(day: date, at: time, is_twice: bool) -> None:
    assert comes_twice(day, at) is is_twice


def test_of_two_times_the_one_that_is_meant() -> None:
    first, second = (moment_of(AUTUMN, time(2, 30, fold=fold)) for fold in (0, 1))

    assert (first, second) == (utc(AUTUMN, 0, 30), utc(AUTUMN, 1, 30))
    assert span_of(AUTUMN, time(2, 30), time(2, 15, fold=1)) == (utc(AUTUMN, 0, 30), utc(AUTUMN, 1, 15))


def test_a_slot_in_the_second_of_two_hours_stays_there() -> None:
    old = span_of(AUTUMN, time(1), time(4))
    slot = span_of(AUTUMN, time(2, 15, fold=1), time(2, 45, fold=1))

    assert follow_slot(slot, old, old) == slot
    assert follow_slot(slot, old, span_of(AUTUMN, time(1), time(5))) == slot


@given(st.one_of(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.sampled_from([SPRING, AUTUMN])), st.times())
def test_a_time_comes_twice_exactly_where_its_two_readings_differ(day: date, at: time) -> None:
    try:
        readings = {moment_of(day, at.replace(fold=fold)) for fold in (0, 1)}
    except Refused:
        assert not comes_twice(day, at)
        return

    assert comes_twice(day, at) is (len(readings) == 2)


# ---- slots that follow their event


def span(day: date, start: time, end: time) -> tuple[datetime, datetime]:
    return span_of(day, start, end)


@pytest.mark.parametrize(
    ("slot", "new", "expected"),
    [
        pytest.param((17, 20), (SPRING, 17, 20), (17, 20), id="the whole event, over the spring change"),
        pytest.param((18, 19), (SPRING, 17, 20), (18, 19), id="part of it, over the spring change"),
        pytest.param((18, 19), (AUTUMN, 17, 20), (18, 19), id="part of it, over the autumn change"),
        pytest.param((16, 21), (AUTUMN, 12, 15), (11, 16), id="before and after it"),
        pytest.param((17, 20), (AUTUMN, 12, 18), (12, 18), id="the whole event, made longer"),
        pytest.param((17, 18), (AUTUMN, 10, 20), (10, 11), id="the first hour"),
        pytest.param((19, 20), (AUTUMN, 17, 22), (19, 22), id="until the end, made longer"),
        pytest.param((18, 20), (AUTUMN, 19, 20), (19, 20), id="no time left: the whole event"),
    ],
)
def test_a_slot_follows_its_event_by_the_clock_on_the_wall(
    slot: tuple[int, int], new: tuple[date, int, int], expected: tuple[int, int]
) -> None:
    winter = date(2027, 1, 16)
    day, start, end = new

    moved = follow_slot(
        span(winter, time(slot[0]), time(slot[1])),
        span(winter, time(17), time(20)),
        span(day, time(start), time(end)),
    )

    assert moved == span(day, time(expected[0]), time(expected[1]))


quarters = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
summer_and_winter = st.dates(date(2027, 1, 1), date(2027, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> tuple[datetime, datetime]:
    start, end = sorted(draw(st.lists(quarters, min_size=2, max_size=2, unique=True)))
    try:
        return span_of(draw(summer_and_winter), start, end)
    except Refused:
        assume(condition=False)
        raise


@given(spans(), spans(), quarters, quarters)
def test_a_slot_that_has_followed_still_takes_time(
    old: tuple[datetime, datetime], new: tuple[datetime, datetime], first: time, second: time
) -> None:
    day = old[0].astimezone(STOCKHOLM).date()
    try:
        slot = span_of(day, min(first, second), max(first, second))
        moved = follow_slot(slot, old, new)
    except Refused:
        return

    assert moved[0] < moved[1]


@given(spans(), summer_and_winter, quarters, quarters)
def test_on_another_day_each_slot_keeps_its_wall_clock_times(
    event: tuple[datetime, datetime], day: date, first: time, second: time
) -> None:
    start, end = (moment.astimezone(STOCKHOLM) for moment in event)
    try:
        new = span_of(day, start.time(), end.time())
        slot = span_of(start.date(), min(first, second), max(first, second))
        moved = follow_slot(slot, event, new)
    except Refused:
        return

    walls = [moment.astimezone(STOCKHOLM).time() for moment in moved]
    assert walls == [min(first, second), max(first, second)]


# ---- what may be done to an event


@dataclass(frozen=True)
class AnEvent:
    status: EventStatus
    starts_at: datetime = NOW - timedelta(hours=1)


DRAFT, SCHEDULED, HELD, CANCELLED = (
    AnEvent(status) for status in (EventStatus.DRAFT, EventStatus.SCHEDULED, EventStatus.HELD, EventStatus.CANCELLED)
)


@pytest.mark.parametrize(
    ("event", "publish", "change", "hold"),
    [
        pytest.param(DRAFT, None, None, CalendarRefusal.NOT_PUBLISHED_YET, id="draft"),
        pytest.param(SCHEDULED, CalendarRefusal.IS_PUBLISHED, None, None, id="scheduled"),
        pytest.param(HELD, CalendarRefusal.IS_HELD, CalendarRefusal.IS_HELD, None, id="held"),
        pytest.param(
            CANCELLED,
            CalendarRefusal.IS_CANCELLED,
            CalendarRefusal.IS_CANCELLED,
            CalendarRefusal.IS_CANCELLED,
            id="cancelled",
        ),
    ],
)
def test_what_may_be_done_in_which_state(
    event: AnEvent, publish: CalendarRefusal | None, change: CalendarRefusal | None, hold: CalendarRefusal | None
) -> None:
    assert why_not_publish(event) is publish
    assert why_not_change(event) is change
    assert why_not_hold(event, NOW) is hold


@pytest.mark.parametrize(
    ("minutes", "refusal"),
    [(-1, None), (0, None), (1, CalendarRefusal.NOT_STARTED)],
    ids=["under way", "begins", "soon"],
)
def test_the_outcome_is_noted_once_the_event_has_begun(minutes: int, refusal: CalendarRefusal | None) -> None:
    event = AnEvent(EventStatus.SCHEDULED, starts_at=NOW + timedelta(minutes=minutes))

    assert why_not_hold(event, NOW) is refusal


@given(st.sampled_from(EventStatus), st.integers(-10, 10))
def test_an_event_that_is_over_for_good_is_never_changed(status: EventStatus, minutes: int) -> None:
    event = AnEvent(status, starts_at=NOW + timedelta(minutes=minutes))

    if why_not_change(event) is None:
        assert status in (EventStatus.DRAFT, EventStatus.SCHEDULED)
    if why_not_publish(event) is None:
        assert why_not_change(event) is None
