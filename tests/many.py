"""Many events at once: rows straight into the tables, for measuring and for counting queries. No rule is asked."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import insert, select

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventKind, EventStatus, Slot, SlotRole
from outreach.places.models import Area, Venue


def put_events(days: Sequence[date]) -> None:
    """An event with one slot on each of the days, by turns of three kinds, near the saved places."""
    chance = random.Random(1879)
    spots = db.session.scalars(select(Venue).order_by(Venue.id)).all()
    areas = db.session.scalars(select(Area.id).order_by(Area.id)).all()
    events, slots = [], []
    first = (db.session.scalar(select(Event.id).order_by(Event.id.desc()).limit(1)) or 0) + 1
    for number, day in enumerate(days, first):
        spot = spots[number % len(spots)]
        starts_at = clock.day_start(day) + timedelta(hours=chance.randint(9, 19))
        span = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
        events.append(
            {
                "id": number,
                "kind": list(EventKind)[number % 3],
                "title": "" if number % 2 else f"Flygblad vid {spot.name}",
                "status": EventStatus.HELD if starts_at < clock.now() else EventStatus.SCHEDULED,
                "place": spot.name,
                "latitude": spot.latitude + chance.uniform(-0.004, 0.004),
                "longitude": spot.longitude + chance.uniform(-0.008, 0.008),
                "area_id": chance.choice(areas),
                "created_at": clock.now(),
                "changed_at": clock.now(),
                **span,
            }
        )
        slots.append(
            {"event_id": number, "role": SlotRole.LEAFLETS, "needed": 3, "capacity": 4, "taken": number % 4, **span}
        )
    db.session.execute(insert(Event), events)
    db.session.execute(insert(Slot), slots)
    db.session.commit()
