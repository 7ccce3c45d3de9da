"""A person's own slots as a calendar file, at an address that is its own key."""

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from flask_babel import gettext as _

from outreach import config
from outreach.db import db
from outreach.events import ical
from outreach.events.keys import make_key, row_of
from outreach.events.queries import (
    calendar_address_of,
    find_calendar_address,
    places_in_calendar,
    walks_in_calendar,
)
from outreach.events.service import calendars
from outreach.people.access import current, open_to_all, signed_in
from outreach.people.models import Person
from outreach.people.queries import association

bp = Blueprint("calendar_files", __name__)

PURPOSE = "calendar"
# The answer stands in the section that the button is in: the top of the page is out of sight there.
TOLD = "at calendar-address"


@bp.get("/me/calendar/<token>.ics")
@open_to_all
def my_calendar(token: str) -> ResponseReturnValue:
    """The slots and walks of the person whose address this is; calendar programs can't sign in."""
    address_id = row_of(PURPOSE, token, _stamp)
    address = find_calendar_address(address_id) if address_id else None
    if address is None:
        abort(404)
    person = db.session.get_one(Person, address.person_id)
    with force_locale(person.language):
        ours = association()
        entries = [ical.slot_entry(claims, ours) for claims in places_in_calendar(person)]
        entries += [ical.walk_entry(walk, ours) for walk in walks_in_calendar(person)]
        name = gettext("My slots") if ours.is_discreet else gettext("My slots, %(name)s", name=ours.name)
        text = ical.calendar_file(name, entries)
    response = calendar_response(text, entries)
    response.cache_control.private = True
    response.cache_control.no_cache = True  # kept by who fetched it, and asked for anew each time
    return response


@bp.post("/me/calendar/new")
@signed_in
def new_address() -> ResponseReturnValue:
    """An address of one's own; a new one makes the old one worthless."""
    had_one = calendar_address_of(current()) is not None
    calendars.new_calendar_address(current())
    if had_one:
        flash(_("You have a new calendar address. The old one no longer works."), TOLD)
    else:
        flash(_("Here is your calendar address."), TOLD)
    return redirect(url_for("me.me", _anchor="calendar-address"), 303)


@bp.post("/me/calendar/remove")
@signed_in
def remove_address() -> ResponseReturnValue:
    calendars.remove_calendar_address(current())
    flash(_("Your calendar address is gone. Nobody gets anything there any more."), TOLD)
    return redirect(url_for("me.me", _anchor="calendar-address"), 303)


def my_calendar_url(person: Person) -> str:
    """The person's own calendar address in full, or nothing; for templates/events/_calendar_address.html."""
    address = calendar_address_of(person)
    if address is None:
        return ""
    path = url_for("calendar_files.my_calendar", token=make_key(PURPOSE, address.id, address.nonce))
    return config.current().base_url + path


def calendar_response(text: str, entries: list[ical.Entry]) -> Response:
    """The file with what caches go by: 304 for who has these very bytes.

    Not for who only names a time: what was removed leaves no later change behind, and would stay with them.
    """
    response = Response(text, mimetype="text/calendar")
    response.headers["Content-Disposition"] = "inline; filename=outreach.ics"
    response.last_modified = max((entry.changed_at for entry in entries), default=None)
    response.add_etag()
    if request.if_none_match:
        response.make_conditional(request)
    return response


def _stamp(address_id: int) -> str | None:
    address = find_calendar_address(address_id)
    return address.nonce if address else None
