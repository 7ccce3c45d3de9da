"""Take a slot, wait for it, step back from it; change or remove it."""

from collections.abc import Sequence

from babel.lists import format_list
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from outreach import clock, i18n
from outreach.db import LARGEST_ID, begin_reading
from outreach.events import queries
from outreach.events.forms import SlotForm
from outreach.events.models import Claim, ClaimState, Slot
from outreach.events.naming import title_of
from outreach.events.queries import get_claim, get_slot
from outreach.events.rules.calendar import why_not_change
from outreach.events.rules.claims import ClaimRefusal, first_clash
from outreach.events.rules.waiting import why_not_wait
from outreach.events.service import claiming, planning
from outreach.events.views.changes import told_text, wants_json
from outreach.events.views.filling import wall_times
from outreach.events.views.on_slot import form_key, slot_words
from outreach.people.access import current, needs, signed_in
from outreach.people.models import Role
from outreach.refusals import Refused

bp = Blueprint("slots", __name__)

MOST_AT_ONCE = 5


@bp.post("/slots/<int:slot_id>/claim")
@signed_in
def claim(slot_id: int) -> ResponseReturnValue:
    """Take the slot, and those that the form names as well: all of them or none."""
    slot, also = get_slot(slot_id), _also()
    key, overlap_ok = request.form.get("key"), request.form.get("overlap_ok") == "1"
    try:
        if also:
            claims = claiming.claim_slots([slot_id, *also], current(), key=key, overlap_ok=overlap_ok)
        else:
            claims = [claiming.claim_slot(slot_id, current(), key=key, overlap_ok=overlap_ok)]
    except Refused as refused:
        return _not_taken(refused, slot)
    begin_reading(True)  # what follows is read: nobody waits for SQLite's one write lock while it is
    flash(_yours(claims))
    return redirect(_way_back(slot), 303)


@bp.post("/slots/<int:slot_id>/wait")
@signed_in
def wait(slot_id: int) -> ResponseReturnValue:
    """Stand in the queue of a slot that is full."""
    slot = get_slot(slot_id)
    claim = claiming.wait_for_slot(slot_id, current(), key=request.form.get("key"))
    begin_reading(True)
    if claim.state is ClaimState.WAITING:
        place = queries.queue_place(claim)
        flash(_("You are number %(num)d in the queue. We write to you as soon as there is a place.", num=place))
    else:
        flash(_yours([claim]))
    return redirect(_way_back(slot), 303)


@bp.post("/claims/<int:claim_id>/release")
@signed_in
def release(claim_id: int) -> ResponseReturnValue:
    """Step back, or leave the queue; an organiser may take somebody off."""
    claim = get_claim(claim_id)
    if claim.person_id != current().id and not current().has(Role.ORGANISER):
        abort(404)
    slot, is_mine, name = claim.slot, claim.person_id == current().id, claim.person.first_name
    waited = claim.state is ClaimState.WAITING
    claiming.release_claim(claim, by=current())
    begin_reading(True)
    if not is_mine:
        flash(_("%(name)s no longer has the slot.", name=name))
    elif waited:
        flash(_("You no longer stand in the queue."))
    else:
        flash(_("You have stepped back. Thank you for saying so."))
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
        wants_experienced=slot.wants_experienced,
        **wall_times(slot),
    )
    form.offer(clock.day_of(slot.event.starts_at))
    if form.validate_on_submit():
        try:
            told = planning.edit_slot(slot, form.plan())
        except Refused as refused:
            form.put_refusal(refused)
        else:
            flash(f"{_('Saved.')} {told_text(told)}".strip())
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
    """The page that the button stood on: my own page, with the area that it showed first, or the event's."""
    page, _dash, area = request.form.get("from", "").partition("-")
    if page == "me":
        return url_for("me.me", area=area or None)
    return url_for("event.event", event_id=slot.event_id)


def _also() -> list[int]:
    """The other slots that the form names; nonsense is left out."""
    ids = request.form.getlist("also", type=int)
    return [slot_id for slot_id in ids if 0 < slot_id <= LARGEST_ID][: MOST_AT_ONCE - 1]


def _yours(claims: Sequence[Claim]) -> str:
    """What came of it, as it stands: a form that is sent again may be about what was given back since."""
    held = [claim.slot for claim in claims if claim.state is ClaimState.ACTIVE]
    if not held:
        return _("You had this slot and have stepped back since. Take it anew if you want it.")
    if len(held) == 1:
        return _("The slot is yours. See you there!")
    names = [slot_words(slot, beside=slot) for slot in held]
    return _("The slots are yours: %(slots)s. See you there!", slots=format_list(names, locale=get_locale()))


def _not_taken(refused: Refused, asked_for: Slot) -> ResponseReturnValue:
    """Why not, and what can be done instead: wait for a place, or take it although it overlaps."""
    if wants_json() or refused.reason not in (ClaimRefusal.FULL, ClaimRefusal.OVERLAPS):
        raise refused
    begin_reading(True)
    slot = refused.values["slot"]
    assert isinstance(slot, Slot)
    held = queries.held_slots(current())
    page = render_template(
        "events/not_taken.html",
        text=i18n.told(refused),
        code=refused.reason.code,
        slot=slot,
        asked_for=asked_for,
        title=title_of(slot.event),
        clash=first_clash(slot, held) if refused.reason is ClaimRefusal.OVERLAPS else None,
        slot_words=slot_words,
        may_wait=slot.is_full and why_not_wait(slot, held, clock.now()) is None,
        also=_also(),
        key=request.form.get("key") or form_key(),
        wait_key=form_key(),
        come_from=request.form.get("from", ""),
        back=_way_back(asked_for),
    )
    return page, 409
