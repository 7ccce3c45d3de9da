"""What is mine, and where I am needed most."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import clock
from outreach.events import queries
from outreach.events.models import Slot
from outreach.events.naming import title_of
from outreach.events.rules.claims import why_not_claim
from outreach.events.rules.waiting import why_not_wait
from outreach.events.views.calendar_files import my_calendar_url
from outreach.events.views.look import id_of
from outreach.events.views.on_slot import form_key
from outreach.people.access import current, signed_in
from outreach.places.rules import folded

bp = Blueprint("me", __name__)

# What is that near comes before everything else.
SOON = timedelta(hours=48)


@bp.get("/me")
@signed_in
def me() -> ResponseReturnValue:
    """Where people are needed near me and soon; before that my own slots, if one of them is near."""
    person, now = current(), clock.now()
    held = queries.held_slots(person)
    claims, waiting = queries.my_claims(person), queries.waiting_claims(person)
    slots = [*queries.open_slots(person), *queries.full_slots(person)]
    # those where something is to do; that there is nothing in an area, nobody needs to choose
    areas = sorted({slot.event.area for slot in slots if slot.event.area}, key=lambda area: folded(area.name))
    area_id = id_of(request.args.get("area", ""))
    led = queries.events_led_by(person)
    mine = {claim.slot.event_id for claim in claims}
    return render_template(
        "events/me.html",
        claims=claims,
        walks=queries.my_walks(person),
        waiting=waiting,
        queue_places=queries.queue_places(waiting) if waiting else {},
        is_soon=any(claim.slot.starts_at <= now + SOON for claim in claims),
        now=now,
        slots=slots,
        groups=_by_area(slots, area_id),
        areas=areas,
        area_id=area_id,
        come_from=f"me-{area_id}" if area_id else "me",
        form_key=form_key,
        refusals={slot.id: why_not_claim(slot, held, now) for slot in slots},
        waits={slot.id: why_not_wait(slot, held, now) for slot in slots if slot.is_full},
        days={event.id for event in led},
        led=[event for event in led if event.id not in mine],
        title_of=title_of,
        calendar_url=my_calendar_url(person),
    )


def _by_area(slots: Sequence[Slot], area_id: int | None) -> list[tuple[str, list[Slot]]]:
    """What is in the chosen area, then the rest; each in the order in which people are lacking."""
    there = [slot for slot in slots if area_id and slot.event.area_id == area_id]
    rest = [slot for slot in slots if slot not in there]
    return [("", there), (_("Elsewhere") if there else "", rest)]
