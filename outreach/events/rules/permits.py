"""The permit of a square meeting: whether one is needed, how it stands, and when time to apply runs out.

Nothing here keeps anybody from publishing: the constitution lets people meet, the permit is the association's errand.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# Days before the meeting by which to apply, where the association has set none. The police (polisen.se) ask for "in
# good time" and usually need one to two weeks, more in spring and summer; aktivistenshandbok.se says a week. Neither
# is the law's word: the number is the association's to check (permit_lead_days in its starter's association.toml).
LEAD_TIME = 7
# From how many days before the last day to apply there is a warning.
NOTICE = 7
# An application without an answer is worth a call from this many days before the meeting.
CALL = 2


class PermitState(StrEnum):
    """not needed; or missing → applied for → granted."""

    NOT_NEEDED = "not_needed"
    MISSING = "missing"
    APPLIED = "applied"
    GRANTED = "granted"


class PermitWorry(StrEnum):
    """What is wrong with the permit of an event to come."""

    SOON = "soon"  # the last day to apply is near
    LATE = "late"  # it has passed
    NO_ANSWER = "no_answer"  # applied for, and the meeting is at the door
    OTHER_DAY = "other_day"  # the event was moved: the permit is for another day


@dataclass(frozen=True)
class Standing:
    """How a permit stands on a day. `apply_by` is the last day to apply, while that is still to be done."""

    state: PermitState
    apply_by: date | None = None
    worry: PermitWorry | None = None


def is_needed(kind: str, at_venue: bool | None, said: bool | None) -> bool:
    """An organiser's word goes first; else square meetings need one, unless the venue says that they don't."""
    if said is not None:
        return said
    return kind == "square_meeting" and at_venue is not False


def standing(
    day: date,
    today: date,
    *,
    needed: bool,
    applied_on: date | None = None,
    granted_on: date | None = None,
    for_day: date | None = None,
    lead_days: int | None = None,
) -> Standing:
    """How the permit of an event on `day` stands today. `for_day` is the day that was applied for."""
    if not needed:
        return Standing(PermitState.NOT_NEEDED)
    is_over = day < today
    moved = PermitWorry.OTHER_DAY if for_day is not None and for_day != day and not is_over else None
    if granted_on is not None:
        return Standing(PermitState.GRANTED, worry=moved)
    if applied_on is not None:
        waits = PermitWorry.NO_ANSWER if timedelta(0) <= day - today <= timedelta(days=CALL) else None
        return Standing(PermitState.APPLIED, worry=moved or waits)
    apply_by = day - timedelta(days=LEAD_TIME if lead_days is None else lead_days)
    if is_over:
        return Standing(PermitState.MISSING, apply_by)
    if apply_by < today:
        return Standing(PermitState.MISSING, apply_by, PermitWorry.LATE)
    is_soon = apply_by - today <= timedelta(days=NOTICE)
    return Standing(PermitState.MISSING, apply_by, PermitWorry.SOON if is_soon else None)
