"""What everybody may see: coming square meetings, as a page, as files, and in a frame on other sites.

Nobody's name stands here, and nothing here looks at who asks: these answers may be kept by any cache.
"""

from datetime import timedelta

from flask import Blueprint, Response, g, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import clock, config
from outreach.events import ical
from outreach.events.models import Event, EventStatus
from outreach.events.naming import title_of
from outreach.events.queries import public_events
from outreach.events.views.calendar_files import calendar_response
from outreach.i18n import LANGUAGES
from outreach.people.access import may_be_framed, open_to_all
from outreach.people.queries import association

bp = Blueprint("public", __name__)

FRESH_FOR = timedelta(minutes=5)
# Programs that subscribe keep what has been a while, as one keeps a calendar.
KEPT_IN_FILES = timedelta(days=30)


@bp.before_request
def speak_as_asked() -> None:
    """The address says the language, not the session: the same address is the same page for everybody."""
    asked = request.args.get("lang", "")
    g.language = asked if asked in LANGUAGES else "sv"


@bp.get("/public")
@open_to_all
def public() -> ResponseReturnValue:
    """Coming square meetings, soonest first, and how to get them into one's own calendar or page."""
    base_url = config.current().base_url
    return _kept(
        render_template(
            "events/public.html",
            events=public_events(),
            title_of=title_of,
            base_url=base_url,
            webcal_url="webcal://" + base_url.partition("://")[2] + url_for("public.public_ics"),
            is_open_to_guests=is_open_to_guests,
        )
    )


@bp.get("/public/embed")
@open_to_all
@may_be_framed
def embed() -> ResponseReturnValue:
    """The list alone, for a frame on another site."""
    return _kept(render_template("events/public_embed.html", events=public_events(), title_of=title_of))


@bp.get("/public.ics")
@open_to_all
def public_ics() -> ResponseReturnValue:
    entries = [ical.public_entry(event) for event in public_events(KEPT_IN_FILES)]
    name = _("Square meetings, %(name)s", name=association().name)
    response = calendar_response(ical.calendar_file(name, entries), entries)
    return _cached(response)


@bp.get("/public.geojson")
@open_to_all
def public_geojson() -> ResponseReturnValue:
    response = jsonify({"type": "FeatureCollection", "features": [_feature(event) for event in public_events()]})
    response.mimetype = "application/geo+json"
    return _cached(response)


def is_open_to_guests(event: Event) -> bool:
    """Whether people without an account may still take a slot there."""
    return event.allows_guests and event.status is EventStatus.SCHEDULED and event.ends_at > clock.now()


def _feature(event: Event) -> dict[str, object]:
    """A Point feature; without geometry where the place is known by words alone."""
    is_point = event.latitude is not None
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [event.longitude, event.latitude]} if is_point else None,
        "properties": {
            "id": event.id,
            "kind": event.kind.value,
            "title": title_of(event),
            "day": clock.day_of(event.starts_at).isoformat(),
            "start": clock.local(event.starts_at).strftime("%H:%M"),
            "end": clock.local(event.ends_at).strftime("%H:%M"),
            "status": event.status.value,
            "area": event.area.name if event.area else None,
            "place": event.place,
            "url": config.current().base_url + url_for("public.public"),
        },
    }


def _kept(page: str) -> Response:
    return _cached(Response(page))


def _cached(response: Response) -> Response:
    """For everybody, and for a few minutes: whoever moves a meeting wants that seen."""
    response.cache_control.public = True
    response.cache_control.max_age = int(FRESH_FOR.total_seconds())
    if response.status_code == 200:
        response.add_etag()
        if request.if_none_match:
            response.make_conditional(request)
    return response
