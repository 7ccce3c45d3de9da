"""The media inbox: decide what the poller found, one by one or many at once, and take any of it back."""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from outreach import clock
from outreach.db import LARGEST_ID
from outreach.fetch import masked
from outreach.goals.queries import tally
from outreach.goals.rules.measures import Measure
from outreach.goals.rules.tally import GoalTally
from outreach.i18n import day_short, month_alone, told
from outreach.media import queries, service
from outreach.media.forms import ConfirmForm
from outreach.media.models import CoverageKind, EntryState, TermKind
from outreach.media.rules.count import CountRefusal
from outreach.media.rules.match import excerpt, marked
from outreach.media.rules.submissions import is_quiet_month
from outreach.media.rules.suggest import Suggestion, suggestion
from outreach.media.service.deciding import Decision, Outcome, confirm_entries, dismiss_entries, undo_entries
from outreach.media.views.cards import cards_of, likenesses
from outreach.media.views.near import as_choices, events_near
from outreach.media.words import problem_named
from outreach.people.access import current, needs
from outreach.people.models import Role
from outreach.refusals import Refused

bp = Blueprint("media", __name__)

PAGE = 30
MOST_AT_ONCE = 100
EXCERPT_SIGNS = 240
WAVED = "waved_suggestions"


@bp.app_context_processor
def text_tools() -> dict[str, object]:
    return {
        "marked": marked,
        "excerpt": excerpt,
        "masked": masked,
        "problem_named": problem_named,
        "desk_counts": desk_counts,
    }


def desk_counts() -> dict[str, int]:
    """What stands beside the tabs of the desk."""
    return {
        "waiting": queries.waiting_count(),
        "counted": queries.counted_count(queries.CoverageFilter(clock.today().year)),
        "submissions": queries.submission_count(),
    }


@bp.get("/media")
@needs(Role.MEDIA)
def inbox() -> ResponseReturnValue:
    """What waits for a decision, each story once; beside it the year's goal and how the feeds are."""
    return _inbox_page()


@bp.get("/media/decided")
@needs(Role.MEDIA)
def decided() -> ResponseReturnValue:
    """The last decisions, each of which can still be taken back."""
    return render_template("media/decided.html", entries=queries.decided_entries())


@bp.post("/media/entries/<int:entry_id>/confirm")
@needs(Role.MEDIA)
def confirm(entry_id: int) -> ResponseReturnValue:
    """Count it."""
    entry = queries.get_entry(entry_id)
    form = ConfirmForm()
    day = clock.day_of(entry.published_at)
    form.offer(queries.spokespersons(), as_choices(events_near([day]), day))
    if not form.validate():
        return _inbox_page(form, entry_id), 422
    try:
        service.confirm_entry(
            entry_id,
            CoverageKind(form.kind.data),
            form.spokesperson.chosen_id,
            current().id,
            sending_id=next(iter(_numbers("sending")), None),
            event_id=form.event.chosen_id,
            seen_twins=_numbers("seen"),
        )
    except Refused as refused:
        if refused.reason not in (CountRefusal.ALREADY_COUNTED, CountRefusal.LOOKS_COUNTED):
            raise
        form.kind.errors = (*form.kind.errors, _already(refused))
        return _inbox_page(form, entry_id), 409
    return _next([entry_id])


@bp.post("/media/entries/<int:entry_id>/dismiss")
@needs(Role.MEDIA)
def dismiss(entry_id: int) -> ResponseReturnValue:
    """It is not about us."""
    service.dismiss_entry(entry_id, current().id)
    return _next([entry_id])


@bp.post("/media/entries/<int:entry_id>/undo")
@needs(Role.MEDIA)
def undo(entry_id: int) -> ResponseReturnValue:
    """Take the decision back."""
    service.undo_entry(entry_id)
    return redirect(url_for("media.inbox", _anchor=f"entry-{entry_id}"), 303)


