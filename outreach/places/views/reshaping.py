"""Split an area by a line, merge neighbours, compose an area of electoral districts."""

from collections.abc import Sequence
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.i18n import told
from outreach.people.access import current, needs
from outreach.people.models import Role
from outreach.places import geometry as shapes
from outreach.places import queries, service
from outreach.places.forms.areas import ComposeForm, MergeForm, SplitForm
from outreach.places.models import Area, District
from outreach.places.rules import PlaceRefusal, bounding_box, folded
from outreach.places.service.areas import Overlap, refuse_retired
from outreach.places.views.areas import BY_NAME, editor_map
from outreach.refusals import Refused

bp = Blueprint("reshaping", __name__)

EDITORS = (Role.ORGANISER, Role.ADMIN)


@bp.route("/areas/<int:area_id>/split", methods=["GET", "POST"])
@needs(*EDITORS)
def split(area_id: int) -> ResponseReturnValue:
    """Cut an area in two along a line."""
    area = queries.get_area(area_id)
    refuse_retired(area)
    form = SplitForm()
    if form.validate_on_submit():
        try:
            part = service.split_area(area, form.line.value(), form.name.data or "", by=current())
        except Refused as refused:
            field = form.name if refused.reason in BY_NAME else form.line
            field.errors = (*field.errors, told(refused))
        else:
            flash(_("%(name)s and %(part)s now lie side by side.", name=area.name, part=part.name))
            return redirect(url_for("spread.areas"), 303)
    page = render_template("places/split_area.html", form=form, area=area, bounds=_corners(area), map=editor_map())
    return page, 422 if form.is_submitted() else 200


@bp.route("/areas/merge", methods=["GET", "POST"])
@needs(*EDITORS)
def merge() -> ResponseReturnValue:
    """Make one area of several neighbours; ?area= ticks those that were picked."""
    living = queries.areas()
    form = MergeForm(formdata=request.form if request.method == "POST" else None, areas=request.args.getlist("area"))
    form.areas.choices = [(str(area.id), area.name) for area in living]
    form.stays.choices = [("", _("The largest of them")), *form.areas.choices]
    if form.validate_on_submit():
        picked = [area for area in living if str(area.id) in (form.areas.data or [])]
        try:
            stays = service.merge_areas(_in_order(picked, form.stays.data or ""), by=current())
        except Refused as refused:
            form.areas.errors = (*form.areas.errors, told(refused))
        else:
            flash(_("They are one area now: %(name)s.", name=stays.name))
            return redirect(url_for("spread.areas"), 303)
    page = render_template("places/merge_areas.html", form=form, areas=living, map=editor_map())
    return page, 422 if form.is_submitted() else 200


@bp.route("/areas/compose", methods=["GET", "POST"])
@needs(*EDITORS)
def compose() -> ResponseReturnValue:
    """Make a new area of electoral districts, by list or by map."""
    form = ComposeForm()
    districts = queries.districts()
    if form.validate_on_submit():
        chosen = [each for each in districts if each.code in (form.districts.data or [])]
        if not chosen:
            form.districts.errors = (*form.districts.errors, _("Choose at least one district."))
        elif _compose(form, chosen):
            flash(_("%(name)s is on the map.", name=form.name.data))
            return redirect(url_for("spread.areas"), 303)
    page = render_template(
        "places/compose_area.html", form=form, groups=_by_area(districts), map=editor_map(), is_empty=not districts
    )
    return page, 422 if form.is_submitted() else 200


def _compose(form: ComposeForm, chosen: Sequence[District]) -> bool:
    try:
        service.save_area(
            name=form.name.data or "",
            geometry=shapes.union([each.geometry for each in chosen]),
            overlap=Overlap(form.overlap.data),
            by=current(),
            source=chosen[0].source,
            **form.values(),
        )
    except Refused as refused:
        by_field = {PlaceRefusal.OVERLAPS: form.overlap, **dict.fromkeys(BY_NAME, form.name)}
        field = by_field.get(PlaceRefusal(refused.reason), form.districts)
        field.errors = (*field.errors, told(refused))
        return False
    return True


def _corners(area: Area) -> list[list[float]]:
    """South-west and north-east, as Leaflet takes them."""
    west, south, east, north = bounding_box(area.geometry)
    return [[south, west], [north, east]]


def _in_order(picked: list[Area], stays: str) -> list[Area]:
    """The one that stays first: the one that was chosen, else the largest."""
    return sorted(picked, key=lambda area: (str(area.id) != stays, -shapes.square_metres(area.geometry)))


def _by_area(districts: Sequence[District]) -> list[tuple[str, list[District]]]:
    """The districts under the name of the area that they lie in."""
    living = queries.areas()

    def area_of(district: District) -> str:
        point = shapes.label_point(district.geometry)
        return next((area.name for area in living if shapes.covers(area.geometry, *point)), "")

    placed = sorted(((area_of(each), each) for each in districts), key=lambda pair: (folded(pair[0]), pair[1].code))
    return [(name, [each for _name, each in pairs]) for name, pairs in groupby(placed, key=lambda pair: pair[0])]
