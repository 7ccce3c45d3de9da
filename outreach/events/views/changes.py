"""Changes that those booked are told of: edit, move, cancel; and ten seconds to take one back."""

from flask import Blueprint, Request, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from outreach import clock
from outreach.events import queries
from outreach.events.forms import MoveForm
from outreach.events.models import Event
from outreach.events.naming import title_of
from outreach.events.queries import get_event
from outreach.events.rules.calendar import why_not_change
from outreach.events.service import changing, moving, planning
from outreach.events.service.changing import Done
from outreach.events.views.filling import as_typed, event_form, form_parts, picked_move
from outreach.people.access import current, needs
from outreach.people.models import Role
from outreach.refusals import Refused
from outreach.texts import own_path

bp = Blueprint("changes", __name__)


@bp.route("/events/<int:event_id>/edit", methods=["GET", "POST"])
@needs(Role.ORGANISER)
def edit(event_id: int) -> ResponseReturnValue:
    """Change what the event says, when and where it is."""
    event = _get_changeable(event_id)
    form = event_form(clock.day_of(event.starts_at), as_typed(event) if request.method == "GET" else None)
    if form.validate_on_submit():
        try:
            done = planning.edit_event(event, form.plan(), by=current())
        except Refused as refused:
            form.put_refusal(refused)
        else:
            flash_done(_("Saved."), done)
            return redirect(url_for("event.event", event_id=event.id), 303)
    page = render_template("events/edit.html", event=event, **form_parts(form))
    return page, 422 if form.is_submitted() else 200


@bp.get("/events/<int:event_id>/move")
@needs(Role.ORGANISER)
def move_form(event_id: int) -> ResponseReturnValue:
    """To which day, time and point; how many are told of it stands there before."""
    event = _get_changeable(event_id)
    form = MoveForm(formdata=None, **picked_move(event))
    form.was = clock.day_of(event.starts_at)
    return _show_move(event, form)


@bp.post("/events/<int:event_id>/move")
@needs(Role.ORGANISER)
def move(event_id: int) -> ResponseReturnValue:
    """Move it. A field that is not sent stays as it is, by the clock on the wall."""
    event = get_event(event_id)
    form = MoveForm(formdata=_with_what_stands(request, event))
    form.was = clock.day_of(event.starts_at)
    if form.validate_on_submit():
        assert form.day.data
        times = (form.time_in("start"), form.time_in("end"))
        try:
            done = moving.move_event(event, form.day.data, *times, point=form.point, by=current())
        except Refused as refused:
            form.put_refusal(refused)
        else:
            text = _("Moved.") if done.token else _("It stands where it stood.")
            return _answer(event, text, done)
    if wants_json():
        return jsonify(error="INPUT", fields=form.errors), 422
    return _show_move(event, form), 422


@bp.post("/events/<int:event_id>/cancel")
@needs(Role.ORGANISER)
def cancel(event_id: int) -> ResponseReturnValue:
    event = get_event(event_id)
    return _answer(event, _("Cancelled."), planning.cancel_event(event, by=current()))


@bp.post("/changes/<token>/undo")
@needs(Role.ORGANISER)
def undo(token: str) -> ResponseReturnValue:
    """Take a change back, and the mails about it that have not left."""
    undone = changing.undo_change(token)
    text = ngettext("Undone.", "Undone: %(num)d events stand as they stood.", len(undone.restored))
    left = [title_of(event) for event in undone.left]
    if undone.freed:
        text = f"{text} {_freed_text(len(undone.freed))}"
    if wants_json():
        return jsonify(message=text, left=left)
    flash(text)
    for title in left:
        flash(_("%(event)s stays: it has been changed again since.", event=title), "error")
    return redirect(way_back(undone.restored[0]), 303)


def flash_done(text: str, done: Done) -> None:
    """Say what was done and who is told, with a button that takes it back."""
    told = told_text(done.told)
    flash(f"{text} {told}" if told else text, f"undo {done.token} {done.lasts.seconds}" if done.token else "message")


def _freed_text(freed: int) -> str:
    return ngettext(
        "%(num)d person has got another slot at that time since. They keep that one, and are told.",
        "%(num)d people have got another slot at that time since. They keep that one, and are told.",
        freed,
    )


def told_text(told: int) -> str:
    """How many get a mail, if anybody does."""
    return ngettext("%(num)d person gets a mail.", "%(num)d people get a mail.", told) if told else ""


def way_back(event: Event) -> str:
    """The page that the form says, or the event's."""
    return own_path(request.form.get("next")) or url_for("event.event", event_id=event.id)


def wants_json() -> bool:
    """Whether a script asks, not a page's form."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _answer(event: Event, text: str, done: Done) -> ResponseReturnValue:
    if wants_json():
        told = f"{text} {told_text(done.told)}".strip()
        return jsonify(undo=done.token, told=done.told, lasts=done.lasts.seconds, message=told)
    flash_done(text, done)
    return redirect(way_back(event), 303)


def _get_changeable(event_id: int) -> Event:
    event = get_event(event_id)
    changing.refuse(why_not_change(event))
    return event


def _with_what_stands(sent: Request, event: Event) -> MultiDict[str, str]:
    """What was sent, and for the times and the point that were not, how the event stands."""
    stands = as_typed(event)
    fields = MultiDict(sent.form)
    if fields.keys() & {"day", "latitude", "longitude"}:
        fields.setdefault("day", str(stands["day"]))
        for name in ("start", "end"):
            if name not in fields:
                fields[name] = str(stands[name])
                fields[f"{name}_turn"] = str(stands[f"{name}_turn"])
    return fields


def _show_move(event: Event, form: MoveForm) -> str:
    return render_template(
        "events/move.html",
        event=event,
        title=title_of(event),
        booked=queries.booked_people([event]),
        next=own_path(request.values.get("next")),
        **form_parts(form),
    )
