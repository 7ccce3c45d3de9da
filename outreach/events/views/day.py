"""The day itself, on the phone of whoever leads it: who comes, call them, tick them off, note how it went."""

from collections.abc import Iterable

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from outreach import clock
from outreach.events import queries
from outreach.events.forms import OutcomeForm
from outreach.events.models import Claim, Event
from outreach.events.naming import title_of
from outreach.events.queries import get_claim, get_event
from outreach.events.rules import day as rules
from outreach.events.rules.calendar import why_not_hold
from outreach.events.service import attending, planning
from outreach.events.views.changes import wants_json
from outreach.people.access import current, signed_in
from outreach.people.models import Role

bp = Blueprint("day", __name__)


@bp.get("/events/<int:event_id>/day")
@signed_in
def day(event_id: int) -> ResponseReturnValue:
    """Who comes to each slot, whether they came, and the outcome."""
    return show_day(get_led(event_id))


@bp.post("/claims/<int:claim_id>/attendance")
@signed_in
def attendance(claim_id: int) -> ResponseReturnValue:
    """Note whether somebody came. A phone may send it hours later: see note_attendance."""
    claim = get_claim(claim_id)
    event = claim.slot.event
    answer = request.form.get("attended", "")
    if not leads(event) or answer not in attending.ANSWERS:
        abort(404 if not leads(event) else 400)
    attending.note_attendance(claim, answer, request.form.get("was"))
    if wants_json():
        return jsonify(now=attending.answer_of(claim))
    return redirect(url_for("day.day", event_id=event.id, _anchor=f"claim-{claim.id}"), 303)


def leads(event: Event) -> bool:
    """Whether the person who asks leads the event."""
    me = current()
    return rules.may_lead(event.responsible_id, me.id, me.has(Role.ORGANISER))


def get_led(event_id: int) -> Event:
    """The event; to whoever does not lead it, there is no such page."""
    event = get_event(event_id)
    if not leads(event):
        abort(404)
    return event


def show_day(event: Event, form: OutcomeForm | None = None) -> str:
    """The page, with the outcome as it stands or as it was typed."""
    claims = queries.claims_of(event)
    everybody = [claim for row in claims.values() for claim in row]
    me, now = current(), clock.now()
    may_call = rules.may_call(event.responsible_id, me.id, clock.day_of(event.starts_at), clock.today())
    return render_template(
        "events/day.html",
        event=event,
        title=title_of(event),
        claims=claims,
        answers={claim.id: attending.answer_of(claim) for claim in everybody},
        refusals={claim.id: rules.why_not_note(claim, now) for claim in everybody},
        numbers=_numbers(everybody) if may_call else {},
        is_responsible=event.responsible_id == me.id,
        came=sum(claim.attended is True for claim in everybody),
        booked=len(everybody),
        may_hold=why_not_hold(event, now) is None,
        form=form or OutcomeForm.of(event),
        mark=planning.outcome_mark(event),
    )


def _numbers(claims: Iterable[Claim]) -> dict[int, dict[str, str]]:
    """How to reach each: the number to call, and the address to write to."""
    return {
        claim.id: {"phone": rules.number_to_call(claim.person.phone), "email": claim.person.email} for claim in claims
    }