@bp.post("/media/entries/<int:entry_id>/split")
@needs(Role.MEDIA)
def split(entry_id: int) -> ResponseReturnValue:
    """It is another story than those that it stands with."""
    service.split_entry(entry_id)
    return redirect(url_for("media.inbox", before=_before_id(), split=entry_id, _anchor=f"entry-{entry_id}"), 303)


@bp.post("/media/entries/<int:entry_id>/rejoin")
@needs(Role.MEDIA)
def rejoin(entry_id: int) -> ResponseReturnValue:
    """It is the same story after all."""
    service.rejoin_entry(entry_id)
    return redirect(url_for("media.inbox", before=_before_id()), 303)


@bp.post("/media/confirm")
@needs(Role.MEDIA)
def confirm_several() -> ResponseReturnValue:
    """Count all that are ticked: as one kind, or each as its own guess."""
    form = ConfirmForm()
    entries = queries.entries_by_id(_numbers("entry"))
    form.offer(queries.spokespersons(), as_choices(events_near(clock.day_of(one.published_at) for one in entries)))
    is_guess = form.kind.data in (None, "", "guess")
    if is_guess:
        form.kind.data = CoverageKind.LETTER.value
    if not form.validate():
        flash(" ".join(form.problems), "error")
        return _inbox_page(), 422
    # an entry is the letter that it is like only where its card showed that, and nobody unticked it
    ticked, seen = set(_numbers("sending")), _numbers("seen")
    likes = {entry_id: one.sending_id for entry_id, one in likenesses(entries).items()}
    meant = {entry_id: sending_id for entry_id, sending_id in likes.items() if sending_id in ticked}
    kind = None if is_guess else CoverageKind(form.kind.data)
    who, event = form.spokesperson.chosen_id, form.event.chosen_id
    decisions = {entry.id: Decision(kind, who, meant.get(entry.id), event, seen) for entry in entries}
    return _tell(confirm_entries(decisions, current().id))


@bp.post("/media/dismiss")
@needs(Role.MEDIA)
def dismiss_several() -> ResponseReturnValue:
    """None of those that are ticked is about us."""
    return _tell(dismiss_entries(_numbers("entry"), current().id))


@bp.post("/media/undo")
@needs(Role.MEDIA)
def undo_several() -> ResponseReturnValue:
    """Take back what was decided together."""
    undo_entries(_numbers("entry"))
    return redirect(url_for("media.inbox", before=_before_id()), 303)


@bp.post("/media/suggestion")
@needs(Role.MEDIA)
def wave_suggestion() -> ResponseReturnValue:
    """No, thank you: do not suggest this again as long as I am signed in."""
    session[WAVED] = [*session.get(WAVED, []), request.form.get("phrase", "")[:100]][-10:]
    return redirect(url_for("media.inbox", before=_before_id()), 303)


def _tell(outcome: Outcome) -> ResponseReturnValue:
    """Say what could not be done; what was, the page itself offers to undo."""
    if outcome.refused:
        why = " ".join(dict.fromkeys(told(refused) for refused in outcome.refused.values()))
        count = len(outcome.refused)
        flash(ngettext("%(num)d was left as it was.", "%(num)d were left as they were.", count) + " " + why, "error")
    elif not outcome.done:
        flash(_("Tick those that are meant first."), "error")
    return _next(outcome.done)


def _already(refused: Refused) -> str:
    """Which publication it is that was counted before."""
    twin_id = refused.values.get("twin_id")
    twin = queries.find_coverage(twin_id) if isinstance(twin_id, int) else None
    if twin is None:
        return str(_(refused.reason.value))
    named = {"title": twin.title, "outlet": twin.outlet.name, "day": day_short(twin.published_on)}
    if refused.reason is CountRefusal.LOOKS_COUNTED:
        return str(_("Counted already? Look at “%(title)s”, %(outlet)s %(day)s, and decide again.", **named))
    return str(_("Counted already: “%(title)s”, %(outlet)s %(day)s. Put this one aside.", **named))


