"""Walks of leaflet drops, and whose they are."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from outreach import clock
from outreach.db import db
from outreach.events.models import (
    Event,
    EventStatus,
    Walk,
)
from outreach.events.queries.loading import AREA_NAME
from outreach.people.models import Person


def get_walk(walk_id: int) -> Walk:
    """The walk, or NoResultFound."""
    return db.session.get_one(Walk, walk_id)


def walks_of(event: Event) -> Sequence[Walk]:
    """The event's walks with those who have them, in the order in which they were drawn."""
    query = select(Walk).options(joinedload(Walk.person)).where(Walk.event_id == event.id)
    return db.session.scalars(query.order_by(Walk.id)).all()


def my_walks(person: Person) -> Sequence[Walk]:
    """The person's walks that are still to do, soonest first."""
    return db.session.scalars(
        select(Walk)
        .join(Walk.event)
        .options(contains_eager(Walk.event).options(AREA_NAME, lazyload(Event.slots)))
        .where(
            Walk.person_id == person.id,
            Walk.done_at.is_(None),
            Event.status.in_([EventStatus.SCHEDULED, EventStatus.CANCELLED]),
            Event.ends_at > clock.now() - timedelta(days=30),
        )
        .order_by(Event.starts_at, Walk.id)
    ).all()
