"""Areas in and out as GeoJSON: a preview first, nothing written before somebody says yes."""

import json

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from outreach.i18n import told
from outreach.people.access import current, needs, takes_file
from outreach.people.models import Role
from outreach.places import queries, service
from outreach.places.export import areas_as_geojson
from outreach.places.forms.areas import ImportForm
from outreach.places.models import AreaDraft
from outreach.places.rules import PlaceRefusal
from outreach.places.service.importing import MOST_BYTES, drop_draft, keep_draft, read_collection
from outreach.refusals import Refused

bp = Blueprint("area_import", __name__)

EDITORS = (Role.ORGANISER, Role.ADMIN)
STAFF = (*EDITORS, Role.BOARD, Role.MEDIA)


@bp.get("/areas/export.geojson")
@needs(*STAFF)
def export() -> Response:
    """All areas in use as a file that import takes back."""
    response = Response(json.dumps(areas_as_geojson(), ensure_ascii=False), mimetype="application/geo+json")
    response.headers.set("Content-Disposition", "attachment", filename=_("areas.geojson"))
    return response


@bp.route("/areas/import", methods=["GET", "POST"])
@needs(*EDITORS)
@takes_file(MOST_BYTES)
def upload() -> ResponseReturnValue:
    """Choose a file; what it would do is shown next."""
    form = ImportForm()
    if form.validate_on_submit():
        with form.file.data.stream as file:
            content = file.read(MOST_BYTES + 1)
        try:
            collection = read_collection(content)
            service.plan_import(collection)
        except Refused as refused:
            form.file.errors = (*form.file.errors, told(refused))
        else:
            draft = keep_draft(current(), form.file.data.filename or "", collection)
            return redirect(url_for("area_import.preview", draft_id=draft.id), 303)
    page = render_template("places/import_areas.html", form=form)
    return page, 422 if form.is_submitted() else 200


@bp.get("/areas/import/<int:draft_id>")
@needs(*EDITORS)
def preview(draft_id: int) -> ResponseReturnValue:
    """What the file would do, area by area."""
    draft = _get_draft(draft_id)
    return render_template(
        "places/preview_areas.html", draft=draft, plan=service.plan_import(draft.collection), told=told
    )


@bp.post("/areas/import/<int:draft_id>/confirm")
@needs(*EDITORS)
def confirm(draft_id: int) -> ResponseReturnValue:
    """Write what is new and changed, as it stands now."""
    draft = _get_draft(draft_id)
    if "cancel" in request.form:
        drop_draft(draft)
        return redirect(url_for("area_import.upload"), 303)
    plan = service.import_collection(draft.collection, by=current())
    if not plan.to_write:
        raise Refused(PlaceRefusal.NOTHING_TO_IMPORT)
    drop_draft(draft)
    count = len(plan.to_write)
    flash(ngettext("%(num)d area was imported.", "%(num)d areas were imported.", count))
    return redirect(url_for("spread.areas"), 303)


def _get_draft(draft_id: int) -> AreaDraft:
    draft = queries.find_area_draft(draft_id, current())
    if draft is None:
        abort(404)
    return draft
