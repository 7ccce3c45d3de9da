"""Note how it stands with the permit of a square meeting."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.events.forms.permit import PermitForm
from outreach.events.naming import title_of
from outreach.events.queries import get_event
from outreach.events.service.permits import note_permit
from outreach.events.views.on_event import permit_parts
from outreach.people.access import needs
from outreach.people.models import Role

bp = Blueprint("permits", __name__)


@bp.post("/events/<int:event_id>/permit")
@needs(Role.ORGANISER)
def permit(event_id: int) -> ResponseReturnValue:
    """Whether one is needed, when it was applied for and granted, under which number."""
    event = get_event(event_id)
    form = PermitForm()
    if form.validate_on_submit():
        note_permit(event, form.facts())
        flash(_("The permit is noted."))
        return redirect(url_for("event.event", event_id=event.id), 303)
    page = render_template("events/permit.html", event=event, title=title_of(event), **permit_parts(event, form))
    return page, 422
