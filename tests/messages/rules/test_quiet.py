"""When a message may leave, by the clock on the wall in Stockholm."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.messages.rules.kinds import MessageKind
from outreach.messages.rules.quiet import NEVER_QUIET, STOCKHOLM, Quiet, leaves_at, quiet_ends

NIGHT = Quiet(time(21), time(8))
CONFIRMATION, CHANGED, SIGN_IN, LATE = (
    MessageKind.CONFIRMATION,
    MessageKind.CHANGED,
    MessageKind.SIGN_IN,
    MessageKind.LATE,
)


def wall(text: str) -> datetime:
    """A moment by its wall-clock time in Stockholm: "2027-03-06 22:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "kind", "event_start", "is_text", "leaves"),
    [
        pytest.param("2027-03-06 12:00", CHANGED, "2027-03-07 13:00", False, "2027-03-06 12:00", id="by day"),
        pytest.param("2027-03-06 20:59", CHANGED, "2027-03-07 13:00", False, "2027-03-06 20:59", id="just before"),
        pytest.param("2027-03-06 21:00", CHANGED, "2027-03-07 13:00", False, "2027-03-07 08:00", id="as it begins"),
        pytest.param("2027-03-07 02:00", CHANGED, "2027-03-07 13:00", False, "2027-03-07 08:00", id="after midnight"),
        pytest.param("2027-03-07 08:00", CHANGED, "2027-03-07 13:00", False, "2027-03-07 08:00", id="as it ends"),
        pytest.param("2027-03-06 23:00", CONFIRMATION, "2027-03-09 13:00", False, "2027-03-06 23:00", id="own act"),
        pytest.param("2027-03-06 23:00", SIGN_IN, None, False, "2027-03-06 23:00", id="a sign-in link"),
        pytest.param("2027-03-06 23:00", LATE, "2027-03-07 13:00", False, "2027-03-06 23:00", id="must be acted on"),
        pytest.param("2027-03-06 23:00", CHANGED, "2027-03-07 07:00", False, "2027-03-06 23:00", id="begins at seven"),
        pytest.param(
            "2027-03-06 23:00", CHANGED, "2027-03-07 08:00", False, "2027-03-06 23:00", id="begins as it ends"
        ),
        pytest.param("2027-03-06 23:00", CHANGED, "2027-03-06 22:30", False, "2027-03-07 08:00", id="has begun"),
        pytest.param(
            "2027-03-06 23:00", CONFIRMATION, "2027-03-09 13:00", True, "2027-03-07 08:00", id="text, own act"
        ),
        pytest.param("2027-03-06 23:00", CHANGED, "2027-03-07 07:00", True, "2027-03-06 23:00", id="text, at seven"),
        pytest.param("2027-03-27 23:00", CHANGED, None, False, "2027-03-28 08:00", id="the night without 02:30"),
        pytest.param("2027-10-30 23:00", CHANGED, None, False, "2027-10-31 08:00", id="the night with 02:30 twice"),
    ],
)
def test_when_it_leaves(now: str, kind: MessageKind, event_start: str | None, is_text: bool, leaves: str) -> None:
    start = wall(event_start) if event_start else None

    assert leaves_at(wall(now), NIGHT, kind, start, is_text=is_text) == wall(leaves)


def test_hours_within_one_day_and_none_at_all() -> None:
    noon = Quiet(time(12), time(14))

    assert quiet_ends(wall("2027-03-06 13:00"), noon) == wall("2027-03-06 14:00")
    assert quiet_ends(wall("2027-03-06 11:59"), noon) is None
    assert quiet_ends(wall("2027-03-06 23:00"), NEVER_QUIET) is None


moments = st.integers(0, 366 * 24 * 60).map(lambda minutes: wall("2027-01-01 00:00") + timedelta(minutes=minutes))
hours = st.builds(Quiet, st.times(), st.times())


@given(moments, hours, st.sampled_from(MessageKind), st.none() | moments, st.booleans())
def test_it_leaves_within_a_day_never_in_the_past_and_then_it_is_not_quiet(
    now: datetime, quiet: Quiet, kind: MessageKind, event_start: datetime | None, is_text: bool
) -> None:
    leaves = leaves_at(now, quiet, kind, event_start, is_text=is_text)

    assert now <= leaves <= now + timedelta(hours=26)
    if leaves > now:
        assert quiet_ends(now, quiet) is not None
        assert quiet_ends(leaves, quiet) in (None, leaves), "a night that is an hour longer may end twice"
    if is_text:
        assert leaves >= leaves_at(now, quiet, kind, event_start), "texts are no less strict than mails"
