"""Copies of an event, and templates for new ones."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from outreach import clock
from outreach.events import queries
from outreach.events.forms import CopyForm, TemplateForm
from outreach.events.models import Event, SlotRole
from outreach.events.naming import title_of
from outreach.events.queries import get_event, get_template
from outreach.events.rules.calendar import CalendarRefusal
from outreach.events.rules.month import Month
from outreach.events.service import copying
from outreach.i18n import day_short, word
from outreach.people.access import current, needs
from outreach.people.models import Role
from outreach.refusals import Refused

bp = Blueprint("copies", __name__)


@bp.route("/events/<int:event_id>/copy", methods=["GET", "POST"])
@needs(Role.ORGANISER)
def copy(event_id: int) -> ResponseReturnValue:
    """Copy an event to one day or several; the copies are drafts."""
    event = get_event(event_id)
    form = CopyForm()
    if form.validate_on_submit() and _fits(event, form):
        copies = copying.copy_event(event, form.days(), by=current())
        num = len(copies)
        flash(ngettext("A copy is saved as a draft.", "%(num)d copies are saved as drafts.", num))
        if num == 1:
            return redirect(url_for("event.event", event_id=copies[0].id), 303)
        month = Month.of(clock.day_of(copies[0].starts_at))
        return redirect(url_for("calendar.calendar", month=month, view="list", status="draft"), 303)
    page = render_template("events/copy.html", form=form, event=event, title=title_of(event))
    return page, 422 if form.is_submitted() else 200


@bp.post("/events/<int:event_id>/template")
@needs(Role.ORGANISER)
def save_template(event_id: int) -> ResponseReturnValue:
    """Keep an event's kind, times, slots and text as a template."""
    event = get_event(event_id)
    form = TemplateForm()
    if form.validate_on_submit():
        try:
            copying.save_template(event, form.name.data or "")
        except Refused as refused:
            form.name.errors = (*form.name.errors, word(refused.reason))
        else:
            flash(_("The template is saved. It is offered when you plan something new."))
            return redirect(url_for("event.event", event_id=event.id), 303)
    return render_template("events/save_template.html", form=form, event=event, title=title_of(event)), 422


@bp.get("/settings/templates")
@needs(Role.ORGANISER)
def templates() -> ResponseReturnValue:
    """All templates: plan from one, rename or delete it."""
    return _show(None)


@bp.post("/settings/templates/<int:template_id>/rename")
@needs(Role.ORGANISER)
def rename_template(template_id: int) -> ResponseReturnValue:
    template = get_template(template_id)
    form = TemplateForm()
    if form.validate_on_submit():
        try:
            copying.rename_template(template, form.name.data or "")
        except Refused as refused:
            form.name.errors = (*form.name.errors, word(refused.reason))
        else:
            flash(_("Saved."))
            return redirect(url_for("copies.templates"), 303)
    return _show(form, template_id), 422


@bp.post("/settings/templates/<int:template_id>/delete")
@needs(Role.ORGANISER)
def delete_template(template_id: int) -> ResponseReturnValue:
    template = get_template(template_id)
    copying.delete_template(template)
    flash(_("The template is deleted. What was planned from it stays."))
    return redirect(url_for("copies.templates"), 303)


def _fits(event: Event, form: CopyForm) -> bool:
    """Whether every day has the event's times; says by the field which of them do not."""
    lacking = copying.days_without_the_time(event, form.days())
    if lacking:
        days = ", ".join(day_short(day) for day in lacking)
        form.day.errors = (*form.day.errors, f"{days}: {word(CalendarRefusal.NO_SUCH_TIME)}")
    return not lacking


def _show(wrong: TemplateForm | None, wrong_id: int = 0) -> str:
    rows = queries.templates()
    forms = {row.id: TemplateForm(formdata=None, name=row.name) for row in rows}
    if wrong is not None:
        forms[wrong_id] = wrong
    role_words = {role.value: word(role) for role in SlotRole}
    return render_template(
        "events/templates.html", templates=rows, forms=forms, wrong_id=wrong_id, role_words=role_words
    )
