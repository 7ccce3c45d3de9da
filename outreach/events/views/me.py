"""What is mine, and where I am needed most."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from outreach import clock
from outreach.events.naming import title_of
from outreach.events.queries import held_slots, my_claims, my_walks, open_slots
from outreach.events.rules.claims import why_not_claim
from outreach.people.access import current, signed_in

bp = Blueprint("me", __name__)


@bp.get("/me")
@signed_in
def me() -> ResponseReturnValue:
    """My slots first, then those that lack people, soonest first."""
    person = current()
    held = held_slots(person)
    slots = open_slots(person)
    return render_template(
        "events/me.html",
        claims=my_claims(person),
        walks=my_walks(person),
        slots=slots,
        refusals={slot.id: why_not_claim(slot, held, clock.now()) for slot in slots},
        title_of=title_of,
    )
