"""What stands in the forms of an event as they open, and the maps beside them."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, time
from typing import Any

from flask import request, url_for

from outreach import clock, maps
from outreach.events.forms import EventForm, MoveForm
from outreach.events.models import Event, EventTemplate
from outreach.events.windows import outside_hours
from outreach.places.queries import area_at, areas, bounds, find_venue_by_name, venues


def event_form(was: date | None, values: dict[str, object] | None) -> EventForm:
    """The form with these values, or with what was sent; `was` is the day on which the event stands."""
    form = EventForm(formdata=request.form if values is None else None, data=values)
    form.was = was
    form.offer([(area.id, area.name) for area in areas()])
    return form


def picked(template: EventTemplate | None) -> dict[str, object]:
    """What a template, and the calendar or the map in the address, say of a new event; nonsense is left out."""
    values: dict[str, object] = {"start": time(17, 0), "end": time(18, 30), "day": clock.today()}
    if template is not None:
        values |= {"kind": template.kind.value, "start": template.start, "end": template.end}
        values["description"] = template.description
    return values | _in_address(request.args)


def picked_move(event: Event) -> dict[str, object]:
    """How the event stands, but for the day and the point that the address names."""
    values = as_typed(event)
    return values | {name: value for name, value in _in_address(request.args).items() if name in values}


def as_typed(event: Event) -> dict[str, object]:
    """An event as it would be typed into its form."""
    return {
        "kind": event.kind.value,
        "title": event.title,
        "day": clock.day_of(event.starts_at),
        "venue": event.place,
        "latitude": event.latitude,
        "longitude": event.longitude,
        "area": str(event.area_id or ""),
        "description": event.description,
        "guests": event.allows_guests,
        **wall_times(event),
    }


def wall_times(span: Any) -> dict[str, object]:
    """Start and end of an event or slot on the wall, and which of two times they are, where there are two."""
    start, end = (clock.local(moment).time() for moment in (span.starts_at, span.ends_at))
    return {"start": start, "end": end, "start_turn": str(start.fold), "end_turn": str(end.fold)}


def form_parts(form: MoveForm) -> dict[str, object]:
    """What the templates of forms with a place need beside the form."""
    return {
        "form": form,
        "venues": venues(),
        "map": picker_map(form.latitude.data, form.longitude.data),
        "is_outside": bool(form.point and not form.errors and area_at(*form.point) is None),
        "place_note": _place_note(form),
    }


def _place_note(form: MoveForm) -> str:
    """A soft note when the saved place in the form is better at other times than those in it."""
    venue = find_venue_by_name(form["venue"].data) if "venue" in form and form["venue"].data else None
    day = form.its_day()
    if venue is None or day is None or not form.start.data or not form.end.data:
        return ""
    return outside_hours(venue, day.weekday(), form.start.data, form.end.data)


def picker_map(latitude: float | None = None, longitude: float | None = None) -> maps.MapParts:
    """The map of a form: its fields set the marker."""
    return maps.picker_map(
        url_for("places.areas_geojson"), url_for("places.sketch_geojson"), bounds(), latitude, longitude
    )


def _in_address(args: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {}
    with suppress(ValueError):
        found["day"] = date.fromisoformat(args.get("day", ""))
    with suppress(ValueError):
        latitude, longitude = float(args.get("latitude", "")), float(args.get("longitude", ""))
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            found |= {"latitude": latitude, "longitude": longitude}
    return found | {name: args[name] for name in ("kind", "area", "venue") if args.get(name)}
