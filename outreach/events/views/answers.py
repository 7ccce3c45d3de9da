"""What the "I can't" of a mail opens: one slot, one button, no sign-in."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from outreach import clock
from outreach.db import begin_reading
from outreach.events.models import Claim, ClaimState
from outreach.events.naming import title_of
from outreach.events.rules.claims import why_not_release
from outreach.events.service import claiming
from outreach.events.service.answering import find_answered
from outreach.events.service.letters.wording import what_else
from outreach.people.access import open_to_all

bp = Blueprint("answers", __name__)


@bp.get("/answers/<token>")
@open_to_all
def answer(token: str) -> ResponseReturnValue:
    """The slot that the mail was about, and the button. Looking changes nothing: mail scanners look, too."""
    claim = find_answered(token)
    if claim is None:
        return render_template("events/unknown_answer.html"), 404
    return _show(claim, token)


@bp.post("/answers/<token>")
@open_to_all
def step_back(token: str) -> ResponseReturnValue:
    """Give the place back, or leave the queue. Pressing twice is pressing once."""
    claim = find_answered(token)
    if claim is None:
        begin_reading(True)
        return render_template("events/unknown_answer.html"), 404
    claiming.release_claim(claim)
    return redirect(url_for("answers.answer", token=token), 303)


def _show(claim: Claim, token: str) -> str:
    slot, g.language = claim.slot, claim.person.language
    return render_template(
        "events/answer.html",
        token=token,
        slot=slot,
        title=title_of(slot.event),
        is_released=claim.state is ClaimState.RELEASED,
        is_waiting=claim.state is ClaimState.WAITING,
        further=what_else(claim.person),
        refusal=why_not_release(slot, clock.now()),
    )
