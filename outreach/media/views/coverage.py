"""What was counted: look at it, add what no feed carried, mend it, take it out."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import clock
from outreach.db import LARGEST_ID
from outreach.events.queries import events_by_id
from outreach.i18n import day_short, told
from outreach.media import queries
from outreach.media.forms import AttachForm, CoverageForm
from outreach.media.models import Coverage, CoverageKind
from outreach.media.rules.classify import classify
from outreach.media.rules.count import CountRefusal
from outreach.media.service.counting import add_coverage, edit_coverage, remove_coverage
from outreach.media.service.looking_up import look_up
from outreach.media.views.near import as_choices, events_near, name_of
from outreach.people.access import current, needs
from outreach.people.models import Role
from outreach.refusals import Refused

bp = Blueprint("coverage", __name__)


@bp.get("/media/coverage")
@needs(Role.MEDIA, Role.ORGANISER, Role.BOARD)
def counted() -> ResponseReturnValue:
    """What counts, newest first; for editors with what can be done to each."""
    wanted = _wanted()
    coverage = queries.counted(wanted)
    return render_template(
        "media/counted.html",
        coverage=coverage,
        wanted=wanted,
        total=queries.counted_count(wanted),
        files=queries.attachments_of(one.id for one in coverage),
        events=_event_names(coverage),
        outlets=queries.outlets(),
        years=sorted({*queries.coverage_years(), clock.today().year}, reverse=True),
        kinds=list(CoverageKind),
    )


@bp.route("/media/coverage/new", methods=["GET", "POST"])
@needs(Role.MEDIA)
def new_coverage() -> ResponseReturnValue:
    """Count what no feed carried. A pasted address fills in what its page tells; nothing is kept until it is saved."""
    form = CoverageForm(published_on=clock.today())
    if request.method == "POST" and "fetch" in request.form:
        told_so = _fill_in(form)
        _offer(form)
        return render_template("media/new_coverage.html", form=form, told_so=told_so, seen=_seen())
    _offer(form)
    status, seen = 200, _seen()
    if form.validate_on_submit():
        facts = form.facts()
        try:
            add_coverage(**vars(facts), by_id=current().id, seen_twins=_seen())
        except Refused as refused:
            _say_at_title(form, refused)
            status = 409
            twin_id = refused.values.get("twin_id")
            if refused.reason is CountRefusal.LOOKS_COUNTED and isinstance(twin_id, int):
                seen = [*seen, twin_id]  # the next press is the answer to it
        else:
            flash(_("Counted: %(title)s", title=facts.title), "message")
            return redirect(url_for("coverage.counted", year=facts.published_on.year), 303)
    elif form.is_submitted():
        status = 422
    return render_template("media/new_coverage.html", form=form, told_so="", seen=seen), status


@bp.route("/media/coverage/<int:coverage_id>/edit", methods=["GET", "POST"], endpoint="edit_coverage")
@needs(Role.MEDIA)
def edit(coverage_id: int) -> ResponseReturnValue:
    """Mend what was counted; scans and PDFs stand beneath."""
    coverage = queries.get_coverage(coverage_id)
    form = CoverageForm(data=_as_typed(coverage))
    _offer(form, coverage)
    status = 200
    if form.validate_on_submit():
        try:
            edit_coverage(coverage_id, form.facts())
        except Refused as refused:
            _say_at_title(form, refused)
            status = 409
        else:
            return redirect(url_for("coverage.counted"), 303)
    elif form.is_submitted():
        status = 422
    return edit_page(coverage_id, form), status


@bp.post("/media/coverage/<int:coverage_id>/remove", endpoint="remove_coverage")
@needs(Role.MEDIA)
def remove(coverage_id: int) -> ResponseReturnValue:
    """It does not count after all."""
    coverage = queries.get_coverage(coverage_id)
    title, waits = coverage.title, coverage.entry_id is not None
    remove_coverage(coverage_id)
    text = _("It waits in the inbox again: %(title)s", title=title) if waits else _("Removed: %(title)s", title=title)
    flash(text, "message")
    return redirect(url_for("coverage.counted"), 303)


def edit_page(coverage_id: int, form: CoverageForm | None = None, attach: AttachForm | None = None) -> str:
    """The page to mend a publication on."""
    coverage = queries.get_coverage(coverage_id)
    if form is None:
        form = CoverageForm(formdata=None, data=_as_typed(coverage))
        _offer(form, coverage)
    form.url.description = ""  # here nothing is fetched
    files = queries.attachments_of([coverage_id]).get(coverage_id, [])
    attach = attach or AttachForm(formdata=None)
    return render_template("media/edit_coverage.html", coverage=coverage, form=form, attach=attach, files=files)


def _event_names(coverage: Sequence[Coverage]) -> dict[int, str]:
    """The names of the events that publications are about, by the event."""
    ids = {one.event_id for one in coverage if one.event_id is not None}
    return {event.id: name_of(event) for event in events_by_id(ids)} if ids else {}


def _wanted() -> queries.CoverageFilter:
    """What the address asks for, at first this year's; what is no such thing is not asked."""
    kind = request.args.get("kind", "")
    year = request.args.get("year", type=int) if "year" in request.args else clock.today().year
    outlet = request.args.get("outlet", type=int)
    return queries.CoverageFilter(
        year if year is not None and 1990 <= year <= 2100 else None,
        CoverageKind(kind) if kind in set(CoverageKind) else None,
        outlet if outlet is not None and 0 < outlet <= LARGEST_ID else None,
    )


