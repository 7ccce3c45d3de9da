"""Take a slot, step back from it, change or remove it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import clock
from outreach.events.forms import SlotForm
from outreach.events.models import Slot
from outreach.events.queries import get_claim, get_slot
from outreach.events.rules.calendar import why_not_change
from outreach.events.service import claiming, planning
from outreach.events.views.filling import wall_times
from outreach.people.access import current, needs, signed_in
from outreach.people.models import Role
from outreach.refusals import Refused

bp = Blueprint("slots", __name__)


@bp.post("/slots/<int:slot_id>/claim")
@signed_in
def claim(slot_id: int) -> ResponseReturnValue:
    slot = get_slot(slot_id)
    claiming.claim_slot(slot.id, current())
    flash(_("The slot is yours. See you there!"))
    return redirect(_way_back(slot), 303)


@bp.post("/claims/<int:claim_id>/release")
@signed_in
def release(claim_id: int) -> ResponseReturnValue:
    claim = get_claim(claim_id)
    if claim.person_id != current().id and not current().has(Role.ORGANISER):
        abort(404)
    slot, is_mine, name = claim.slot, claim.person_id == current().id, claim.person.first_name
    claiming.release_claim(claim)
    if is_mine:
        flash(_("You have stepped back. Thank you for saying so."))
    else:
        flash(_("%(name)s no longer has the slot.", name=name))
    return redirect(_way_back(slot), 303)


@bp.route("/slots/<int:slot_id>/edit", methods=["GET", "POST"])
@needs(Role.ORGANISER)
def edit(slot_id: int) -> ResponseReturnValue:
    """Change a slot. A lower capacity takes nobody's place away."""
    slot = get_slot(slot_id)
    refusal = why_not_change(slot.event)
    if refusal:
        raise Refused(refusal)
    form = SlotForm(
        role=slot.role.value,
        needed=slot.needed,
        capacity=slot.capacity,
        **wall_times(slot),
    )
    form.offer(clock.day_of(slot.event.starts_at))
    if form.validate_on_submit():
        try:
            planning.edit_slot(slot, form.plan())
        except Refused as refused:
            form.put_refusal(refused)
        else:
            flash(_("Saved."))
            return redirect(url_for("event.event", event_id=slot.event_id), 303)
    page = render_template("events/edit_slot.html", form=form, slot=slot)
    return page, 422 if form.is_submitted() else 200


@bp.post("/slots/<int:slot_id>/delete")
@needs(Role.ORGANISER)
def delete(slot_id: int) -> ResponseReturnValue:
    slot = get_slot(slot_id)
    event_id = slot.event_id
    planning.delete_slot(slot)
    flash(_("The slot is removed."))
    return redirect(url_for("event.event", event_id=event_id), 303)


def _way_back(slot: Slot) -> str:
    """The page that the button stood on: my own page or the event's."""
    if request.form.get("from") == "me":
        return url_for("me.me")
    return url_for("event.event", event_id=slot.event_id)
