"""The address in a mail at which its reader says "I can't", without signing in."""

from outreach import config
from outreach.db import db
from outreach.events.keys import make_key, row_of
from outreach.events.models import Claim


def answer_url(claim: Claim) -> str:
    """The address of the page with the button that gives this claim back, or leaves its queue."""
    return f"{config.current().base_url}/answers/{make_key('answer', claim.id, _stamp(claim))}"


def find_answered(token: str) -> Claim | None:
    """The claim that an address is about; None when it is made up, or when its claim is gone."""
    claim_id = row_of("answer", token, _stamp_of)
    return None if claim_id is None else db.session.get(Claim, claim_id)


def _stamp_of(claim_id: int) -> str | None:
    claim = db.session.get(Claim, claim_id)
    return None if claim is None else _stamp(claim)


def _stamp(claim: Claim) -> str:
    """SQLite gives the number of a deleted row away again: an old address must never be about somebody else."""
    return f"{claim.person_id} {claim.created_at.isoformat()}"
