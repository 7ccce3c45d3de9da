"""The words we look for: add, change, rest and remove them, and see before what that would find and lose."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from outreach.db import LARGEST_ID, db, reading
from outreach.i18n import told
from outreach.media import queries
from outreach.media.forms.words import MatchWordForm
from outreach.media.models import MatchWord, TermKind
from outreach.media.queries.rematching import Preview, preview
from outreach.media.rules.match import Term
from outreach.media.service.matching import Rematched, delete_word, save_word
from outreach.media.words import kind_reason
from outreach.people.access import needs
from outreach.people.models import Role
from outreach.refusals import Refused

bp = Blueprint("words", __name__)


@bp.app_context_processor
def text_tools() -> dict[str, object]:
    return {"kind_reason": kind_reason}


@bp.get("/settings/match-words")
@needs(Role.MEDIA, Role.ADMIN)
def match_words() -> ResponseReturnValue:
    """All of them, by what they stand for."""
    words = queries.match_words()
    by_kind = {kind: [word for word in words if word.kind == kind] for kind in TermKind}
    return render_template("media/match_words.html", by_kind=by_kind, people=queries.our_people())


@bp.route("/settings/match-words/new", methods=["GET", "POST"])
@needs(Role.MEDIA, Role.ADMIN)
def new_match_word() -> ResponseReturnValue:
    """One more; a link may bring the word along."""
    form = MatchWordForm(
        kind=request.args.get("kind", "place"),
        word=request.args.get("word", ""),
        is_active=True,
    )
    return _form_page(form, None)


@bp.route("/settings/match-words/<int:word_id>/edit", methods=["GET", "POST"])
@needs(Role.MEDIA, Role.ADMIN)
def edit_match_word(word_id: int) -> ResponseReturnValue:
    """Change one, or let it rest."""
    word = queries.get_match_word(word_id)
    return _form_page(MatchWordForm(data=MatchWordForm.values_of(word)), word)


@bp.post("/settings/match-words/preview")
@needs(Role.MEDIA, Role.ADMIN)
def preview_match_word() -> ResponseReturnValue:
    """The form again, with what saving it would find and lose. Nothing is changed."""
    # The request may write, so its transaction holds SQLite's one write lock: let it go before the work.
    db.session.rollback()
    with reading():
        word_id = request.args.get("word", type=int)
        word = queries.get_match_word(word_id) if word_id is not None and 0 < word_id <= LARGEST_ID else None
        form = MatchWordForm()
        form.offer()
        if not form.validate():
            return _page(form, word), 422
        return _page(form, word, _preview(form, word))


@bp.post("/settings/match-words/<int:word_id>/delete")
@needs(Role.MEDIA, Role.ADMIN)
def delete_match_word(word_id: int) -> ResponseReturnValue:
    """Look for it no more."""
    name = queries.get_match_word(word_id).word
    _tell(_("“%(word)s” is removed.", word=name), delete_word(word_id))
    return redirect(url_for("words.match_words"), 303)


def _form_page(form: MatchWordForm, word: MatchWord | None) -> ResponseReturnValue:
    form.offer()
    if form.validate_on_submit():
        try:
            done = save_word(form.term(), is_active=form.is_active.data, word_id=word.id if word else None)
        except Refused as refused:
            form.word.errors = (*form.word.errors, told(refused))
            return _page(form, word), 409
        _tell(_("“%(word)s” is saved.", word=form.word.data), done)
        return redirect(url_for("words.match_words"), 303)
    is_prefilled = word is None and bool(request.args.get("word")) and not form.is_submitted()
    shown = _preview(form, None) if is_prefilled and _can_be_tried(form) else None
    return _page(form, word, shown), 422 if form.is_submitted() else 200


def _can_be_tried(form: MatchWordForm) -> bool:
    """What a link brought along is tried like what is typed, but not complained of."""
    return form.kind.data in {kind.value for kind in TermKind} and len(form.word.data or "") <= 100


def _preview(form: MatchWordForm, word: MatchWord | None) -> Preview:
    words: Sequence[Term] = queries.terms(without=word.id if word else None)
    return preview([*words, form.term()] if form.is_active.data else words)


def _page(form: MatchWordForm, word: MatchWord | None, shown: Preview | None = None) -> str:
    return render_template("media/match_word.html", form=form, word=word, preview=shown)


def _tell(message: str, done: Rematched) -> None:
    """What was done, and what it did to the inbox."""
    said = [message]
    if done.found:
        said.append(ngettext("%(num)d more hit waits.", "%(num)d more hits wait.", done.found))
    if done.lost:
        said.append(ngettext("%(num)d hit is gone.", "%(num)d hits are gone.", done.lost))
    flash(" ".join(said))
