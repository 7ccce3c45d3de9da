"""Calendar files: a person's own slots and walks, the public square meetings. The one door to icalendar.

No name but the reader's own ever stands in one, and no text that an organiser wrote freely: others than us fetch and
keep these files (Google and Apple do), and who comes to a party's activities is nobody's business.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from flask_babel import force_locale, gettext
from icalendar import Calendar, Timezone
from icalendar import Event as Component

from outreach import clock, config
from outreach.events.models import Claim, Event, Slot, Walk
from outreach.events.naming import plain_title_of, title_of
from outreach.events.queries.calendars import turns_of
from outreach.events.rules import ical as rules
from outreach.i18n import word
from outreach.people.models import Association
from outreach.people.queries import association

# The rule of the clocks, as it has stood since 1996; every calendar program reads it without knowing the zone's name.
STOCKHOLM = Timezone.from_ical("""\
BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""")

_END = "END:VCALENDAR\r\n"


@dataclass(frozen=True)
class Entry:
    """One entry of a calendar file."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    point: tuple[float, float] | None
    text: str
    url: str
    sequence: int
    changed_at: datetime
    called_off_at: datetime | None


def calendar_file(name: str, entries: Iterable[Entry], *, method: str = "", made_at: datetime | None = None) -> str:
    """The file. Without `made_at` each entry is stamped with its last change, so that the same is the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Outreach//Outreach//EN")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    else:
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", "Europe/Stockholm")
        calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(STOCKHOLM)
    frame = str(calendar.to_ical(), "utf-8").removesuffix(_END)
    return frame + "".join(_written(entry, made_at or entry.changed_at) for entry in entries) + _END


def claim_file(claim: Claim) -> str:
    """A place as a file that goes along with a mail: taken, changed, or given back and so called off."""
    with force_locale(claim.person.language):
        entry = slot_entry(turns_of(claim), association())
        return calendar_file("", [entry], method="PUBLISH", made_at=clock.now())


def slot_entry(claims: Sequence[Claim], ours: Association) -> Entry:
    """One person's place in one slot: all their claims of it, the oldest first, of which the last one holds."""
    claim, slot = claims[-1], claims[-1].slot
    uid = f"slot-{slot.id}-{claim.person_id}"
    return _entry(slot.event, uid, word(slot.role), ours=ours, claims=claims, span=slot)


def walk_entry(walk: Walk, ours: Association) -> Entry:
    """A walk of a leaflet drop: it has the drop's time."""
    return _entry(walk.event, f"walk-{walk.id}", gettext("Your round: %(name)s", name=walk.name), ours=ours)


def public_entry(event: Event) -> Entry:
    """An event that everybody is welcome to, by its own title."""
    return _entry(event, f"event-{event.id}", "")


def _entry(
    event: Event,
    uid: str,
    text: str,
    *,
    ours: Association | None = None,
    claims: Sequence[Claim] = (),
    span: Slot | Event | None = None,
) -> Entry:
    """`ours` is whose discretion is asked for; None where everybody is told anyway."""
    span = span or event
    base_url = config.current().base_url
    called_off_at = rules.called_off_at(event, claims[-1] if claims else None)
    return Entry(
        uid=f"{uid}@{urlsplit(base_url).hostname}",
        title=discreet_title(event, ours) if ours else title_of(event),
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        place=_place(event, ours),
        point=(event.latitude, event.longitude) if event.latitude is not None and event.longitude is not None else None,
        text=text,
        url=f"{base_url}/events/{event.id}" if ours else f"{base_url}/public",
        sequence=rules.sequence_of(event, claims),
        changed_at=rules.changed_at(event, claims),
        called_off_at=called_off_at,
    )


def discreet_title(event: Event, ours: Association) -> str:
    """What a private calendar, which others may look into, calls it; by its own title only where discretion is off."""
    if not ours.is_discreet:
        return title_of(event)
    return plain_title_of(event, event.area.name if event.area else _place(event, ours))


def _place(event: Event, ours: Association | None) -> str:
    area = event.area.name if event.area else ""
    place = event.place or area
    if ours and ours.is_discreet and rules.names_association(place, ours.name, ours.municipality):
        return area
    return place


@lru_cache(maxsize=4096)
def _written(entry: Entry, stamped_at: datetime) -> str:
    """Programs ask every hour for what seldom changes, and writing an entry takes longer than all else about it."""
    component = Component()
    component.add("uid", entry.uid)
    component.add("dtstamp", stamped_at)
    component.add("last-modified", entry.changed_at)
    component.add("sequence", entry.sequence)
    component.add("dtstart", clock.local(entry.starts_at))
    component.add("dtend", clock.local(entry.ends_at))
    component.add("summary", entry.title)
    component.add("status", "CANCELLED" if entry.called_off_at else "CONFIRMED")
    if entry.called_off_at:
        component.add("transp", "TRANSPARENT")
    if entry.place:
        component.add("location", entry.place)
    if entry.point:
        component.add("geo", entry.point)
    if entry.text:
        component.add("description", entry.text)
    component.add("url", entry.url)
    return str(component.to_ical(), "utf-8")
