"""Import publications from a table: choose a file, look at what it would become, say yes, mend what is left."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from outreach.events import sheets
from outreach.events.rules.importing import MOST_BYTES
from outreach.i18n import told
from outreach.media.forms.importing import TableForm, YesForm, outlet_forms, tiers_of
from outreach.media.models import CoverageDraft
from outreach.media.rules.importing import HEADERS, SAMPLE_HEADER, Note, Row
from outreach.media.service import importing_coverage as importing
from outreach.people.access import current, needs, takes_file
from outreach.people.models import Role
from outreach.refusals import Refused
from outreach.texts import clean_line

bp = Blueprint("coverage_import", __name__)

SAMPLE_ROWS = (
    ("2026-03-05", "Solnatidningen", "Låt badet vara öppet", "Insändare", "", "badet", "", "Papper", "Lokal"),
    ("5 mars 2026", "Radio P4", "Så tycker partierna", "Artikel", "https://example.se/a", "", "", "Radio", "Region"),
)  # fmt: skip


@bp.route("/media/coverage/import", methods=["GET", "POST"])
@needs(Role.MEDIA)
@takes_file(MOST_BYTES)
def import_coverage() -> ResponseReturnValue:
    """Choose a file; it is read and kept for a day, and nothing is counted yet."""
    form = TableForm()
    if form.validate_on_submit():
        file = form.file.data
        try:
            draft = importing.keep_draft(file.read(), clean_line(file.filename), current())
        except Refused as refused:
            form.file.errors = (*form.file.errors, told(refused))
        else:
            return redirect(url_for("coverage_import.preview_coverage", draft_id=draft.id), 303)
    names = [[name.strip().capitalize() for name in text.split(",")] for text in HEADERS.values()]
    return render_template("media/import_coverage.html", form=form, names=names), 422 if form.is_submitted() else 200


@bp.get("/media/coverage/import/sample.csv")
@needs(Role.MEDIA)
def sample() -> ResponseReturnValue:
    """A table to begin with."""
    return _download(sheets.write_csv(SAMPLE_HEADER, SAMPLE_ROWS), "medieinslag.csv")


@bp.route("/media/coverage/import/<int:draft_id>", methods=["GET", "POST"])
@needs(Role.MEDIA)
def preview_coverage(draft_id: int) -> ResponseReturnValue:
    """What each row would become; a yes counts the good ones. Afterwards, what is left."""
    draft = importing.get_kept(draft_id, current())
    here = url_for("coverage_import.preview_coverage", draft_id=draft.id)
    if draft.imported_at is not None:
        return redirect(here, 303) if request.method == "POST" else _result_page(draft)
    rows = [(number, row) for number, row in draft.rows]
    form = YesForm()
    outlets = outlet_forms(request.form or None, importing.look_over(draft.header, rows).unknown)
    answers = [one.validate() for one in outlets] if form.is_submitted() else []
    if form.validate_on_submit() and all(answers) and "look" not in request.form:
        importing.confirm_draft(draft, tiers_of(outlets), current().id)
        return redirect(here, 303)
    found = importing.look_over(draft.header, rows, tiers_of(outlets))
    page = render_template(
        "media/preview_coverage.html", draft=draft, form=form, outlets=outlets, found=found, said=said
    )  # fmt: skip
    return page, 422 if answers and not all(answers) else 200


@bp.get("/media/coverage/import/<int:draft_id>/mend.csv")
@needs(Role.MEDIA)
def mend(draft_id: int) -> ResponseReturnValue:
    """The rows that were left out, each with what is wrong: to mend and to import again."""
    draft = importing.get_kept(draft_id, current())
    rows = ((row.cells, " ".join(map(said, row.errors))) for row in _bad_rows(draft))
    return _download(importing.mend_file(draft.header, rows), "att-laga.csv")


def said(note: Note) -> str:
    """An error or a warning in the reader's language."""
    return gettext(note.reason.value, **note.values)


def _result_page(draft: CoverageDraft) -> str:
    return render_template("media/imported_coverage.html", draft=draft, bad=_bad_rows(draft), said=said)


def _bad_rows(draft: CoverageDraft) -> list[Row]:
    return importing.look_over(draft.header, [(number, row) for number, row in draft.rows]).bad


def _download(data: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, content_type="text/csv; charset=utf-8", headers=headers)
