"""Our own public voices: who has said yes to being counted by name, and who has withdrawn."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import clock
from outreach.i18n import told
from outreach.media import queries
from outreach.media.forms.settings import SpokespersonForm
from outreach.media.service.voices import (
    edit_spokesperson,
    register_spokesperson,
    renew_spokesperson,
    withdraw_spokesperson,
)
from outreach.people.access import needs
from outreach.people.models import Role
from outreach.refusals import Refused

bp = Blueprint("spokespersons", __name__)


@bp.route("/settings/spokespersons", methods=["GET", "POST"])
@needs(Role.MEDIA, Role.ADMIN)
def spokespersons() -> ResponseReturnValue:
    """Those who have agreed, and a form to register one more."""
    form = SpokespersonForm(consented_on=clock.today())
    form.offer()
    status = 200
    if form.validate_on_submit():
        try:
            register_spokesperson(form.name.data, form.is_woman.data == "yes", form.consented_on.data)
        except Refused as refused:
            form.name.errors = (*form.name.errors, told(refused))
            status = 409
        else:
            return redirect(url_for("spokespersons.spokespersons"), 303)
    elif form.is_submitted():
        status = 422
    page = render_template(
        "media/spokespersons.html",
        form=form,
        voices=queries.spokespersons(),
        former=queries.former_spokespersons(),
    )
    return page, status


@bp.route("/settings/spokespersons/<int:voice_id>/edit", methods=["GET", "POST"], endpoint="edit_spokesperson")
@needs(Role.MEDIA, Role.ADMIN)
def edit(voice_id: int) -> ResponseReturnValue:
    """Mend a name, the day, or how they count."""
    voice = queries.get_spokesperson(voice_id)
    form = SpokespersonForm(
        name=voice.name, is_woman="yes" if voice.is_woman else "no", consented_on=voice.consented_on, has_agreed=True
    )
    form.offer()
    status = 200
    if form.validate_on_submit():
        try:
            edit_spokesperson(voice_id, form.name.data, form.is_woman.data == "yes", form.consented_on.data)
        except Refused as refused:
            form.name.errors = (*form.name.errors, told(refused))
            status = 409
        else:
            return redirect(url_for("spokespersons.spokespersons"), 303)
    elif form.is_submitted():
        status = 422
    return render_template("media/edit_spokesperson.html", form=form, voice=queries.get_spokesperson(voice_id)), status


@bp.post("/settings/spokespersons/<int:voice_id>/withdraw")
@needs(Role.MEDIA, Role.ADMIN)
def withdraw(voice_id: int) -> ResponseReturnValue:
    """They no longer want to be looked for."""
    voice = withdraw_spokesperson(voice_id)
    flash(_("%(name)s is not looked for any more. What is counted stays.", name=voice.name), "message")
    return redirect(url_for("spokespersons.spokespersons"), 303)


@bp.post("/settings/spokespersons/<int:voice_id>/renew")
@needs(Role.MEDIA, Role.ADMIN)
def renew(voice_id: int) -> ResponseReturnValue:
    """They have said yes again."""
    voice = renew_spokesperson(voice_id)
    flash(_("%(name)s is looked for again.", name=voice.name), "message")
    return redirect(url_for("spokespersons.spokespersons"), 303)
