"""Several events at once: chosen in the list, told of beforehand, each with its own outcome."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from outreach.db import LARGEST_ID
from outreach.events import queries
from outreach.events.models import Event
from outreach.events.naming import title_of
from outreach.events.service.moving import BulkAction, Outcome, change_all
from outreach.i18n import day_short, word
from outreach.people.access import current, needs
from outreach.people.models import Role
from outreach.texts import own_path

bp = Blueprint("bulk", __name__)

# Reasons that are named one by one; a cookie, which carries them to the next page, does not hold many.
MOST_REASONS = 8


@bp.post("/events/bulk")
@needs(Role.ORGANISER)
def change_several() -> ResponseReturnValue:
    """Publish, move by a week or cancel what was chosen. Where people would be told, it asks first."""
    ids = [number for text in request.form.getlist("event") if (number := _id(text))]
    action = request.form.get("action", "")
    way_back = own_path(request.form.get("next")) or url_for("calendar.calendar", view="list")
    if not ids or action not in set(BulkAction):
        flash(_("Choose at least one event, and what to do with them."), "error")
        return redirect(way_back, 303)
    events = queries.events_by_id(ids)
    told = 0 if action == BulkAction.PUBLISH else queries.booked_people(events)
    if told and "confirmed" not in request.form:
        return render_template(
            "events/bulk.html", events=events, ids=ids, action=action, told=told, next=way_back, title_of=title_of
        )
    _flash_outcome(change_all(ids, BulkAction(action), current()), BulkAction(action))
    return redirect(way_back, 303)


def _flash_outcome(outcome: Outcome, action: BulkAction) -> None:
    """What was done, with a button that takes it back; and each event that was left, with the reason."""
    if outcome.done:
        num = len(outcome.done)
        text = {
            BulkAction.PUBLISH: ngettext("%(num)d event published.", "%(num)d events published.", num),
            BulkAction.MOVE_WEEK: ngettext("%(num)d event moved a week.", "%(num)d events moved a week.", num),
            BulkAction.CANCEL: ngettext("%(num)d event cancelled.", "%(num)d events cancelled.", num),
        }[action]
        can_undo = action is not BulkAction.PUBLISH
        flash(
            f"{text} {_mails_text(outcome.told)}".strip(),
            f"undo {outcome.token} {outcome.lasts.seconds}" if can_undo else "message",
        )
    named = {event.id: _name(event) for event in queries.events_by_id([number for number, _why in outcome.left])}
    for number, refusal in outcome.left[:MOST_REASONS]:
        name = named.get(number) or _("Event %(num)d", num=number)
        flash(f"{name}: {word(refusal)}", "error")
    if len(outcome.left) > MOST_REASONS:
        more = len(outcome.left) - MOST_REASONS
        flash(ngettext("%(num)d more was left too.", "%(num)d more were left too.", more), "error")


def _mails_text(mails: int) -> str:
    return ngettext("%(num)d mail is sent.", "%(num)d mails are sent.", mails) if mails else ""


def _name(event: Event) -> str:
    return f"{title_of(event)}, {day_short(event.starts_at)}"


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text) <= LARGEST_ID else 0
