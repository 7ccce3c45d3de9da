"""The outbox for those who look after it; what a person wants to hear; the way out of letters without signing in."""

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import clock, config
from outreach.messages import queries, service
from outreach.messages.forms import WishesForm
from outreach.messages.queries import MessageState
from outreach.messages.rules.problems import problem_of
from outreach.messages.rules.resending import why_not_resend
from outreach.people import access
from outreach.people.access import needs, open_to_all, signed_in
from outreach.people.models import Role
from outreach.people.unsubscribing import read_token
from outreach.people.wishes import Wishes, choose_wishes, unsubscribe_by_letter

bp = Blueprint("messages", __name__)


def init_app(app: Flask) -> None:
    """Whoever opens a page with the settings menu sees how many messages have failed."""
    app.context_processor(lambda: {"failed_messages": queries.failed_lately})
    # a mail program posts here by itself, with the signature in the address and no form of ours
    app.extensions["csrf"].exempt(unsubscribe)


@bp.get("/settings/messages")
@needs(Role.ORGANISER, Role.ADMIN)
def outbox() -> ResponseReturnValue:
    """What is queued, sent and failed: to whom, when, of which kind, and why not. Never what it says."""
    name = request.args.get("state", "")
    state = MessageState(name) if name in set(MessageState) else None
    page = queries.messages(state, request.args.get("page", 1, type=int))
    return render_template(
        "messages/outbox.html",
        state=state,
        states=list(MessageState),
        counts=queries.message_counts(),
        found=page,
        now=clock.now(),
        problem_of=problem_of,
        may_resend=lambda message: why_not_resend(message, clock.now()) is None,
        by_smtp=bool(config.current().smtp_url),
    )


@bp.post("/settings/messages/<int:message_id>/resend")
@needs(Role.ORGANISER, Role.ADMIN)
def resend(message_id: int) -> ResponseReturnValue:
    """Put it back into the queue."""
    message = queries.get_message(message_id)
    service.resend_message(message)
    flash(_("It is in the queue again, and leaves within a minute."))
    return redirect(url_for("messages.outbox", state=request.args.get("state") or None), 303)


@bp.route("/me/messages", methods=["GET", "POST"])
@signed_in
def wishes() -> ResponseReturnValue:
    """What I want to hear, in which language, and on which phone."""
    me = access.current()
    form = WishesForm(obj=me)
    if form.validate_on_submit():
        choose_wishes(
            me,
            Wishes(
                wants_asks=form.wants_asks.data,
                wants_monthly=form.wants_monthly.data,
                wants_texts=form.wants_texts.data,
                phone=form.phone.data or "",
                language=form.language.data,
            ),
        )
        flash(_("Saved."))
        return redirect(url_for("messages.wishes"), 303)
    status = 422 if form.is_submitted() else 200
    if form.whole.errors:
        # what did not come along stands as it is kept, not as if it had been turned off
        told, form = form.whole.errors, WishesForm(formdata=None, obj=me)
        form.whole.errors = told
    return render_template("messages/wishes.html", form=form), status


@bp.route("/unsubscribe/<token>", methods=["GET", "POST"])
@open_to_all
def unsubscribe(token: str) -> ResponseReturnValue:
    """GET shows a button, since mail scanners open links; a POST, also a mail program's own, is effective at once."""
    found = read_token(token)
    if found is None:
        abort(404)
    person_id, kind = found
    if request.method != "POST":
        return render_template("messages/unsubscribe.html", kind=kind, token=token)
    unsubscribe_by_letter(person_id, kind)
    return render_template("messages/unsubscribed.html", kind=kind)
