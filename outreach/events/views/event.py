"""One event: plan it, look at it, publish and hold it."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import clock, maps
from outreach.events import queries
from outreach.events.forms import OutcomeForm, SlotForm
from outreach.events.models import Event, EventTemplate
from outreach.events.naming import title_of
from outreach.events.queries import get_event
from outreach.events.rules.calendar import why_not_change, why_not_hold
from outreach.events.rules.day import DAYS_AROUND
from outreach.events.service import planning
from outreach.events.service.copying import slots_of
from outreach.events.views.changes import wants_json
from outreach.events.views.day import leads, show_day
from outreach.events.views.filling import event_form, form_parts, picked, picker_map, wall_times
from outreach.events.views.on_event import permit_parts, place_note, walk_parts, walks_map
from outreach.events.views.on_slot import slot_rows, slot_words
from outreach.people.access import current, needs, signed_in
from outreach.people.models import Role
from outreach.refusals import Refused

bp = Blueprint("event", __name__)


@bp.route("/events/new", methods=["GET", "POST"])
@needs(Role.ORGANISER)
def new() -> ResponseReturnValue:
    """Plan an event: the day and the point that were picked on the calendar, or a template, stand in the form."""
    template = _template()
    form = event_form(None, picked(template) if request.method == "GET" else None)
    if form.validate_on_submit():
        plan = form.plan()
        hands, slots = (0, slots_of(template, plan.start, plan.end)) if template else (form.hands.data or 0, ())
        try:
            event = planning.plan_event(plan, responsible=current(), hands=hands, slots=slots)
        except Refused as refused:
            form.put_refusal(refused)
        else:
            if "publish" in request.form:
                planning.publish_event(event)
                flash(_("Published. Volunteers can take the slots now."))
            else:
                flash(_("Saved as a draft. Only organisers see it until it is published."))
            return redirect(url_for("event.event", event_id=event.id), 303)
    page = render_template(
        "events/new.html",
        template=template,
        slots=slots_of(template, template.start, template.end) if template else (),
        templates=queries.templates(),
        **form_parts(form),
    )
    return page, 422 if form.is_submitted() else 200


@bp.get("/events/<int:event_id>")
@signed_in
def event(event_id: int) -> ResponseReturnValue:
    """Where, when, what, who is responsible; slots with x of y taken; afterwards the outcome."""
    return _show(get_visible(event_id))


@bp.get("/events/<int:event_id>/map.js")
@signed_in
def event_map_js(event_id: int) -> ResponseReturnValue:
    """What folium writes for the event's map."""
    parts = _point_map(get_visible(event_id))
    if parts is None:
        abort(404)
    return maps.script_response(parts)


@bp.get("/events/picker.js")
@needs(Role.ORGANISER)
def picker_map_js() -> ResponseReturnValue:
    """What folium writes for the form's map; the form's fields set the marker."""
    return maps.script_response(picker_map())


@bp.post("/events/<int:event_id>/publish")
@needs(Role.ORGANISER)
def publish(event_id: int) -> ResponseReturnValue:
    event = get_event(event_id)
    planning.publish_event(event)
    flash(_("Published. Volunteers can take the slots now."))
    return redirect(url_for("event.event", event_id=event.id), 303)


@bp.post("/events/<int:event_id>/hold")
@signed_in
def hold(event_id: int) -> ResponseReturnValue:
    """Note what came of it, from the event's page or from the day's. A phone may send it hours later."""
    event = get_event(event_id)
    if not leads(event):
        abort(403)
    form = OutcomeForm()
    is_of_day = request.form.get("from") == "day"
    if not form.validate_on_submit():
        if wants_json():
            told = " ".join(str(error) for errors in form.errors.values() for error in errors)
            return jsonify(error="INPUT", message=told), 422
        return show_day(event, form) if is_of_day else _show(event, outcome_form=form), 422
    planning.hold_event(event, form.outcome(), request.form.get("was"))
    if wants_json():
        return jsonify(now=planning.outcome_mark(event))
    flash(_("Noted. Now it counts."))
    return redirect(url_for("day.day" if is_of_day else "event.event", event_id=event.id), 303)


@bp.post("/events/<int:event_id>/slots")
@needs(Role.ORGANISER)
def add_slot(event_id: int) -> ResponseReturnValue:
    event = get_event(event_id)
    form = SlotForm()
    form.offer(clock.day_of(event.starts_at))
    if form.validate_on_submit():
        try:
            planning.add_slot(event, form.plan())
        except Refused as refused:
            form.put_refusal(refused)
        else:
            flash(_("The slot is added."))
            return redirect(url_for("event.event", event_id=event.id), 303)
    return _show(event, slot_form=form), 422


def get_visible(event_id: int) -> Event:
    """The event; to whoever is no organiser, what was never published does not exist."""
    event = get_event(event_id)
    if not event.is_published and not current().has(Role.ORGANISER):
        abort(404)
    return event


def _template() -> EventTemplate | None:
    """The template that the address, or the form that came of it, names; one that is gone is none."""
    template_id = request.values.get("template", 0, type=int)
    return next((template for template in queries.templates() if template.id == template_id), None)


def _show(
    event: Event,
    *,
    slot_form: SlotForm | None = None,
    outcome_form: OutcomeForm | None = None,
) -> str:
    me, now = current(), clock.now()
    is_organiser = me.has(Role.ORGANISER)
    if slot_form is None:
        slot_form = SlotForm(formdata=None, **wall_times(event))
        slot_form.offer(clock.day_of(event.starts_at))
    return render_template(
        "events/event.html",
        event=event,
        title=title_of(event),
        is_organiser=is_organiser,
        slot_rows=slot_rows(event, me, queries.claims_of(event)),
        slot_words=slot_words,
        may_change=is_organiser and why_not_change(event) is None,
        leads=leads(event),
        is_near=abs(clock.day_of(event.starts_at) - clock.today()) <= DAYS_AROUND,
        may_hold=leads(event) and why_not_hold(event, now) is None,
        booked=queries.booked_people([event]),
        map=_point_map(event),
        slot_form=slot_form,
        outcome_form=outcome_form or OutcomeForm.of(event),
        open_forms={"slot": slot_form.is_submitted() and bool(slot_form.errors)},
        place_note=place_note(event) if is_organiser else "",
        **(permit_parts(event) if is_organiser else {"permit": None}),
        **walk_parts(event, me),
    )


def _point_map(event: Event) -> maps.MapParts | None:
    if event.walks:
        return walks_map(event)
    if event.latitude is None or event.longitude is None:
        return None
    return maps.point_map(
        event.latitude,
        event.longitude,
        url_for("places.areas_geojson"),
        url_for("places.sketch_geojson"),
        event.kind.value,
    )
