"""Import events from a table: choose a file, look at what it would become, say yes, mend what is left."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from outreach import clock
from outreach.events import sheets
from outreach.events.forms.importing import ConfirmForm, FileForm, choices_of, place_forms
from outreach.events.models import EventKind, ImportDraft
from outreach.events.rules.importing import HEADERS, MOST_BYTES, SAMPLE_HEADER, Note, Row, read_rows
from outreach.events.service import importing
from outreach.i18n import told
from outreach.people.access import current, needs, takes_file
from outreach.people.models import Role
from outreach.places.queries import venues
from outreach.refusals import Refused
from outreach.texts import clean_line

bp = Blueprint("importing", __name__)

SAMPLE_ROWS = (
    ("2027-03-06", "11:00", "13:00", "Torgmöte", "", "Solna centrum", "", "4", "", "", "Vi bjuder på kaffe."),
    ("mån 15 mars 2027", "17.00", "18.30", "Flygblad", "", "", "Hagalund", "3", "", "", ""),
)


@bp.route("/events/import", methods=["GET", "POST"])
@needs(Role.ORGANISER)
@takes_file(MOST_BYTES)
def import_file() -> ResponseReturnValue:
    """Choose a file; it is read and kept for a day, and nothing comes into the calendar yet."""
    form = FileForm()
    if form.validate_on_submit():
        file = form.file.data
        try:
            draft = importing.keep_import(file.read(), clean_line(file.filename), current())
        except Refused as refused:
            form.file.errors = (*form.file.errors, told(refused))
        else:
            return redirect(url_for("importing.import_preview", draft_id=draft.id), 303)
    names = [[name.strip().capitalize() for name in text.split(",")] for text in HEADERS.values()]
    page = render_template("events/import_file.html", form=form, names=names)
    return page, 422 if form.is_submitted() else 200


@bp.get("/events/import/sample.csv")
@needs(Role.ORGANISER)
def sample() -> ResponseReturnValue:
    """A table to begin with."""
    return _download(sheets.write_csv(SAMPLE_HEADER, SAMPLE_ROWS), "aktiviteter.csv")


@bp.route("/events/import/<int:draft_id>", methods=["GET", "POST"])
@needs(Role.ORGANISER)
def import_preview(draft_id: int) -> ResponseReturnValue:
    """What each row would become; a yes puts the good ones into the calendar as drafts. Afterwards, what is left."""
    draft = importing.get_kept(draft_id, current())
    here = url_for("importing.import_preview", draft_id=draft.id)
    if draft.imported_at is not None:
        return redirect(here, 303) if request.method == "POST" else _show_result(draft)
    rows = [(number, row) for number, row in draft.rows]
    unknown = importing.look_over(draft.header, rows).unknown
    form, places = ConfirmForm(), place_forms(request.form or None, unknown, venues())
    answers = [place.validate() for place in places] if form.is_submitted() else []
    is_right = all(answers)
    if form.validate_on_submit() and is_right:
        importing.confirm_import(draft, current(), choices_of(places), again=form.again.data)
        return redirect(here, 303)
    page = render_template(
        "events/import_preview.html",
        draft=draft,
        form=form,
        places=places,
        unknown={place.name: place.rows for place in unknown},
        found=importing.look_over(draft.header, rows, choices_of(places) if is_right else {}),
        kinds={kind.value: kind for kind in EventKind},
        said=said,
    )
    return page, 422 if form.is_submitted() else 200


@bp.get("/events/import/<int:draft_id>/mend.csv")
@needs(Role.ORGANISER)
def mend(draft_id: int) -> ResponseReturnValue:
    """The rows that could not be read, each with what is wrong: to mend and to import again."""
    draft = importing.get_kept(draft_id, current())
    rows = ((row.cells, " ".join(map(said, row.errors))) for row in _bad_rows(draft))
    return _download(importing.mend_file(draft.header, rows), "att-laga.csv")


def said(note: Note) -> str:
    """An error or a warning in the reader's language."""
    return gettext(note.reason.value, **note.values)


def _show_result(draft: ImportDraft) -> str:
    return render_template("events/import_result.html", draft=draft, bad=_bad_rows(draft), said=said)


def _bad_rows(draft: ImportDraft) -> list[Row]:
    rows = read_rows(draft.header, [(number, row) for number, row in draft.rows], clock.today())
    return [row for row in rows if row.errors]


def _download(data: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, content_type="text/csv; charset=utf-8", headers=headers)
