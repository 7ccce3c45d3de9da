"""What somebody leads."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.models import Event, EventStatus
from outreach.events.queries.loading import AREA_NAME
from outreach.people.models import Person


def events_led_by(person: Person) -> Sequence[Event]:
    """What the person is responsible for today and tomorrow; and yesterday, if the outcome is not noted yet."""
    today = clock.today()
    first, after = clock.day_start(today - timedelta(days=1)), clock.day_start(today + timedelta(days=2))
    return db.session.scalars(
        select(Event)
        .options(AREA_NAME)
        .where(Event.responsible_id == person.id, Event.status == EventStatus.SCHEDULED)
        .where(Event.starts_at >= first, Event.starts_at < after)
        .order_by(Event.starts_at, Event.id)
    ).all()
