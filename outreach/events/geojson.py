"""Events as GeoJSON features: what the map draws, and never a person's name."""

from typing import Any

from flask import url_for

from outreach import clock
from outreach.events.models import Event
from outreach.events.naming import summary_of, title_of


def as_feature(event: Event) -> dict[str, Any]:
    """A Point feature. `day`, `start` and `end` are Stockholm's; `label` says the event in one line for readers."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [event.longitude, event.latitude]},
        "properties": {
            "id": event.id,
            "kind": event.kind.value,
            "title": title_of(event),
            "day": clock.day_of(event.starts_at).isoformat(),
            "start": clock.local(event.starts_at).strftime("%H:%M"),
            "end": clock.local(event.ends_at).strftime("%H:%M"),
            "status": event.status.value,
            "area": event.area.name if event.area else None,
            "needed": event.needed,
            "taken": event.taken,
            "capacity": event.capacity,
            "url": url_for("event.event", event_id=event.id),
            "label": summary_of(event),
        },
    }
