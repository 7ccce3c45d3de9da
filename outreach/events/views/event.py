"""One event: plan it, look at it, edit, publish, move, cancel and hold it."""

from contextlib import suppress
from datetime import date, time

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import clock, maps
from outreach.events import queries
from outreach.events.forms import EventForm, MoveForm, OutcomeForm, SlotForm
from outreach.events.models import Event, EventStatus
from outreach.events.naming import title_of
from outreach.events.queries import get_event
from outreach.events.rules.calendar import CalendarRefusal, why_not_change, why_not_hold
from outreach.events.rules.claims import why_not_claim, why_not_release
from outreach.events.service import planning
from outreach.i18n import word
from outreach.people.access import current, needs, signed_in
from outreach.people.models import Role
from outreach.places.queries import areas, bounds, venues
from outreach.refusals import Refused

bp = Blueprint("event", __name__)


@bp.route("/events/new", methods=["GET", "POST"])
@needs(Role.ORGANISER)
def new() -> ResponseReturnValue:
    """Plan an event: the day and the point that were picked on the calendar stand in the form."""
    form = _event_form() if request.method == "POST" else _event_form(**_picked())
    if form.validate_on_submit():
        try:
            event = planning.plan_event(form.plan(), responsible=current(), hands=form.hands.data or 0)
        except Refused as refused:
            _put_error(form, refused)
        else:
            if "publish" in request.form:
                planning.publish_event(event)
                flash(_("Published. Volunteers can take the slots now."))
            else:
                flash(_("Saved as a draft. Only organisers see it until it is published."))
            return redirect(url_for("event.event", event_id=event.id), 303)
    page = render_template("events/new.html", form=form, venues=venues(), map=_picker(form))
    return page, 422 if form.is_submitted() else 200


@bp.get("/events/<int:event_id>")
@signed_in
def event(event_id: int) -> ResponseReturnValue:
    """Where, when, what, who is responsible; slots with x of y taken; afterwards the outcome."""
    return _show(_get_visible(event_id))


@bp.get("/events/<int:event_id>/map.js")
@signed_in
def event_map_js(event_id: int) -> ResponseReturnValue:
    """What folium writes for the event's map."""
    parts = _point_map(_get_visible(event_id))
    if parts is None:
        abort(404)
    return maps.script_response(parts)


@bp.get("/events/picker.js")
@needs(Role.ORGANISER)
def picker_map_js() -> ResponseReturnValue:
    """What folium writes for the form's map; the form's fields set the marker."""
    return maps.script_response(_picker_map())


@bp.route("/events/<int:event_id>/edit", methods=["GET", "POST"])
@needs(Role.ORGANISER)
def edit(event_id: int) -> ResponseReturnValue:
    """Change what the event says, when and where it is."""
    event = get_event(event_id)
    _refuse_unless_changeable(event)
    form = _event_form() if request.method == "POST" else _event_form(**_as_typed(event))
    if form.validate_on_submit():
        try:
            planning.edit_event(event, form.plan())
        except Refused as refused:
            _put_error(form, refused)
        else:
            flash(_("Saved."))
            return redirect(url_for("event.event", event_id=event.id), 303)
    page = render_template("events/edit.html", form=form, event=event, venues=venues(), map=_picker(form))
    return page, 422 if form.is_submitted() else 200


@bp.post("/events/<int:event_id>/publish")
@needs(Role.ORGANISER)
def publish(event_id: int) -> ResponseReturnValue:
    event = get_event(event_id)
    planning.publish_event(event)
    flash(_("Published. Volunteers can take the slots now."))
    return redirect(url_for("event.event", event_id=event.id), 303)


@bp.post("/events/<int:event_id>/move")
@needs(Role.ORGANISER)
def move(event_id: int) -> ResponseReturnValue:
    event = get_event(event_id)
    form = MoveForm()
    if form.validate_on_submit():
        assert form.day.data and form.start.data and form.end.data
        try:
            planning.move_event(event, form.day.data, form.start.data, form.end.data)
        except Refused as refused:
            if refused.reason not in (CalendarRefusal.NO_SUCH_TIME, CalendarRefusal.ENDS_BEFORE_START):
                raise
            _put_error(form, refused)
        else:
            flash(_("Moved."))
            return redirect(url_for("event.event", event_id=event.id), 303)
    return _show(event, move_form=form), 422


@bp.post("/events/<int:event_id>/cancel")
@needs(Role.ORGANISER)
def cancel(event_id: int) -> ResponseReturnValue:
    event = get_event(event_id)
    planning.cancel_event(event)
    flash(_("Cancelled. Those who are booked get a mail."))
    return redirect(url_for("event.event", event_id=event.id), 303)


@bp.post("/events/<int:event_id>/hold")
@needs(Role.ORGANISER)
def hold(event_id: int) -> ResponseReturnValue:
    event = get_event(event_id)
    form = OutcomeForm()
    if form.validate_on_submit():
        planning.hold_event(event, form.outcome())
        flash(_("Noted. Now it counts."))
        return redirect(url_for("event.event", event_id=event.id), 303)
    return _show(event, outcome_form=form), 422


