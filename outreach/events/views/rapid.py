"""Something has happened: call people together for today or tomorrow, in one form."""

from datetime import datetime, time, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from outreach import clock
from outreach.events.forms.rapid import RapidForm
from outreach.events.models import Event
from outreach.events.queries import get_event
from outreach.events.rules.rapid import RapidRefusal, days_to_choose, must_confirm
from outreach.events.service.rapid import call_together, take_back_call, volunteers_to_call
from outreach.events.views.filling import picker_map
from outreach.i18n import word
from outreach.people.access import current, needs
from outreach.people.models import Role
from outreach.places.queries import venues
from outreach.refusals import Refused

bp = Blueprint("rapid", __name__)


@bp.route("/events/rapid", methods=["GET", "POST"])
@needs(Role.ORGANISER)
def rapid() -> ResponseReturnValue:
    """What, when, where, how many: published at once, with a mail to every volunteer. Many want a second press."""
    form = RapidForm(**(_soon() if request.method == "GET" else {}))
    form.offer(days_to_choose(clock.today()))
    form.fill_key()
    recipients = len(volunteers_to_call(current()))
    is_asking = False
    if form.validate_on_submit():
        is_asking = must_confirm(recipients) and "confirmed" not in request.form
        if not is_asking:
            try:
                event = call_together(form.plan(), form.hands.data or 0, current(), form.key.data or "")
            except Refused as refused:
                _put_refusal(form, refused)
            else:
                _say_called(event, recipients)
                return redirect(url_for("event.event", event_id=event.id), 303)
    page = render_template(
        "events/rapid.html",
        form=form,
        venues=venues(),
        map=picker_map(form.latitude.data, form.longitude.data),
        recipients=recipients,
        is_asking=is_asking,
    )
    return page, 422 if form.errors else 200


@bp.post("/events/<int:event_id>/take-back-call")
@needs(Role.ORGANISER)
def take_back(event_id: int) -> ResponseReturnValue:
    """Nobody else gets the mails that have not left; the event stays, and can be changed or cancelled."""
    event = get_event(event_id)
    recalled = take_back_call(event)
    if recalled:
        flash(ngettext("%(num)d mail is taken back.", "%(num)d mails are taken back.", recalled))
    else:
        flash(_("The mails have left already."), "error")
    return redirect(url_for("event.event", event_id=event.id), 303)


def _say_called(event: Event, recipients: int) -> None:
    """What happens now; many mails wait a minute, in which they can be taken back."""
    if must_confirm(recipients):
        told = ngettext("%(num)d person gets a mail in a minute.", "%(num)d people get a mail in a minute.", recipients)
        flash(_("Published. %(told)s", told=told), f"call {event.id}")
        return
    told = ngettext("%(num)d person gets a mail.", "%(num)d people get a mail.", recipients)
    flash(_("Published. %(told)s", told=told))


def _put_refusal(form: RapidForm, refused: Refused) -> None:
    if refused.reason in set(RapidRefusal):
        form.end.errors = (*form.end.errors, word(refused.reason))
    else:
        form.put_refusal(refused)


def _soon() -> dict[str, object]:
    """The hour after the next one, for two hours; at night, the next morning or, if that is tomorrow, at five."""
    today, tomorrow = days_to_choose(clock.today())
    begins = clock.local(clock.now()).replace(minute=0, second=0, microsecond=0, tzinfo=None) + timedelta(hours=2)
    begins = max(begins, datetime.combine(today, time(8)))
    if begins > datetime.combine(today, time(20)):
        return {"day": tomorrow.isoformat(), "start": time(17), "end": time(19)}
    return {"day": today.isoformat(), "start": begins.time(), "end": (begins + timedelta(hours=2)).time()}
