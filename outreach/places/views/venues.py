"""Venues: the saved spots, when they are good to stand on, and what their permit takes."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import maps
from outreach.events.windows import windows_in_words
from outreach.i18n import word
from outreach.people.access import needs
from outreach.people.models import Role
from outreach.places.forms.venues import VenueForm
from outreach.places.models import Venue
from outreach.places.queries import bounds, get_venue, venues_in_areas
from outreach.places.rules import VenueRefusal
from outreach.places.service.venues import delete_venue, save_venue
from outreach.refusals import Refused

bp = Blueprint("venues", __name__)


@bp.get("/settings/venues")
@needs(Role.ORGANISER, Role.ADMIN)
def venues() -> ResponseReturnValue:
    """All venues, by name, with what is known of each."""
    return render_template("places/venues.html", venues=venues_in_areas(), windows_in_words=windows_in_words)


@bp.route("/settings/venues/new", methods=["GET", "POST"])
@needs(Role.ORGANISER, Role.ADMIN)
def new_venue() -> ResponseReturnValue:
    """Save one more spot."""
    return _form_page("places/new_venue.html", None)


@bp.route("/settings/venues/<int:venue_id>/edit", methods=["GET", "POST"])
@needs(Role.ORGANISER, Role.ADMIN)
def edit_venue(venue_id: int) -> ResponseReturnValue:
    """Change a venue. Events that are planned there keep their place as it was written."""
    return _form_page("places/edit_venue.html", get_venue(venue_id))


@bp.post("/settings/venues/<int:venue_id>/delete")
@needs(Role.ORGANISER, Role.ADMIN)
def delete(venue_id: int) -> ResponseReturnValue:
    venue = get_venue(venue_id)
    name = venue.name
    delete_venue(venue)
    flash(_("“%(name)s” is forgotten. Events there keep their place.", name=name))
    return redirect(url_for("venues.venues"), 303)


@bp.get("/settings/venues/map.js")
@needs(Role.ORGANISER, Role.ADMIN)
def venue_map_js() -> ResponseReturnValue:
    """What folium writes for the form's map; the form's fields set the marker."""
    return maps.script_response(_picker(None, None))


def _form_page(template: str, venue: Venue | None) -> ResponseReturnValue:
    values: Mapping[str, Any] = VenueForm.values_of(venue) if venue and request.method == "GET" else {}
    form = VenueForm(**values)
    if form.validate_on_submit():
        try:
            saved = save_venue(form.plan(), venue)
        except Refused as refused:
            field = form.name if refused.reason is VenueRefusal.VENUE_NAME_TAKEN else form.latitude
            field.errors = (*field.errors, word(refused.reason))
        else:
            flash(_("“%(name)s” is saved.", name=saved.name))
            return redirect(url_for("venues.venues", _anchor=f"venue-{saved.id}"), 303)
    form.spare_rows()
    page = render_template(template, form=form, venue=venue, map=_picker(form.latitude.data, form.longitude.data))
    return page, 422 if form.is_submitted() else 200


def _picker(latitude: float | None, longitude: float | None) -> maps.MapParts:
    return maps.picker_map(
        url_for("places.areas_geojson"), url_for("places.sketch_geojson"), bounds(), latitude, longitude
    )
