"""What stands on an event's page beside the event: its permit, its venue's good times, its walks."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from outreach import clock, maps
from outreach.events.forms.permit import PermitForm
from outreach.events.models import Event, EventKind, EventStatus, Walk
from outreach.events.permits import permit_of, permit_sentence, worry_advice, worry_in_brief
from outreach.events.queries import walks_of
from outreach.events.rules import walks as rules
from outreach.events.rules.permits import PermitState, PermitWorry, Standing
from outreach.events.windows import outside_windows
from outreach.people.models import Person, Role
from outreach.places.queries import bounds
from outreach.places.rules import bounding_box


def permit_parts(event: Event, form: PermitForm | None = None) -> dict[str, Any]:
    """The permit in words and its form, for organisers; None where the question does not arise."""
    standing = permit_of(event)
    if event.kind is not EventKind.SQUARE_MEETING and standing.state is PermitState.NOT_NEEDED and form is None:
        return {"permit": None}
    return {
        "permit": standing,
        "permit_words": permit_sentence(event, standing),
        "permit_advice": worry_advice(event, standing),
        "permit_brief": _permit_brief(event, standing),
        "is_permit_bad": standing.worry in (PermitWorry.LATE, PermitWorry.OTHER_DAY),
        "permit_form": form or PermitForm.of(event, standing),
    }


def _permit_brief(event: Event, standing: Standing) -> str:
    """What is not in order, in two or three words; "" when all is well, or it is too late to matter."""
    if event.status not in (EventStatus.DRAFT, EventStatus.SCHEDULED):
        return ""
    if standing.worry:
        return worry_in_brief(standing.worry)
    return _("permit missing") if standing.state is PermitState.MISSING and event.ends_at > clock.now() else ""


def walk_parts(event: Event, me: Person) -> dict[str, Any]:
    """The event's walks with what one may do with them, and their sums."""
    now = clock.now()
    is_organiser = me.has(Role.ORGANISER)
    found = walks_of(event)
    return {
        "walks": found,
        "walk_refusals": {walk.id: rules.why_not_take(walk, now) for walk in found},
        # a walk that nobody has taken is offered as done only once people are out
        "may_finish": {
            walk.id: rules.why_not_done(walk) is None
            for walk in found
            if may_finish(walk, me) and (walk.person_id is not None or event.starts_at <= now)
        },
        "walk_length": walk_length,
        "walk_worries": {walk.id: rules.worries(walk_length(walk), walk.households) for walk in found},
        "walk_households": sum(walk.households or 0 for walk in found),
        "walks_done": sum(walk.done_at is not None for walk in found),
        "leaflets_put": rules.leaflets_put(found),
        "may_draw": is_organiser and event.kind is EventKind.LEAFLET_DROP,
    }


def place_note(event: Event) -> str:
    """That the venue is better at other times; said of what is still to come."""
    return outside_windows(event.venue, event.starts_at, event.ends_at) if event.ends_at > clock.now() else ""


def may_finish(walk: Walk, me: Person) -> bool:
    """Whoever has the walk, or an organiser, says that it is done."""
    return walk.person_id == me.id or me.has(Role.ORGANISER)


def walk_length(walk: Walk) -> float:
    """Metres of a route; of a block nothing is known: how one walks within it is not drawn."""
    return rules.length_of(rules.points_of(walk.geometry)) if walk.geometry["type"] == "LineString" else 0


def walks_map(event: Event, without: int = 0) -> maps.MapParts:
    """The event's map with its walks; it opens on them, or on the meeting point, or on the event's area.

    `without` is the walk that is being changed: the form draws that one itself.
    """
    pin = None
    if event.latitude is not None and event.longitude is not None:
        pin = (event.latitude, event.longitude, event.kind.value)
    spots = [point for walk in event.walks for point in rules.points_of(walk.geometry)]
    if pin:
        spots.append(pin[:2])
    return maps.walk_map(
        url_for("walks.walks_geojson", event_id=event.id, without=without or None),
        url_for("places.areas_geojson"),
        url_for("places.sketch_geojson"),
        _corners(spots) or _area_corners(event) or bounds(),
        pin,
    )


# About 250 m: a map that opens closer shows nothing to find one's way by.
ROOM = 0.0023


def _corners(spots: list[rules.Point]) -> maps.Corners | None:
    if not spots:
        return None
    latitudes, longitudes = [latitude for latitude, _ in spots], [longitude for _, longitude in spots]
    return (min(latitudes) - ROOM, min(longitudes) - 2 * ROOM), (max(latitudes) + ROOM, max(longitudes) + 2 * ROOM)


def _area_corners(event: Event) -> maps.Corners | None:
    if event.area is None:
        return None
    west, south, east, north = bounding_box(event.area.geometry)
    return (south, west), (north, east)
