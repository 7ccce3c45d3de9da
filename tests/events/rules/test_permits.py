"""How a permit stands: needed or not, what is missing, and when somebody should hurry."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.events.rules.permits import (
    LEAD_TIME,
    PermitState,
    PermitWorry,
    Standing,
    is_needed,
    standing,
)

DAY = date(2027, 5, 15)


def days(number: int) -> date:
    """So many days before the meeting."""
    return DAY - timedelta(days=number)


@pytest.mark.parametrize(
    ("kind", "at_venue", "said", "needed"),
    [
        ("square_meeting", None, None, True),
        ("square_meeting", True, None, True),
        ("square_meeting", False, None, False),
        ("square_meeting", False, True, True),
        ("square_meeting", True, False, False),
        ("leaflet_drop", None, None, False),
        ("leaflet_drop", True, None, False),
        ("leaflet_drop", None, True, True),
    ],
)
def test_who_needs_a_permit(kind: str, at_venue: bool | None, said: bool | None, needed: bool) -> None:
    assert is_needed(kind, at_venue, said) is needed


@pytest.mark.parametrize(
    ("name", "today", "facts", "expected"),
    [
        ("far ahead", days(60), {}, Standing(PermitState.MISSING, days(7))),
        ("the day before the warning", days(15), {}, Standing(PermitState.MISSING, days(7))),
        ("a week before the last day", days(14), {}, Standing(PermitState.MISSING, days(7), PermitWorry.SOON)),
        ("the last day", days(7), {}, Standing(PermitState.MISSING, days(7), PermitWorry.SOON)),
        ("the day after it", days(6), {}, Standing(PermitState.MISSING, days(7), PermitWorry.LATE)),
        ("on the day", DAY, {}, Standing(PermitState.MISSING, days(7), PermitWorry.LATE)),
        ("it has been", days(-1), {}, Standing(PermitState.MISSING, days(7))),
        (
            "the association's own",
            days(20),
            {"lead_days": 14},
            Standing(PermitState.MISSING, days(14), PermitWorry.SOON),
        ),
        ("same day will do", DAY, {"lead_days": 0}, Standing(PermitState.MISSING, DAY, PermitWorry.SOON)),
        ("applied", days(5), {"applied_on": days(9)}, Standing(PermitState.APPLIED)),
        ("no answer", days(2), {"applied_on": days(9)}, Standing(PermitState.APPLIED, worry=PermitWorry.NO_ANSWER)),
        ("no answer, and over", days(-1), {"applied_on": days(9)}, Standing(PermitState.APPLIED)),
        ("granted", DAY, {"applied_on": days(9), "granted_on": days(3)}, Standing(PermitState.GRANTED)),
        ("granted out of hand", DAY, {"granted_on": days(3)}, Standing(PermitState.GRANTED)),
        (
            "granted for another day",
            days(3),
            {"granted_on": days(9), "for_day": days(1)},
            Standing(PermitState.GRANTED, worry=PermitWorry.OTHER_DAY),
        ),
        (
            "applied for another day",
            days(2),
            {"applied_on": days(9), "for_day": days(1)},
            Standing(PermitState.APPLIED, worry=PermitWorry.OTHER_DAY),
        ),
        ("another day, and over", days(-1), {"granted_on": days(9), "for_day": days(1)}, Standing(PermitState.GRANTED)),
    ],
)
def test_how_it_stands(name: str, today: date, facts: dict[str, Any], expected: Standing) -> None:
    assert standing(DAY, today, needed=True, **facts) == expected


def test_what_is_not_needed_is_not_worried_about() -> None:
    assert standing(DAY, DAY, needed=False, applied_on=days(9), for_day=days(1)) == Standing(PermitState.NOT_NEEDED)


some_days = st.dates(date(2020, 1, 1), date(2090, 1, 1))


@given(some_days, some_days, st.booleans(), st.none() | some_days, st.none() | some_days, st.none() | some_days)
def test_nothing_that_has_been_is_worried_about(
    day: date, today: date, needed: bool, applied_on: date | None, granted_on: date | None, for_day: date | None
) -> None:
    found = standing(day, today, needed=needed, applied_on=applied_on, granted_on=granted_on, for_day=for_day)

    assert found.worry is None or (needed and today <= day)
    assert (found.apply_by is not None) == (found.state is PermitState.MISSING)
    assert found.apply_by in (None, day - timedelta(days=LEAD_TIME))


@given(some_days, st.integers(0, 60), st.integers(0, 400))
def test_once_there_is_a_warning_it_stays_until_something_is_done(day: date, lead: int, ahead: int) -> None:
    def is_worried(days_before: int) -> bool:
        return standing(day, day - timedelta(days=days_before), needed=True, lead_days=lead).worry is not None

    assert is_worried(ahead) <= is_worried(max(ahead - 1, 0))
