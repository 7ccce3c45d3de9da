"""People without an account: what they asked for, what they have."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, select

from outreach.db import db
from outreach.events.models import Claim, ClaimState, GuestRequest, Slot
from outreach.events.rules.guests import CONSENT_PURPOSE
from outreach.people.models import Consent, Person, PersonRole
from outreach.people.queries import digest


def find_request(token: str) -> GuestRequest | None:
    """The request that the mailed key is of."""
    return db.session.scalar(select(GuestRequest).where(GuestRequest.token_hash == digest(token)))


def mails_to(email: str, since: datetime) -> Sequence[datetime]:
    """When the form caused mails to one address."""
    rows = select(GuestRequest.created_at).where(GuestRequest.email == email, GuestRequest.created_at > since)
    return db.session.scalars(rows).all()


def mails_to_all(since: datetime) -> int:
    """How many mails the form has caused."""
    rows = select(func.count()).select_from(GuestRequest).where(GuestRequest.created_at > since)
    return db.session.scalar(rows) or 0


def claims_of_guest(person: Person, now: datetime) -> Sequence[Claim]:
    """What the guest has or waits for and is not over, soonest first."""
    return db.session.scalars(
        select(Claim)
        .join(Claim.slot)
        .where(Claim.person_id == person.id, Claim.state != ClaimState.RELEASED, Slot.ends_at > now)
        .order_by(Slot.starts_at, Claim.id)
    ).all()


def guests_idle_since(moment: datetime) -> Sequence[Person]:
    """Guests who have had nothing to do with a slot that ended after the moment."""
    has_role = exists().where(PersonRole.person_id == Person.id)
    has_consent = exists().where(Consent.person_id == Person.id, Consent.purpose == CONSENT_PURPOSE)
    is_recent = exists().where(Claim.person_id == Person.id, Claim.slot_id == Slot.id, Slot.ends_at > moment)
    return db.session.scalars(select(Person).where(has_consent, ~has_role, ~is_recent).order_by(Person.id)).all()
