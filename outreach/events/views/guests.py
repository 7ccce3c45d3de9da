"""Lend a hand without an account: ask on a public page, confirm from a mail, and a page of one's own."""

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach import clock
from outreach.events import queries
from outreach.events.forms.guest import GuestForm
from outreach.events.guestpages import find_guest, guest_url
from outreach.events.models import Event, GuestRequest, Slot
from outreach.events.naming import title_of
from outreach.events.queries import get_event
from outreach.events.queries.guests import claims_of_guest, find_request
from outreach.events.rules import guests as rules
from outreach.events.rules.claims import ClaimRefusal, why_not_release
from outreach.events.service import guests
from outreach.events.service.claiming import release_claim
from outreach.i18n import LANGUAGES, language, time_of_day, word
from outreach.people.access import open_to_all
from outreach.people.models import Person
from outreach.refusals import Refused

bp = Blueprint("guests", __name__)


@bp.before_request
def speak_as_asked() -> None:
    """The address says the language, as on the other pages for everybody."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        g.language = asked


@bp.route("/public/events/<int:event_id>", methods=["GET", "POST"])
@open_to_all
def guest_event(event_id: int) -> ResponseReturnValue:
    """What, when and where, and how to lend a hand. The answer never says whether an address is known here."""
    event = get_event(event_id)
    if not rules.is_shown(event):
        abort(404)
    form = GuestForm()
    slots = _open_slots(event)
    form.offer([(slot.id, _slot_words(slot)) for slot in slots])
    if form.validate_on_submit():
        if form.is_from_program:
            return _asked(event)
        if form.is_hurried:
            form.show_anew()
            form.consent.errors = (_("Nearly there: press once more."),)
        else:
            guests.ask_as_guest(form.plan())
            return _asked(event)
    page = render_template(
        "events/guest_event.html",
        event=event,
        title=title_of(event),
        slots=slots,
        form=form,
        consent=guests.consent_text(language()),
    )
    return page, 422 if form.is_submitted() else 200


@bp.get("/public/events/<int:event_id>/asked")
@open_to_all
def guest_asked(event_id: int) -> ResponseReturnValue:
    """Look into your mail. The same page whatever was typed."""
    event = get_event(event_id)
    if not rules.is_shown(event):
        abort(404)
    return render_template("events/guest_asked.html", event=event, title=title_of(event))


@bp.route("/guest/confirm/<token>", methods=["GET", "POST"])
@open_to_all
def guest_confirm(token: str) -> ResponseReturnValue:
    """The page behind the mailed link. Looking at it changes nothing: mail scanners open links."""
    if request.method == "POST":
        try:
            claim = guests.confirm_guest(token, wait=bool(request.form.get("wait")))
        except Refused as refused:
            if refused.reason is not ClaimRefusal.FULL:
                raise
            return _confirm_page(_get_request(token), is_full=True), 409
        return redirect(guest_url(claim.person), 303)
    asked = _get_request(token)
    return _confirm_page(asked, is_full=asked.slot.is_full)


@bp.get("/guest/<token>")
@open_to_all
def guest(token: str) -> ResponseReturnValue:
    """A guest's own page: their slots, and the way to take everything back."""
    person = _get_guest(token)
    if not person.is_guest:
        return redirect(url_for("me.me"), 303)
    claims = claims_of_guest(person, clock.now())
    return render_template(
        "events/guest.html",
        person=person,
        token=token,
        claims=claims,
        queue_places=queries.queue_places(claims),
        may_release={claim.id: why_not_release(claim.slot, clock.now()) is None for claim in claims},
        title_of=title_of,
    )


@bp.post("/guest/<token>/release/<int:claim_id>")
@open_to_all
def guest_release(token: str, claim_id: int) -> ResponseReturnValue:
    person = _get_guest(token)
    claim = next((claim for claim in claims_of_guest(person, clock.now()) if claim.id == claim_id), None)
    if claim is not None:  # given back already: a second press is harmless
        release_claim(claim)
    return redirect(url_for("guests.guest", token=token, lang=_lang()), 303)


@bp.post("/guest/<token>/forget")
@open_to_all
def guest_forget(token: str) -> ResponseReturnValue:
    """Delete everything about this guest."""
    guests.forget_guest(_get_guest(token))
    return redirect(url_for("guests.guest_gone", lang=_lang()), 303)


@bp.get("/guest/gone")
@open_to_all
def guest_gone() -> ResponseReturnValue:
    return render_template("events/guest_gone.html")


def _asked(event: Event) -> ResponseReturnValue:
    return redirect(url_for("guests.guest_asked", event_id=event.id, lang=_lang()), 303)


def _lang() -> str | None:
    """What the address says of the language, for the next one."""
    return request.args.get("lang") if request.args.get("lang") in LANGUAGES else None


def _open_slots(event: Event) -> list[Slot]:
    now = clock.now()
    return [slot for slot in event.slots if now < slot.ends_at] if rules.is_open(event, now) else []


def _slot_words(slot: Slot) -> str:
    span = f"{time_of_day(slot.starts_at)}–{time_of_day(slot.ends_at)}"
    words = f"{word(slot.role)}, {span}"
    return _("%(slot)s (full: you can join the queue)", slot=words) if slot.is_full else words


def _get_request(token: str) -> GuestRequest:
    """The request, or Refused: it is not known, or too old."""
    asked = find_request(token)
    refusal = rules.why_not_confirm(asked, asked.slot.event if asked else None, clock.now())
    if refusal or asked is None:
        raise Refused(refusal or rules.GuestRefusal.UNKNOWN_REQUEST)
    return asked


def _confirm_page(asked: GuestRequest, *, is_full: bool) -> str:
    g.language = request.args.get("lang", asked.language)
    return render_template(
        "events/guest_confirm.html",
        asked=asked,
        event=asked.slot.event,
        title=title_of(asked.slot.event),
        is_full=is_full,
        consent=guests.consent_text(language()),
    )


def _get_guest(token: str) -> Person:
    """Whose page this is; the page speaks their language unless the address says otherwise."""
    person = find_guest(token)
    if person is None:
        abort(404)
    if request.args.get("lang") not in LANGUAGES:
        g.language = person.language
    return person
