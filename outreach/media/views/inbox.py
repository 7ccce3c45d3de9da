"""The media inbox: decide what the poller found, see what was counted and how the feeds are, add by hand."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import clock
from outreach.fetch import masked
from outreach.goals.queries import tally
from outreach.goals.rules.measures import Measure
from outreach.goals.rules.tally import GoalTally
from outreach.media import queries, service
from outreach.media.forms import ConfirmForm, CoverageForm
from outreach.media.models import CoverageKind, Entry, EntryState
from outreach.media.rules.match import excerpt, marked
from outreach.media.words import problem_named
from outreach.people.access import current, needs
from outreach.people.models import Role
from outreach.refusals import Refused

bp = Blueprint("media", __name__)

EXCERPT_SIGNS = 240


@bp.app_context_processor
def text_tools() -> dict[str, object]:
    return {"marked": marked, "excerpt": excerpt, "masked": masked, "problem_named": problem_named}


@bp.get("/media")
@needs(Role.MEDIA, Role.ORGANISER, Role.BOARD)
def inbox() -> ResponseReturnValue:
    """What waits for a decision; beside it what was counted, which others may see too, and the feeds."""
    show = request.args.get("show", "")
    if show != "counted" and not current().has(Role.MEDIA):
        abort(403)
    if show == "counted":
        return render_template("media/counted.html", coverage=queries.counted(), **_tabs())
    if show == "feeds":
        return render_template("media/feeds.html", feeds=queries.feeds(), **_tabs())
    return _inbox_page()


@bp.post("/media/entries/<int:entry_id>/confirm")
@needs(Role.MEDIA)
def confirm(entry_id: int) -> ResponseReturnValue:
    """Count it."""
    form = ConfirmForm()
    form.offer(queries.spokespersons())
    if not form.validate():
        return _inbox_page(form, queries.get_entry(entry_id).id), 422
    service.confirm_entry(entry_id, CoverageKind(form.kind.data), form.spokesperson_id, current().id)
    return _next(entry_id)


@bp.post("/media/entries/<int:entry_id>/dismiss")
@needs(Role.MEDIA)
def dismiss(entry_id: int) -> ResponseReturnValue:
    """It is not about us."""
    service.dismiss_entry(entry_id, current().id)
    return _next(entry_id)


@bp.post("/media/entries/<int:entry_id>/undo")
@needs(Role.MEDIA)
def undo(entry_id: int) -> ResponseReturnValue:
    """Take the decision back."""
    service.undo_entry(entry_id)
    return redirect(url_for("media.inbox", _anchor=f"entry-{entry_id}"), 303)


@bp.route("/media/coverage/new", methods=["GET", "POST"])
@needs(Role.MEDIA)
def new_coverage() -> ResponseReturnValue:
    """Count what no feed carried."""
    form = CoverageForm(published_on=clock.today())
    form.offer(queries.outlets(), queries.spokespersons())
    status = 200
    if form.validate_on_submit():
        try:
            _add(form)
        except Refused as refused:
            form.title.errors = (*form.title.errors, _(refused.reason.value))
            status = 409
        else:
            return redirect(url_for("media.inbox", show="counted"), 303)
    elif form.is_submitted():
        status = 422
    return render_template("media/new_coverage.html", form=form), status


def _add(form: CoverageForm) -> None:
    assert form.published_on.data is not None
    service.add_coverage(
        outlet_id=int(form.outlet.data),
        kind=CoverageKind(form.kind.data),
        title=form.title.data or "",
        published_on=form.published_on.data,
        url=form.link or "",
        topic=form.topic.data or "",
        spokesperson_id=form.spokesperson_id,
        by_id=current().id,
    )


def _next(entry_id: int) -> ResponseReturnValue:
    """Back to the inbox, which offers to undo what was just decided."""
    return redirect(url_for("media.inbox", decided=entry_id), 303)


def _inbox_page(form: ConfirmForm | None = None, failed_id: int | None = None) -> str:
    return render_template(
        "media/inbox.html",
        entries=queries.waiting_entries(),
        spokespersons=queries.spokespersons(),
        decided=_decided(),
        health=queries.feed_health(),
        goal=_local_goal(),
        form=form,
        failed_id=failed_id,
        excerpt_signs=EXCERPT_SIGNS,
        **_tabs(),
    )


def _tabs() -> dict[str, int]:
    return {"waiting_count": queries.waiting_count(), "counted_count": queries.counted_count()}


def _decided() -> Entry | None:
    """The entry that was decided a moment ago, while that can be undone."""
    entry_id = request.args.get("decided", type=int)
    if request.method != "GET" or entry_id is None or not 0 < entry_id < 2**31:
        return None
    entry = queries.find_entry(entry_id)
    is_decided = entry is not None and entry.state in (EntryState.CONFIRMED, EntryState.DISMISSED)
    return entry if is_decided else None


def _local_goal() -> GoalTally | None:
    today = clock.today()
    return next((goal for goal in tally(today.year, today).goals if goal.measure == Measure.LOCAL_MEDIA), None)
