"""What has been left in each area, and when we were last there."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from outreach import clock
from outreach.db import UtcDateTime, db
from outreach.events.models import Event, EventKind, EventStatus


@dataclass(frozen=True)
class Visits:
    """An area's leaflets of a year, by letterbox and by hand apart, and the last day of any year that we came."""

    leaflets_letterbox: int = 0
    leaflets_by_hand: int = 0
    last_on: date | None = None


def visits_by_area(year: int, on: date) -> dict[int, Visits]:
    """By area, as it stands at the end of the Stockholm day `on`: what was held, nothing else."""
    held = (Event.status == EventStatus.HELD, Event.area_id.is_not(None), Event.starts_at < clock.day_end(on))
    leaflets = select(Event.area_id, func.sum(Event.leaflets_letterbox), func.sum(Event.leaflets_by_hand)).where(
        *held, Event.starts_at >= clock.day_start(date(year, 1, 1))
    )
    last = select(Event.area_id, _latest()).where(*held, Event.kind.in_(_outreach()))
    given = {row[0]: (row[1] or 0, row[2] or 0) for row in db.session.execute(leaflets.group_by(Event.area_id))}
    seen: dict[int, datetime] = {row[0]: row[1] for row in db.session.execute(last.group_by(Event.area_id))}
    ids = {area_id for area_id in (*given, *seen) if area_id is not None}
    return {
        area_id: Visits(*given.get(area_id, (0, 0)), clock.day_of(seen[area_id]) if area_id in seen else None)
        for area_id in ids
    }


def _latest() -> ColumnElement[Any]:
    return func.max(Event.starts_at, type_=UtcDateTime())


def _outreach() -> list[EventKind]:
    return [kind for kind in EventKind if kind.is_outreach]