@bp.post("/events/<int:event_id>/slots")
@needs(Role.ORGANISER)
def add_slot(event_id: int) -> ResponseReturnValue:
    event = get_event(event_id)
    form = SlotForm()
    form.offer()
    if form.validate_on_submit():
        try:
            planning.add_slot(event, form.plan())
        except Refused as refused:
            if refused.reason is not CalendarRefusal.NO_SUCH_TIME:
                raise
            _put_error(form, refused)
        else:
            flash(_("The slot is added."))
            return redirect(url_for("event.event", event_id=event.id), 303)
    return _show(event, slot_form=form), 422


def _get_visible(event_id: int) -> Event:
    """The event; to whoever is no organiser, a draft does not exist."""
    event = get_event(event_id)
    if event.status is EventStatus.DRAFT and not current().has(Role.ORGANISER):
        abort(404)
    return event


def _show(
    event: Event,
    *,
    move_form: MoveForm | None = None,
    slot_form: SlotForm | None = None,
    outcome_form: OutcomeForm | None = None,
) -> str:
    me, now = current(), clock.now()
    is_organiser = me.has(Role.ORGANISER)
    times = _wall_times(event)
    if slot_form is None:
        slot_form = SlotForm(formdata=None, start=times["start"], end=times["end"])
        slot_form.offer()
    held = queries.held_slots(me)
    claims = queries.claims_of(event)
    return render_template(
        "events/event.html",
        event=event,
        title=title_of(event),
        is_organiser=is_organiser,
        claims=claims,
        mine={slot_id: claim for slot_id, row in claims.items() for claim in row if claim.person_id == me.id},
        refusals={slot.id: why_not_claim(slot, held, now) for slot in event.slots},
        may_release={slot.id: why_not_release(slot, now) is None for slot in event.slots},
        may_change=is_organiser and why_not_change(event) is None,
        may_hold=is_organiser and why_not_hold(event, now) is None,
        booked=queries.booked_people([event]),
        map=_point_map(event),
        move_form=move_form or MoveForm(formdata=None, day=clock.day_of(event.starts_at), **times),
        slot_form=slot_form,
        outcome_form=outcome_form or OutcomeForm.of(event),
        open_forms={
            "move": move_form is not None,
            "slot": slot_form.is_submitted() and bool(slot_form.errors),
        },
    )


def _event_form(**values: object) -> EventForm:
    form = EventForm(formdata=request.form if request.method == "POST" else None, **values)
    form.offer([(area.id, area.name) for area in areas()])
    return form


def _picked() -> dict[str, object]:
    """What the calendar or the map says in the address; nonsense there is left out."""
    picked: dict[str, object] = {"start": time(17, 0), "end": time(18, 30), "day": clock.today()}
    with suppress(ValueError):
        picked["day"] = date.fromisoformat(request.args.get("day", ""))
    latitude, longitude = (request.args.get(name, type=float) for name in ("latitude", "longitude"))
    if latitude is not None and longitude is not None and abs(latitude) <= 90 and abs(longitude) <= 180:
        picked |= {"latitude": latitude, "longitude": longitude}
    for name in ("kind", "area", "venue"):
        if request.args.get(name):
            picked[name] = request.args[name]
    return picked


def _as_typed(event: Event) -> dict[str, object]:
    return {
        "kind": event.kind.value,
        "title": event.title,
        "day": clock.day_of(event.starts_at),
        "venue": event.place,
        "latitude": event.latitude,
        "longitude": event.longitude,
        "area": str(event.area_id or ""),
        "description": event.description,
        **_wall_times(event),
    }


def _wall_times(event: Event) -> dict[str, time]:
    return {"start": clock.local(event.starts_at).time(), "end": clock.local(event.ends_at).time()}


def _put_error(form: MoveForm | SlotForm, refused: Refused) -> None:
    """Say a rule's no by the field that it is about."""
    field = form.end if refused.reason is CalendarRefusal.ENDS_BEFORE_START else form.start
    field.errors = (*field.errors, word(refused.reason))


def _refuse_unless_changeable(event: Event) -> None:
    refusal = why_not_change(event)
    if refusal:
        raise Refused(refusal)


def _picker(form: EventForm) -> maps.MapParts:
    return _picker_map(form.latitude.data, form.longitude.data)


def _picker_map(latitude: float | None = None, longitude: float | None = None) -> maps.MapParts:
    return maps.picker_map(
        url_for("places.areas_geojson"), url_for("places.sketch_geojson"), bounds(), latitude, longitude
    )


def _point_map(event: Event) -> maps.MapParts | None:
    if event.latitude is None or event.longitude is None:
        return None
    return maps.point_map(
        event.latitude,
        event.longitude,
        url_for("places.areas_geojson"),
        url_for("places.sketch_geojson"),
        event.kind.value,
    )
