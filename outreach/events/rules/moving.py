"""What a change remembers, how long it can be undone, and what those booked notice of it. Pure."""

from datetime import datetime, timedelta
from math import cos, hypot, radians
from typing import Any

from outreach.refusals import N_, Refusal

# Mails about a change wait that long, and so long it can be undone; longer where many are told (notice.undo_time).
UNDO_FOR = timedelta(seconds=10)

# A point moved farther than this from a saved place is no longer at that place.
AT_THE_PLACE = 150  # metres

Snapshot = dict[str, Any]
Point = tuple[float, float]  # latitude, longitude

_NOTICED = ("starts_at", "ends_at", "place", "latitude", "longitude")


class ChangeRefusal(Refusal):
    """Why a change can't be undone."""

    TOO_LATE = N_("It is too late to undo: those booked are being told. Change it once more instead.")
    ALREADY_UNDONE = N_("That has been undone already.")
    CHANGED_SINCE = N_("It has been changed again since. Look at how it stands now.")


def why_not_undo(
    at: datetime,
    undone_at: datetime | None,
    after: Snapshot,
    stands: Snapshot,
    now: datetime,
    lasts: timedelta = UNDO_FOR,
) -> ChangeRefusal | None:
    """Why a change made `at` a moment, which left an event as `after`, can't be undone as the event now stands.

    `lasts` is how long its mails wait.
    """
    if undone_at is not None:
        return ChangeRefusal.ALREADY_UNDONE
    if now >= at + lasts:
        return ChangeRefusal.TOO_LATE
    return None if stands == after else ChangeRefusal.CHANGED_SINCE


def noticed(snapshot: Snapshot) -> dict[str, Any]:
    """What those booked are told of when it differs: time, place, and whether it is cancelled."""
    return {name: snapshot[name] for name in _NOTICED} | {"is_cancelled": snapshot["status"] == "cancelled"}


def metres_between(one: Point, other: Point) -> float:
    """The distance of two points that lie near each other."""
    metres = 111_320  # a degree of latitude
    return hypot((one[0] - other[0]) * metres, (one[1] - other[1]) * metres * cos(radians(one[0])))