def _next(entry_ids: Sequence[int]) -> ResponseReturnValue:
    """Back to the inbox, which offers to undo what was just decided."""
    done = ",".join(map(str, entry_ids)) or None
    return redirect(url_for("media.inbox", before=_before_id(), decided=done), 303)


def _inbox_page(form: ConfirmForm | None = None, failed_id: int | None = None) -> str:
    before = _before()
    cards = cards_of(queries.entries_grouped(PAGE, before))
    waiting = queries.waiting_count()
    shown = [entry for card in cards for entry in card.story.waiting]
    last_sent, today = queries.last_sent_on(), clock.today()
    return render_template(
        "media/inbox.html",
        cards=cards,
        waiting_count=waiting,
        next_id=_next_page(len(shown), waiting, before),
        before=_before_id() if before else None,
        spokespersons=queries.spokespersons(),
        decided=_decided(),
        split=_split(),
        health=queries.feed_health(),
        notices=queries.feed_notices(),
        goal=_local_goal(),
        suggested=_suggested(),
        quiet_month=month_alone(today) if is_quiet_month(today, last_sent) else "",
        last_sent_on=last_sent,
        form=form,
        failed_id=failed_id,
        excerpt_signs=EXCERPT_SIGNS,
    )


def _next_page(shown: int, waiting: int, before: tuple[datetime, int] | None) -> int | None:
    """The entry after which the next page begins, if there is more."""
    if waiting <= shown:
        return None
    newest = queries.waiting_entries(PAGE, before)
    return newest[-1].id if len(newest) == PAGE else None


def _suggested() -> Suggestion | None:
    """The exclusion that the last dismissals ask for, unless it was waved away."""
    dismissed = queries.seen_lately(EntryState.DISMISSED)
    if not dismissed:
        return None
    excluded = [form for term in queries.terms() if term.kind == TermKind.EXCLUDE for form in (term.word, *term.forms)]
    found = suggestion(dismissed, queries.seen_lately(EntryState.CONFIRMED), excluded)
    waved = session.get(WAVED, [])
    return None if found is None or (found.phrase or " ".join(found.words))[:100] in waved else found


def _decided() -> dict[str, object] | None:
    """What was decided a moment ago, while that can be undone."""
    if request.method != "GET":
        return None
    entries = queries.entries_by_id(_ids(request.args.get("decided", "").split(",")))
    entries = [one for one in entries if one.state in (EntryState.CONFIRMED, EntryState.DISMISSED)]
    counted = [one for one in entries if one.state == EntryState.CONFIRMED]
    # what was put aside as the second of one outlet is undone with it, and not told of
    return {"entries": entries, "told": counted or entries, "is_counted": bool(counted)} if entries else None


def _split() -> int | None:
    """What was taken out of its group a moment ago."""
    entry_id = next(iter(_ids([request.args.get("split", "")])), None)
    entry = queries.find_entry(entry_id) if entry_id else None
    return entry.id if entry is not None and entry.is_split else None


def _numbers(name: str) -> list[int]:
    """The ids that a field holds, each alone or several with commas between them."""
    return _ids(",".join(request.form.getlist(name)).split(","))


def _ids(texts: Sequence[str]) -> list[int]:
    found = (int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) <= 10)
    return list(dict.fromkeys(one for one in found if 0 < one <= LARGEST_ID))[:MOST_AT_ONCE]


def _before_id() -> int | None:
    return next(iter(_ids([request.args.get("before", "")])), None)


def _before() -> tuple[datetime, int] | None:
    """Where the page begins: after this entry."""
    entry_id = _before_id()
    entry = queries.find_entry(entry_id) if entry_id else None
    return (entry.published_at, entry.id) if entry else None


def _local_goal() -> GoalTally | None:
    today = clock.today()
    return next((goal for goal in tally(today.year, today).goals if goal.measure == Measure.LOCAL_MEDIA), None)
