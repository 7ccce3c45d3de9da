"""Keep the venues: the saved spots that people stand on, and when they are good to stand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from sqlalchemy.exc import IntegrityError

from outreach.db import db
from outreach.places.models import Venue, VenueWindow
from outreach.places.queries import find_venue_by_name
from outreach.places.rules import VenueRefusal, is_on_earth
from outreach.refusals import Refused

Window = tuple[int, time, time]  # weekday (0 is Monday), from, to


@dataclass(frozen=True)
class VenuePlan:
    """What an organiser says of a venue."""

    name: str
    point: tuple[float, float]  # latitude, longitude
    note: str = ""
    permit_note: str = ""
    needs_permit: bool = True
    is_verified: bool = False
    windows: Sequence[Window] = ()


def save_venue(plan: VenuePlan, venue: Venue | None = None) -> Venue:
    """Register a venue, or change the one given. Events that are planned there stay as they are."""
    namesake = find_venue_by_name(plan.name)
    if namesake is not None and namesake is not venue:
        raise Refused(VenueRefusal.VENUE_NAME_TAKEN)
    if not is_on_earth(*plan.point):
        raise Refused(VenueRefusal.OFF_EARTH)
    if venue is None:
        venue = Venue()
        db.session.add(venue)
    venue.name = plan.name
    venue.latitude, venue.longitude = plan.point
    venue.note, venue.permit_note = plan.note, plan.permit_note
    venue.needs_permit, venue.is_verified = plan.needs_permit, plan.is_verified
    venue.windows = [
        VenueWindow(weekday=weekday, start=start, end=end) for weekday, start, end in sorted(set(plan.windows))
    ]
    try:
        db.session.commit()
    except IntegrityError as error:  # saved by somebody else at this very moment
        db.session.rollback()
        raise Refused(VenueRefusal.VENUE_NAME_TAKEN) from error
    return venue


def delete_venue(venue: Venue) -> None:
    """Forget a venue. Events keep the words of their place and their point."""
    db.session.delete(venue)
    db.session.commit()
