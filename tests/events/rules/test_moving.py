"""How long a change can be undone, and what those booked notice of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from outreach.events.rules.moving import (
    AT_THE_PLACE,
    UNDO_FOR,
    ChangeRefusal,
    metres_between,
    noticed,
    why_not_undo,
)

NOW = datetime(2027, 3, 6, 9, 0, tzinfo=UTC)

STANDS: dict[str, Any] = {
    "title": "Flygblad",
    "description": "",
    "kind": "leaflet_drop",
    "status": "scheduled",
    "starts_at": "2027-03-13T12:00:00+00:00",
    "ends_at": "2027-03-13T14:00:00+00:00",
    "cancelled_at": None,
    "place": "Under bron",
    "latitude": 59.3622,
    "longitude": 18.0088,
    "venue_id": None,
    "area_id": 3,
    "slots": {"1": ["2027-03-13T12:00:00+00:00", "2027-03-13T14:00:00+00:00"]},
}


@pytest.mark.parametrize(
    ("after", "undone_at", "stands", "refusal"),
    [
        pytest.param(0, None, {}, None, id="at once"),
        pytest.param(9.999, None, {}, None, id="at the last moment"),
        pytest.param(10, None, {}, ChangeRefusal.TOO_LATE, id="as the mails leave"),
        pytest.param(3600, None, {}, ChangeRefusal.TOO_LATE, id="an hour later"),
        pytest.param(1, NOW, {}, ChangeRefusal.ALREADY_UNDONE, id="twice"),
        pytest.param(11, NOW, {}, ChangeRefusal.ALREADY_UNDONE, id="twice, and late"),
        pytest.param(1, None, {"title": "Annat"}, ChangeRefusal.CHANGED_SINCE, id="changed since"),
        pytest.param(1, None, {"slots": {}}, ChangeRefusal.CHANGED_SINCE, id="a slot removed since"),
        pytest.param(11, None, {"title": "Annat"}, ChangeRefusal.TOO_LATE, id="changed since, and late"),
    ],
)
def test_why_not_undo(
    after: float, undone_at: datetime | None, stands: dict[str, Any], refusal: ChangeRefusal | None
) -> None:
    now = NOW + timedelta(seconds=after)

    assert why_not_undo(NOW, undone_at, STANDS, STANDS | stands, now) is refusal


def test_ten_seconds() -> None:
    assert timedelta(seconds=10) == UNDO_FOR


@pytest.mark.parametrize(
    ("change", "is_noticed"),
    [
        ({"starts_at": "2027-03-13T11:00:00+00:00"}, True),
        ({"ends_at": "2027-03-13T15:00:00+00:00"}, True),
        ({"place": "Vid bron"}, True),
        ({"latitude": 59.3}, True),
        ({"status": "cancelled"}, True),
        ({"title": "Annat"}, False),
        ({"description": "Ta med väska"}, False),
        ({"area_id": None}, False),
        ({"kind": "social"}, False),
        ({"status": "held"}, False),
        ({"slots": {}}, False),
    ],
    ids=str,
)
def test_what_those_booked_notice(change: dict[str, Any], is_noticed: bool) -> None:
    assert (noticed(STANDS | change) != noticed(STANDS)) is is_noticed


@pytest.mark.parametrize(
    ("other", "metres"),
    [
        ((59.3622, 18.0088), 0),
        ((59.3632, 18.0088), 111),
        ((59.3622, 18.0108), 113),
        ((59.3293, 18.0686), 5000),
    ],
)
def test_metres(other: tuple[float, float], metres: int) -> None:
    assert metres_between((59.3622, 18.0088), other) == pytest.approx(metres, rel=0.02, abs=0.1)
    assert 0 < AT_THE_PLACE < 500
