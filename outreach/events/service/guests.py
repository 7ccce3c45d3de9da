"""Take a slot without an account: asked for on a page, confirmed by a link in a mail, deleted on one's own page."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import force_locale, gettext
from sqlalchemy import delete

from outreach import clock, config
from outreach.db import db, take_turn
from outreach.events.guestpages import guest_url
from outreach.events.models import Claim, GuestRequest, Slot
from outreach.events.queries import guests as queries
from outreach.events.rules import guests as rules
from outreach.events.rules.claims import why_not_release
from outreach.events.rules.guests import GuestRefusal
from outreach.events.service.claiming import claim_slot, release_all_of, release_claim, wait_for_slot
from outreach.events.service.letters.wording import slot_facts
from outreach.events.service.promoting import hold_places
from outreach.messages.rules.kinds import MessageKind
from outreach.messages.rules.letters import Letter, Link
from outreach.messages.service import forget_address, write_letter
from outreach.people.models import Consent, Person
from outreach.people.queries import association, digest, find_person
from outreach.people.service import ensure_guest
from outreach.refusals import Refused


@dataclass(frozen=True)
class GuestPlan:
    """What somebody without an account typed."""

    slot_id: int
    name: str
    email: str
    language: str


def ask_as_guest(plan: GuestPlan) -> None:
    """Mail a link that confirms; to whoever has an account, where to sign in. Over the limit nothing happens.

    Whoever fills in the form learns nothing of the address in either case.
    """
    # the limits count rows that another process may be about to add
    take_turn("guests")
    slot = db.session.get_one(Slot, plan.slot_id)
    if not rules.is_open(slot.event, clock.now()):
        raise Refused(GuestRefusal.NO_GUESTS)
    now, email = clock.now(), plan.email.strip().lower()
    mails = queries.mails_to(email, now - timedelta(hours=1))
    if rules.may_mail(mails, queries.mails_to_all(now - timedelta(days=1)), now):
        token = secrets.token_urlsafe(32)
        request = GuestRequest(slot_id=slot.id, name=plan.name, email=email, language=plan.language)
        request.token_hash, request.consent_version = digest(token), rules.CONSENT_VERSION
        request.created_at, request.expires_at = now, now + rules.REQUEST_LIFETIME
        db.session.add(request)
        known = find_person(email)
        with force_locale(known.language if known else plan.language):
            letter = _account_letter(known, slot) if known and not known.is_guest else _confirm_letter(slot, token)
            write_letter(email, letter, kind=MessageKind.GUEST, is_secret=True, expires_at=request.expires_at)
    db.session.commit()


def confirm_guest(token: str, *, wait: bool = False) -> Claim:
    """The mailed link was pressed: register the person, without any role, and give them the slot.

    With `wait` they stand in the queue. Raises Refused as claim_slot does; then nothing is kept. Pressed
    again it does no more.
    """
    hold_places()
    request = queries.find_request(token)
    refusal = rules.why_not_confirm(request, request.slot.event if request else None, clock.now())
    if refusal or request is None:
        raise Refused(refusal or GuestRefusal.UNKNOWN_REQUEST)
    slot_id = request.slot_id
    person = ensure_guest(request.email, request.name, request.language)
    if request.confirmed_at is None:
        request.confirmed_at = clock.now()
        if wait and request.slot.is_full:
            with force_locale(person.language):
                write_letter(person.email, _waiting_letter(person, request.slot), kind=MessageKind.GUEST)
        if person.is_guest:
            db.session.add(_consent(person, request))
    db.session.flush()
    # both take the request's key, so that a second press is the same form sent again
    take = wait_for_slot if wait else claim_slot
    return take(slot_id, person, key=request.token_hash)


def forget_guest(person: Person) -> None:
    """Delete a guest and all that is kept about them. Their places become free; what has been stays as a number."""
    for claim in queries.claims_of_guest(person, clock.now()):
        if person.is_guest and why_not_release(claim.slot, clock.now()) is None:
            release_claim(claim)  # as if they had said "I can't": whoever counts on them hears of it, nameless
    hold_places()
    db.session.refresh(person, with_for_update={"of": Person})
    if not person.is_guest:
        db.session.rollback()
        raise Refused(GuestRefusal.HAS_ACCOUNT)
    _forget(person)
    db.session.commit()


def forget_guests() -> int:
    """What is due: requests a day old, and guests some time after their last slot. Says how many people are gone."""
    now = clock.now()
    db.session.execute(delete(GuestRequest).where(GuestRequest.created_at <= now - rules.REQUEST_LIFETIME))
    db.session.commit()
    hold_places()
    guests = queries.guests_idle_since(now - rules.KEEP_GUEST)
    for person in guests:
        _forget(person)
    db.session.commit()
    return len(guests)


def consent_text(language: str) -> str:
    """What a guest says yes to, in their language."""
    with force_locale(language):
        return gettext(rules.CONSENT_TEXT, association=association().name)


def _forget(person: Person) -> None:
    release_all_of(person)
    forget_address(person.email)
    db.session.execute(delete(GuestRequest).where(GuestRequest.email == person.email))
    db.session.execute(delete(Person).where(Person.id == person.id))
    db.session.expire_all()


def _consent(person: Person, request: GuestRequest) -> Consent:
    return Consent(
        person_id=person.id,
        purpose=rules.CONSENT_PURPOSE,
        version=request.consent_version,
        text=consent_text(request.language),
        channel=rules.CONSENT_CHANNEL,
        given_at=request.created_at,
    )


def _confirm_letter(slot: Slot, token: str) -> Letter:
    return Letter(
        gettext("Confirm your slot"),
        gettext("Hello!"),  # not by the name: what a stranger types must not travel to somebody else's inbox
        (gettext("You want to lend a hand. How good! One press is left:"),),
        facts=slot_facts(slot),
        closing=(gettext("The link works for a day. Until then the slot is not yours yet."),),
        action=Link(gettext("Yes, I'll come"), f"{config.current().base_url}/guest/confirm/{token}"),
        reason=gettext(
            "You get this because your address was typed on our page. Was it not you? Then do nothing: "
            "what was typed is deleted within a day."
        ),
    )


def _waiting_letter(person: Person, slot: Slot) -> Letter:
    return Letter(
        gettext("You stand in the queue"),
        gettext("Hello %(name)s!", name=person.first_name),
        (gettext("When a place becomes free and it is your turn, it is yours, and you get a mail."),),
        facts=slot_facts(slot),
        action=Link(gettext("See your page"), guest_url(person)),
        reason=gettext("You get this because you want to wait for a place."),
    )


def _account_letter(person: Person, slot: Slot) -> Letter:
    return Letter(
        gettext("You have an account already"),
        gettext("Hello %(name)s!", name=person.first_name),
        (gettext("Your address was typed on our page for people without an account. You have one: sign in there."),),
        facts=slot_facts(slot),
        action=Link(gettext("Sign in and take the slot"), f"{config.current().base_url}/events/{slot.event_id}"),
        reason=gettext("Was it not you? Then you can leave it alone."),
    )
