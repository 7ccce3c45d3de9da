"""Note who came."""

from outreach import clock
from outreach.db import db
from outreach.events.models import Claim
from outreach.events.rules.day import DayRefusal, why_not_note
from outreach.refusals import Refused

# How an answer travels through forms; "" is not noted.
ANSWERS: dict[str, bool | None] = {"": None, "yes": True, "no": False}
_WORDS = {answer: word for word, answer in ANSWERS.items()}


def answer_of(claim: Claim) -> str:
    """What is noted of the claim, as forms say it."""
    return _WORDS[claim.attended]


def note_attendance(claim: Claim, answer: str, was: str | None = None) -> None:
    """Note whether the person came: "yes", "no", or "" to take it back. Noting the same again is harmless.

    `was` is what stood there when the answer was given, which may be hours ago on a phone without a network:
    what somebody else has noted otherwise in the meantime is not overwritten. None asks nothing.
    """
    db.session.refresh(claim, with_for_update={"of": Claim})
    refusal = why_not_note(claim, clock.now())
    if refusal:
        raise Refused(refusal)
    now = answer_of(claim)
    if was is not None and now not in (was, answer):
        raise Refused(DayRefusal.NOTED_OTHERWISE)
    claim.attended = ANSWERS[answer]
    db.session.commit()
