"""When areas change: what is planned follows its point, what has been keeps its area."""

from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventStatus
from outreach.places import geometry
from outreach.places.models import Area
from outreach.places.service.areas import follows_areas


@follows_areas
def follow_points() -> None:
    """Give every event to come that has a point the area it now lies in; without a point, an area in use."""
    living = db.session.scalars(select(Area).where(Area.retired_at.is_(None)).order_by(Area.id)).all()
    ids = {area.id for area in living}
    planned = db.session.scalars(
        select(Event).where(Event.starts_at > clock.now(), Event.status.in_([EventStatus.DRAFT, EventStatus.SCHEDULED]))
    )
    for event in planned:
        if event.latitude is not None and event.longitude is not None:
            point = (event.latitude, event.longitude)
            event.area_id = next((area.id for area in living if geometry.covers(area.geometry, *point)), None)
        elif event.area_id not in ids:
            event.area_id = None
