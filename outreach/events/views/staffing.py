"""How organisers fill slots: let somebody in from the queue before their turn, ask people to come."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from outreach import i18n
from outreach.db import begin_reading
from outreach.events.naming import title_of
from outreach.events.queries import get_claim, get_slot
from outreach.events.rules.claims import ClaimRefusal
from outreach.events.service import asking, promoting
from outreach.events.views.changes import wants_json
from outreach.people.access import needs
from outreach.people.models import Role
from outreach.refusals import Refused

bp = Blueprint("staffing", __name__)


@bp.post("/claims/<int:claim_id>/promote")
@needs(Role.ORGANISER)
def promote(claim_id: int) -> ResponseReturnValue:
    """Give somebody who waits a place now; where the slot is full, by one place more once that is wanted."""
    claim = get_claim(claim_id)
    try:
        promoting.promote_by_hand(claim, make_room=request.form.get("make_room") == "1")
    except Refused as refused:
        if refused.reason is not ClaimRefusal.NO_ROOM or wants_json():
            raise
        begin_reading(True)
        page = render_template(
            "events/no_room.html",
            claim=claim,
            slot=claim.slot,
            title=title_of(claim.slot.event),
            text=i18n.told(refused),
            code=refused.reason.code,
        )
        return page, 409
    begin_reading(True)
    flash(_("%(name)s has the place and is told.", name=claim.person.first_name))
    return redirect(url_for("event.event", event_id=claim.slot.event_id), 303)


@bp.post("/slots/<int:slot_id>/ask")
@needs(Role.ORGANISER)
def ask(slot_id: int) -> ResponseReturnValue:
    """Ask the next few people whether they can come."""
    slot = get_slot(slot_id)
    asked = asking.ask_next(slot, seen=request.form.get("seen", type=int))
    begin_reading(True)
    if asked:
        flash(ngettext("%(num)d person is asked.", "%(num)d people are asked.", len(asked)))
    return redirect(url_for("event.event", event_id=slot.event_id), 303)
