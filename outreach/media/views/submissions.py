"""What we send in: list it, note it, say what became of it at each outlet."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import clock
from outreach.i18n import month_alone, told
from outreach.media import queries
from outreach.media.forms.submissions import MarkForm, SubmissionForm
from outreach.media.models import Submission, SubmissionState
from outreach.media.rules.submissions import is_quiet_month
from outreach.media.service.submitting import (
    AtOutlet,
    add_submission,
    edit_submission,
    mark_sending,
    remove_submission,
)
from outreach.people.access import current, needs
from outreach.people.models import Role
from outreach.refusals import Refused

bp = Blueprint("submissions", __name__)


@bp.get("/media/submissions", endpoint="submissions")
@needs(Role.MEDIA)
def list_submissions() -> ResponseReturnValue:
    """What was sent in, and how much of it was printed this year."""
    return _list_page()


@bp.route("/media/submissions/new", methods=["GET", "POST"])
@needs(Role.MEDIA)
def new_submission() -> ResponseReturnValue:
    """Note a letter or a press release."""
    form = SubmissionForm()
    form.offer(queries.outlets(), queries.spokespersons())
    if form.validate_on_submit():
        try:
            add_submission(form.draft(), form.at_outlets(), current().id)
        except Refused as refused:
            form.title.errors = (*form.title.errors, told(refused))
            return render_template("media/new_submission.html", form=form), 409
        return redirect(url_for("submissions.submissions"), 303)
    return render_template("media/new_submission.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/media/submissions/<int:submission_id>/edit", methods=["GET", "POST"], endpoint="edit_submission")
@needs(Role.MEDIA)
def edit(submission_id: int) -> ResponseReturnValue:
    """Mend it, and say what became of it at each outlet."""
    submission = queries.get_submission(submission_id)
    form = SubmissionForm(data=_as_typed(submission))
    voices = list(queries.spokespersons())
    if submission.spokesperson is not None and submission.spokesperson not in voices:
        voices.append(submission.spokesperson)
    form.offer(queries.outlets(), voices)
    status = 200
    if form.validate_on_submit():
        known = {one.outlet_id: AtOutlet(one.state, one.sent_on, one.answered_on) for one in submission.sendings}
        try:
            edit_submission(submission_id, form.draft(), form.at_outlets(known))
        except Refused as refused:
            form.title.errors = (*form.title.errors, told(refused))
            status = 409
        else:
            return redirect(url_for("submissions.submissions"), 303)
    elif form.is_submitted():
        status = 422
    return _edit_page(submission_id, form), status


@bp.post("/media/sendings/<int:sending_id>/mark")
@needs(Role.MEDIA)
def mark(sending_id: int) -> ResponseReturnValue:
    """Sent, printed or declined there."""
    form = MarkForm()
    form.offer()
    if not form.validate():
        flash(" ".join(str(error) for errors in form.errors.values() for error in errors), "error")
        return _list_page(), 422
    mark_sending(sending_id, SubmissionState(form.state.data), form.day)
    return redirect(url_for("submissions.submissions"), 303)


@bp.post("/media/submissions/<int:submission_id>/remove")
@needs(Role.MEDIA)
def remove(submission_id: int) -> ResponseReturnValue:
    """Forget it; what was printed of it stays counted."""
    title = queries.get_submission(submission_id).title
    remove_submission(submission_id)
    flash(_("Removed: %(title)s", title=title), "message")
    return redirect(url_for("submissions.submissions"), 303)


def _list_page() -> str:
    wanted = _wanted()
    year = clock.today().year
    last_sent = queries.last_sent_on()
    return render_template(
        "media/submissions.html",
        submissions=queries.submissions(wanted),
        total=queries.submission_count(wanted),
        wanted=wanted,
        outlets=queries.outlets(),
        topics=queries.submission_topics(),
        states=list(SubmissionState),
        by_outlet=queries.printed_by_outlet(year),
        by_topic=queries.printed_by_topic(year),
        in_all=queries.printed_in_all(year),
        year=year,
        quiet_month=month_alone(clock.today()) if is_quiet_month(clock.today(), last_sent) else "",
        last_sent_on=last_sent,
    )


def _edit_page(submission_id: int, form: SubmissionForm) -> str:
    return render_template(
        "media/edit_submission.html",
        submission=queries.get_submission(submission_id),
        printed=queries.printed_coverage(submission_id),
        form=form,
    )


def _as_typed(submission: Submission) -> dict[str, object]:
    days = [one.sent_on for one in submission.sendings if one.sent_on is not None]
    return {
        "kind": submission.kind.value,
        "title": submission.title,
        "text": submission.text,
        "topic": submission.topic,
        "spokesperson": str(submission.spokesperson_id or ""),
        "outlets": [str(one.outlet_id) for one in submission.sendings],
        "sent_on": min(days, default=None),
    }


def _wanted() -> queries.SubmissionFilter:
    """What the address asks for; what is no such thing is not asked."""
    state = request.args.get("state", "")
    outlet = request.args.get("outlet", type=int)
    return queries.SubmissionFilter(
        SubmissionState(state) if state in set(SubmissionState) else None,
        outlet if outlet is not None and 0 < outlet < 2**31 else None,
        request.args.get("topic", "")[:100],
    )
