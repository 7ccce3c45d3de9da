"""Walks of a leaflet drop: draw them, take one, say how many leaflets it was, print its sheet."""

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import maps
from outreach.events.forms.walk import DoneForm, WalkForm
from outreach.events.models import Event, Walk
from outreach.events.naming import title_of
from outreach.events.queries import get_event, get_walk
from outreach.events.rules import walks as rules
from outreach.events.rules.calendar import why_not_change
from outreach.events.service import walks as service
from outreach.events.service.changing import refuse
from outreach.events.views.event import get_visible
from outreach.events.views.on_event import may_finish, walk_length, walks_map
from outreach.events.views.papermap import paper_map
from outreach.people.access import current, needs, signed_in
from outreach.people.models import Role

bp = Blueprint("walks", __name__)


@bp.route("/events/<int:event_id>/walks/new", methods=["GET", "POST"])
@needs(Role.ORGANISER)
def new_walk(event_id: int) -> ResponseReturnValue:
    """Draw one more walk."""
    event = get_event(event_id)
    refuse(why_not_change(event))
    form = WalkForm()
    if form.validate_on_submit():
        walk = service.add_walk(event, form.plan())
        flash(_("The walk “%(name)s” is drawn.", name=walk.name))
        if "another" in request.form:
            return redirect(url_for("walks.new_walk", event_id=event.id), 303)
        return _to_event(event)
    return _show_form("events/new_walk.html", form, event)


@bp.route("/walks/<int:walk_id>/edit", methods=["GET", "POST"])
@needs(Role.ORGANISER)
def edit_walk(walk_id: int) -> ResponseReturnValue:
    """Change a walk; whoever has it keeps it."""
    walk = get_walk(walk_id)
    refuse(why_not_change(walk.event))
    form = WalkForm(**(WalkForm.values_of(walk) if request.method == "GET" else {}))
    if form.validate_on_submit():
        service.edit_walk(walk, form.plan())
        flash(_("Saved."))
        return _to_event(walk.event)
    return _show_form("events/edit_walk.html", form, walk.event, walk)


@bp.post("/walks/<int:walk_id>/delete")
@needs(Role.ORGANISER)
def delete_walk(walk_id: int) -> ResponseReturnValue:
    walk = get_walk(walk_id)
    event = walk.event
    service.delete_walk(walk)
    flash(_("The walk is removed."))
    return _to_event(event)


@bp.post("/walks/<int:walk_id>/claim")
@signed_in
def claim_walk(walk_id: int) -> ResponseReturnValue:
    walk = service.take_walk(get_walk(walk_id).id, current())
    flash(_("The walk is yours. Its sheet has the map and whom to call."))
    return _to_event(walk.event)


@bp.post("/walks/<int:walk_id>/release")
@signed_in
def release_walk(walk_id: int) -> ResponseReturnValue:
    walk = get_walk(walk_id)
    if not may_finish(walk, current()):
        abort(404)
    service.give_back_walk(walk)
    flash(_("The walk is free again. Thank you for saying so."))
    return redirect(url_for("me.me"), 303) if request.form.get("from") == "me" else _to_event(walk.event)


@bp.route("/walks/<int:walk_id>/done", methods=["GET", "POST"])
@signed_in
def finish_walk(walk_id: int) -> ResponseReturnValue:
    """How many leaflets it was: said by whoever has the walk, or by an organiser."""
    walk = get_walk(walk_id)
    if not may_finish(walk, current()):
        abort(404)
    refuse(rules.why_not_done(walk))
    form = DoneForm(leaflets=walk.leaflets) if request.method == "GET" else DoneForm()
    if form.validate_on_submit():
        service.finish_walk(walk, form.leaflets.data or 0)
        flash(_("Noted, thank you! Now it counts."))
        return _to_event(walk.event)
    page = render_template("events/finish_walk.html", form=form, walk=walk, title=title_of(walk.event))
    return page, 422 if form.is_submitted() else 200


@bp.get("/walks/<int:walk_id>/sheet")
@signed_in
def walk_sheet(walk_id: int) -> ResponseReturnValue:
    """A page to print: the map with the route, when and where to meet, whom to call, room for notes.

    The phone number is there for whoever walks, and for organisers.
    """
    walk = get_walk(walk_id)
    event = get_visible(walk.event_id)
    is_theirs = may_finish(walk, current())
    return render_template(
        "events/walk_sheet.html",
        walk=walk,
        event=event,
        title=title_of(event),
        paper=paper_map(walk),
        length=walk_length(walk),
        phone=event.responsible.phone if event.responsible and is_theirs else "",
        walker=walk.person.first_name if walk.person and is_theirs else "",
    )


@bp.get("/events/<int:event_id>/walks.geojson")
@signed_in
def walks_geojson(event_id: int) -> Response:
    """The event's walks: route, name, and whether it is free, taken, mine or done; never a person's name."""
    event = get_visible(event_id)
    without = request.args.get("without", 0, type=int)
    me = current()
    features = [
        {
            "type": "Feature",
            "geometry": walk.geometry,
            "properties": {
                "id": walk.id,
                "name": walk.name,
                "households": walk.households,
                "length": round(walk_length(walk)),
                "state": _state(walk, me.id),
            },
        }
        for walk in event.walks
        if walk.id != without
    ]
    response = jsonify(type="FeatureCollection", features=features)
    response.mimetype = "application/geo+json"
    return response


@bp.get("/events/<int:event_id>/walks.js")
@signed_in
def walks_map_js(event_id: int) -> ResponseReturnValue:
    """What folium writes for the map of the event's walks."""
    return maps.script_response(walks_map(get_visible(event_id), request.args.get("without", 0, type=int)))


def _state(walk: Walk, person_id: int) -> str:
    if walk.done_at is not None:
        return "done"
    if walk.person_id is None:
        return "free"
    return "mine" if walk.person_id == person_id else "taken"


def _show_form(template: str, form: WalkForm, event: Event, walk: Walk | None = None) -> ResponseReturnValue:
    page = render_template(
        template,
        form=form,
        event=event,
        walk=walk,
        title=title_of(event),
        map=walks_map(event, walk.id if walk else 0),
        longest=rules.LONGEST,
        households=rules.HOUSEHOLDS,
    )
    return page, 422 if form.is_submitted() else 200


def _to_event(event: Event) -> ResponseReturnValue:
    return redirect(url_for("event.event", event_id=event.id, _anchor="walks"), 303)
