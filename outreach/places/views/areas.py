"""Draw, change, retire and bring back an area; say whether an outline would do."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import maps
from outreach.i18n import told
from outreach.people.access import current, needs
from outreach.people.models import Role
from outreach.places import queries, service
from outreach.places.forms.areas import AreaForm
from outreach.places.models import Area
from outreach.places.rules import PlaceRefusal
from outreach.places.service.areas import Overlap, check_area, refuse_retired
from outreach.refusals import Refused

bp = Blueprint("areas", __name__)

EDITORS = (Role.ORGANISER, Role.ADMIN)
BY_NAME = (PlaceRefusal.NO_NAME, PlaceRefusal.NAME_TAKEN, PlaceRefusal.NAME_TOO_LONG)


@bp.route("/areas/new", methods=["GET", "POST"])
@needs(*EDITORS)
def new() -> ResponseReturnValue:
    """Draw a new area."""
    form = AreaForm()
    if form.validate_on_submit() and _save(form, None):
        flash(_("%(name)s is on the map.", name=form.name.data))
        return redirect(url_for("spread.areas"), 303)
    page = render_template("places/new_area.html", form=form, map=editor_map())
    return page, 422 if form.is_submitted() else 200


@bp.route("/areas/<int:area_id>/edit", methods=["GET", "POST"])
@needs(*EDITORS)
def edit(area_id: int) -> ResponseReturnValue:
    """Change an area's outline and figures; ?version= brings a former outline into the form."""
    area = queries.get_area(area_id)
    refuse_retired(area)
    version = queries.find_version(area, request.args.get("version", 0, type=int))
    form = AreaForm() if request.method == "POST" else AreaForm.of(area, version.geometry if version else area.geometry)
    if form.validate_on_submit() and _save(form, area):
        flash(_("Saved."))
        return redirect(url_for("spread.areas"), 303)
    page = render_template(
        "places/edit_area.html",
        form=form,
        area=area,
        version=version,
        versions=queries.versions_of(area),
        map=editor_map(),
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/areas/<int:area_id>/retire")
@needs(*EDITORS)
def retire(area_id: int) -> ResponseReturnValue:
    area = queries.get_area(area_id)
    service.retire_area(area)
    flash(_("%(name)s is no longer used. What was held there stays counted.", name=area.name))
    return redirect(url_for("spread.areas"), 303)


@bp.post("/areas/<int:area_id>/restore")
@needs(*EDITORS)
def restore(area_id: int) -> ResponseReturnValue:
    area = queries.get_area(area_id)
    service.restore_area(area)
    flash(_("%(name)s is used again.", name=area.name))
    return redirect(url_for("spread.areas"), 303)


@bp.post("/areas/check")
@needs(*EDITORS)
def check() -> ResponseReturnValue:
    """What saving an outline would answer: said while it is drawn. Changes nothing."""
    form = request.get_json(silent=True)
    form = form if isinstance(form, dict) else {}
    area_id = form.get("area")
    area = queries.find_area(area_id) if isinstance(area_id, int) else None
    try:
        overlap = Overlap(str(form.get("overlap", Overlap.REFUSE)))
        check_area(str(form.get("name") or _("The outline")), form.get("geometry"), area, overlap)
    except ValueError:
        return jsonify(ok=False, message=""), 400
    except Refused as refused:
        return jsonify(ok=False, message=told(refused))
    return jsonify(ok=True, message=_("This outline can be saved."))


@bp.get("/areas/editor.js")
@needs(*EDITORS)
def editor_map_js() -> ResponseReturnValue:
    """What folium writes for the map of every editor."""
    return maps.script_response(editor_map())


def editor_map() -> maps.MapParts:
    return maps.area_map(url_for("places.areas_geojson"), url_for("places.sketch_geojson"), queries.bounds())


def put_refusal(form: AreaForm, refused: Refused) -> None:
    """Say a rule's no by the field that it is about."""
    field = form.name if refused.reason in BY_NAME else form.geometry
    field.errors = (*field.errors, told(refused))


def _save(form: AreaForm, area: Area | None) -> bool:
    try:
        service.save_area(
            name=form.name.data or "",
            geometry=form.geometry.value(),
            area=area,
            overlap=Overlap(form.overlap.data),
            by=current(),
            source=area.source if area else "",
            **form.values(),
        )
    except Refused as refused:
        put_refusal(form, refused)
        return False
    return True
