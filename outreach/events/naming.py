"""What an event is called: its own title, or its kind and where it is."""

from flask_babel import gettext

from outreach.events.models import Event, EventKind, EventStatus
from outreach.i18n import day_short, time_of_day, word


def title_of(event: Event) -> str:
    """Its title; without one, "Flygblad i Hagalund" or what else its kind and area say."""
    return event.title or plain_title_of(event, event.area.name if event.area else event.place)


def plain_title_of(event: Event, where: str) -> str:
    """What its kind and a place say, whatever its own title."""
    if not where:
        return word(event.kind)
    if event.kind is EventKind.LEAFLET_DROP:
        return gettext("Leaflets in %(place)s", place=where)
    return gettext("%(kind)s in %(place)s", kind=word(event.kind), place=where)


def summary_of(event: Event) -> str:
    """One line for those who hear the map: title, day, time, how many of how many, and the status if it matters."""
    parts = [title_of(event), f"{day_short(event.starts_at)} {time_of_day(event.starts_at)}"]
    if event.slots:
        parts.append(gettext("%(taken)d of %(capacity)d", taken=event.taken, capacity=event.capacity))
    if event.status is not EventStatus.SCHEDULED:
        parts.append(word(event.status))
    return ", ".join(parts)
