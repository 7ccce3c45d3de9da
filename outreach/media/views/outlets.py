"""The outlets: what they are called, how far they reach, how they are read."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.i18n import told
from outreach.media import queries
from outreach.media.forms.settings import OutletForm, RemoveOutletForm
from outreach.media.models import Outlet
from outreach.media.service.outlets import add_outlet, edit_outlet, remove_outlet, uses_of
from outreach.people.access import needs
from outreach.people.models import Role
from outreach.refusals import Refused

bp = Blueprint("outlets", __name__)


@bp.get("/settings/outlets")
@needs(Role.MEDIA, Role.ADMIN)
def outlets() -> ResponseReturnValue:
    """All of them, with what belongs to each."""
    return render_template("media/outlets.html", outlets=queries.outlets(), uses=queries.outlet_uses())


@bp.route("/settings/outlets/new", methods=["GET", "POST"])
@needs(Role.MEDIA, Role.ADMIN)
def new_outlet() -> ResponseReturnValue:
    """One more."""
    form = OutletForm(is_verified=True)
    form.offer()
    if form.validate_on_submit():
        try:
            add_outlet(form.facts())
        except Refused as refused:
            form.name.errors = (*form.name.errors, told(refused))
            return render_template("media/new_outlet.html", form=form), 409
        return redirect(url_for("outlets.outlets"), 303)
    return render_template("media/new_outlet.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/settings/outlets/<int:outlet_id>/edit", methods=["GET", "POST"], endpoint="edit_outlet")
@needs(Role.MEDIA, Role.ADMIN)
def edit(outlet_id: int) -> ResponseReturnValue:
    """Mend it; what belongs to it stays."""
    outlet = queries.get_outlet(outlet_id)
    form = OutletForm(data=_as_typed(outlet))
    form.offer()
    status = 200
    if form.validate_on_submit():
        try:
            edit_outlet(outlet_id, form.facts())
        except Refused as refused:
            form.name.errors = (*form.name.errors, told(refused))
            status = 409
        else:
            return redirect(url_for("outlets.outlets"), 303)
    elif form.is_submitted():
        status = 422
    return _edit_page(outlet_id, form), status


@bp.post("/settings/outlets/<int:outlet_id>/remove")
@needs(Role.MEDIA, Role.ADMIN)
def remove(outlet_id: int) -> ResponseReturnValue:
    """Remove it; what belongs to it goes to the one that was chosen."""
    outlet = queries.get_outlet(outlet_id)
    form = RemoveOutletForm()
    form.offer([one for one in queries.outlets() if one.id != outlet_id], any(uses_of(outlet_id)))
    if not form.validate():
        return _edit_page(outlet_id, None, form), 422
    name = outlet.name
    try:
        remove_outlet(outlet_id, form.heir.chosen_id)
    except Refused as refused:
        form.heir.errors = (*form.heir.errors, told(refused))
        return _edit_page(outlet_id, None, form), 409
    flash(_("Removed: %(title)s", title=name), "message")
    return redirect(url_for("outlets.outlets"), 303)


def _edit_page(outlet_id: int, form: OutletForm | None, removal: RemoveOutletForm | None = None) -> str:
    outlet = queries.get_outlet(outlet_id)
    uses = uses_of(outlet_id)
    if form is None:
        form = OutletForm(formdata=None, data=_as_typed(outlet))
        form.offer()
    if removal is None:
        removal = RemoveOutletForm(formdata=None)
        removal.offer([one for one in queries.outlets() if one.id != outlet_id], any(uses))
    return render_template("media/edit_outlet.html", outlet=outlet, form=form, removal=removal, uses=uses)


def _as_typed(outlet: Outlet) -> dict[str, object]:
    return {
        "name": outlet.name,
        "tier": outlet.tier.value,
        "homepage": outlet.homepage,
        "only_here": outlet.only_here,
        "reads_pages": outlet.reads_pages,
        "is_verified": outlet.is_verified,
    }
