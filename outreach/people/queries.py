"""Find persons, sessions and the association."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from outreach import clock
from outreach.db import db
from outreach.messages.rules.quiet import NEVER_QUIET, Quiet
from outreach.messages.sender import Sender, tells_sender
from outreach.people.models import Association, Person, PersonRole, Role, SignInLink, SignInSession


def association() -> Association:
    """The association of this instance; a nameless one before anything is set."""
    return db.session.get(Association, 1) or Association(
        name="Outreach", municipality="", contact_email="", is_discreet=True, notice_hours=24
    )


@tells_sender
def sender() -> Sender:
    """In whose name messages are sent."""
    ours = association()
    hours = Quiet(ours.quiet_from, ours.quiet_to) if ours.id else NEVER_QUIET
    return Sender(ours.name, ours.contact_email, hours, ours.is_discreet)


def find_person(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def people() -> Sequence[Person]:
    """Everybody, by name."""
    return db.session.scalars(select(Person).order_by(Person.name, Person.id)).all()


def organisers() -> Sequence[Person]:
    """Those who can be responsible for an event, by name."""
    return db.session.scalars(
        select(Person).join(PersonRole).where(PersonRole.role == Role.ORGANISER).order_by(Person.name, Person.id)
    ).all()


def find_link(token: str) -> SignInLink | None:
    """The link with this key. Locked until the transaction ends, so that only one use can win."""
    return db.session.scalar(select(SignInLink).where(SignInLink.token_hash == digest(token)).with_for_update())


def find_signed_in(token: str) -> Person | None:
    """Who is signed in with this session key, if it still holds."""
    in_force = (SignInSession.token_hash == digest(token), SignInSession.expires_at > clock.now())
    # every page asks this, so the roles come in the same query
    with_roles = joinedload(SignInSession.person).joinedload(Person.role_rows)
    session = db.session.scalars(select(SignInSession).where(*in_force).options(with_roles)).unique().one_or_none()
    return session.person if session else None


def digest(token: str) -> str:
    """What the database keeps of a key: its SHA-256. Keys are 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
