"""Claiming without the guard around the last place: what the tests of the guard are held against.

Run as a module it is the whole web server, with that one function put in place of ours.
"""

import sys
from typing import Any

from sqlalchemy import func, select

from outreach import clock, serving
from outreach.db import db
from outreach.events.models import Claim, ClaimState
from outreach.events.queries import get_slot, held_slots
from outreach.events.rules.claims import ClaimRefusal, why_not_claim
from outreach.events.service import claiming
from outreach.people.models import Person
from outreach.refusals import Refused


def claim_carelessly(slot_id: int, person: Person, **_options: Any) -> Claim:
    """Look, then take, and hope that nobody else did in between."""
    slot = get_slot(slot_id)
    taken = active_claims(slot_id)
    refusal = ClaimRefusal.FULL if taken >= slot.capacity else why_not_claim(slot, held_slots(person), clock.now())
    db.session.commit()
    if refusal:
        raise Refused(refusal, slot=slot)
    claim = Claim(slot_id=slot_id, person_id=person.id, state=ClaimState.ACTIVE, created_at=clock.now())
    db.session.add(claim)
    db.session.commit()
    return claim


def active_claims(slot_id: int) -> int:
    """How many have a place, counted by the rows."""
    query = select(func.count()).where(Claim.slot_id == slot_id, Claim.state == ClaimState.ACTIVE)
    return db.session.scalar(query) or 0


if __name__ == "__main__":
    claiming.claim_slot = claim_carelessly
    serving.serve_web(sys.argv[1])
