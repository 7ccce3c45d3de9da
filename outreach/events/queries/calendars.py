"""What stands in calendar files: a person's own places and walks, the public square meetings."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, lazyload

from outreach import clock
from outreach.db import db
from outreach.events.models import CalendarAddress, Claim, ClaimState, Event, EventKind, EventStatus, Slot, Walk
from outreach.events.queries.loading import AREA_NAME
from outreach.events.rules.ical import KEEP_PAST, called_off_at, is_kept
from outreach.people.models import Person


def turns_of(claim: Claim) -> Sequence[Claim]:
    """All claims that the same person has made of the same slot, the oldest first, up to this one."""
    rows = db.session.scalars(
        select(Claim)
        .where(Claim.slot_id == claim.slot_id, Claim.person_id == claim.person_id, Claim.id < claim.id)
        .order_by(Claim.id)
    )
    return [*rows, claim]


def places_in_calendar(person: Person) -> list[list[Claim]]:
    """What the person has taken or given back, by slot, the oldest first; to wait for a place is none. By start."""
    now = clock.now()
    rows = db.session.scalars(
        select(Claim)
        .join(Claim.slot)
        .join(Slot.event)
        .options(contains_eager(Claim.slot).contains_eager(Slot.event).options(AREA_NAME, lazyload(Event.slots)))
        .where(Claim.person_id == person.id, Claim.state != ClaimState.WAITING)
        .where(or_(Claim.state == ClaimState.ACTIVE, Claim.placed_at.is_not(None)))
        .where(Event.is_published, Slot.ends_at > now - KEEP_PAST)
        .order_by(Slot.starts_at, Slot.id, Claim.id)
    )
    turns = [list(claims) for _slot_id, claims in groupby(rows, key=lambda claim: claim.slot_id)]
    return [
        claims
        for claims in turns
        if is_kept(claims[-1].slot.ends_at, called_off_at(claims[-1].slot.event, claims[-1]), now)
    ]


def walks_in_calendar(person: Person) -> list[Walk]:
    """The person's walks, done or still to do, by start."""
    now = clock.now()
    rows = db.session.scalars(
        select(Walk)
        .join(Walk.event)
        .options(contains_eager(Walk.event).options(AREA_NAME, lazyload(Event.slots)))
        .where(Walk.person_id == person.id, Event.is_published, Event.ends_at > now - KEEP_PAST)
        .order_by(Event.starts_at, Walk.id)
    )
    return [walk for walk in rows if is_kept(walk.event.ends_at, called_off_at(walk.event), now)]


def find_calendar_address(address_id: int) -> CalendarAddress | None:
    return db.session.get(CalendarAddress, address_id)


def calendar_address_of(person: Person) -> CalendarAddress | None:
    return db.session.scalar(select(CalendarAddress).where(CalendarAddress.person_id == person.id))


def public_events(past: timedelta = timedelta(0)) -> list[Event]:
    """Square meetings that everybody may know of, from so long ago on, by start, cancelled ones too."""
    now = clock.now()
    rows = db.session.scalars(
        select(Event)
        .options(AREA_NAME, lazyload(Event.slots))
        .where(
            Event.kind == EventKind.SQUARE_MEETING,
            Event.is_published,
            Event.status != EventStatus.DRAFT,
            Event.ends_at > now - past,
        )
        .order_by(Event.starts_at, Event.id)
    )
    return [event for event in rows if is_kept(event.ends_at, called_off_at(event), now)]