def _offer(form: CoverageForm, coverage: Coverage | None = None) -> None:
    day = form.published_on.data or clock.today()
    chosen = form.event.data
    also = int(chosen) if isinstance(chosen, str) and chosen.isascii() and chosen.isdecimal() else 0
    voices = list(queries.spokespersons())
    if coverage is not None and coverage.spokesperson is not None and coverage.spokesperson not in voices:
        voices.append(coverage.spokesperson)  # withdrawn since, and still the one that it was
    sent = queries.submission_choices()
    if coverage is not None and coverage.submission_id and all(coverage.submission_id != one[0] for one in sent):
        sent.append((coverage.submission_id, queries.get_submission(coverage.submission_id).title))
    events = as_choices(events_near([day]), day, also if 0 < also <= LARGEST_ID else None)
    form.offer(queries.outlets(), voices, events, sent)


def _as_typed(coverage: Coverage) -> dict[str, object]:
    return {
        "url": coverage.url,
        "title": coverage.title,
        "outlet": str(coverage.outlet_id),
        "kind": coverage.kind.value,
        "medium": coverage.medium.value,
        "published_on": coverage.published_on,
        "spokesperson": str(coverage.spokesperson_id or ""),
        "topic": coverage.topic,
        "event": str(coverage.event_id or ""),
        "submission": str(coverage.submission_id or ""),
    }


def _fill_in(form: CoverageForm) -> str:
    """Ask the page at the address what it is. What nothing could be told of stays as it was typed."""
    link = form.url.link
    if not link:
        form.url.errors = (_("Paste the address of the article first."),)
        return ""
    found = look_up(link)
    if found.outlet_id is not None:
        form.outlet.data = str(found.outlet_id)
    if found.title:
        form.title.data = found.title
        form.kind.data = classify(found.title, link).kind.value
    if found.published_on is not None:
        form.published_on.data, form.published_on.raw_data = found.published_on, None
    twin = queries.find_by_address(link)
    if twin is not None:
        form.url.errors = (_twin(twin),)
        return ""
    if found.problem is not None:
        why = _(found.problem.value)
        return str(_("The page told nothing: %(why)s Fill in the rest by hand; the address is kept.", why=why))
    return str(_("Look it over, then count it."))


def _say_at_title(form: CoverageForm, refused: Refused) -> None:
    twin_id = refused.values.get("twin_id")
    twin = queries.find_coverage(twin_id) if isinstance(twin_id, int) else None
    error = told(refused) if twin is None else _twin(twin, is_sure=refused.reason is CountRefusal.ALREADY_COUNTED)
    form.title.errors = (*form.title.errors, error)


def _seen() -> list[int]:
    """What may be the same and was shown in the form."""
    found = [int(text) for text in request.form.getlist("seen") if text.isascii() and text.isdecimal()]
    return [one for one in found if one <= LARGEST_ID][:20]


def _twin(twin: Coverage, *, is_sure: bool = True) -> str:
    named = {"title": twin.title, "outlet": twin.outlet.name, "day": day_short(twin.published_on)}
    if not is_sure:
        text = _("Counted already? Look at “%(title)s”, %(outlet)s %(day)s. If it is another one, count it once more.")
        return str(text % named)
    return str(_("Counted already: “%(title)s”, %(outlet)s %(day)s.", **named))
