"""Let people in and out: persons and roles, links, sessions, invitations."""

import secrets
from datetime import timedelta

from flask_babel import force_locale
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from outreach import clock, config
from outreach.db import db
from outreach.messages.rules.kinds import MessageKind
from outreach.people import rules
from outreach.people.letters import sign_in_letter, welcome_letter, write_to
from outreach.people.models import Association, Person, PersonRole, Role, SignInLink, SignInSession
from outreach.people.queries import digest, find_link, find_person
from outreach.refusals import Refused


def set_association(
    *, name: str, municipality: str = "", contact_email: str = "", permit_lead_days: int | None = None
) -> None:
    """Name the association whose instance this is. What is already set is left as it is."""
    if db.session.get(Association, 1) is None:
        association = Association(id=1, name=name, municipality=municipality, contact_email=contact_email)
        association.permit_lead_days = permit_lead_days
        db.session.add(association)
        db.session.commit()


def add_person(email: str, name: str, *roles: Role) -> Person:
    """Register a person with roles; a person who is known by that address just gets the roles as well."""
    person = _ensure_person(email, name, *roles)
    db.session.commit()
    return person


def invite_person(email: str, name: str, role: Role, inviter: Person) -> Person:
    """Register a person and mail an invitation with a link that signs in once, for a week."""
    refusal = rules.why_not_invite(inviter.roles, role)
    if refusal:
        raise Refused(refusal)
    person = _ensure_person(email, name, role)
    url = _sign_in_url(_new_link(person, rules.INVITATION_LIFETIME))
    with force_locale(person.language):
        letter = welcome_letter(person, inviter, url)
    ends = clock.now() + rules.INVITATION_LIFETIME
    write_to(person, letter, kind=MessageKind.INVITATION, is_secret=True, expires_at=ends)
    db.session.commit()
    return person


def mail_sign_in_link(email: str) -> None:
    """Mail a link to a known address. For an unknown one nothing happens, and nobody is told.

    A guest is known but has no account: for them it is the same as for a stranger.
    """
    person = find_person(email)
    if person is not None and not person.is_guest:
        _lock(person)
        if rules.may_get_link(_links_last_hour(person)):
            _write_link(person)
    db.session.commit()


def make_sign_in_link(person: Person) -> str:
    """An address that signs the person in, once, within 15 minutes: for the command line."""
    url = _sign_in_url(_new_link(person, rules.LINK_LIFETIME))
    db.session.commit()
    return url


def sign_in(token: str) -> tuple[Person, str]:
    """Use a link up: the person, and the key of their new session. Raises Refused with a LinkRefusal."""
    link = find_link(token)
    refusal = rules.why_not_sign_in(link, clock.now())
    if refusal or link is None:
        raise Refused(refusal or rules.LinkRefusal.UNKNOWN_LINK)
    person = db.session.get_one(Person, link.person_id)
    link.used_at = clock.now()
    key = secrets.token_urlsafe(32)
    db.session.add(
        SignInSession(
            person_id=person.id,
            token_hash=digest(key),
            created_at=clock.now(),
            expires_at=clock.now() + rules.session_lifetime(person.roles),
        )
    )
    db.session.commit()
    return person, key


def sign_out(key: str) -> None:
    """End the session with this key, now."""
    db.session.execute(delete(SignInSession).where(SignInSession.token_hash == digest(key)))
    db.session.commit()


def choose_language(person: Person, language: str) -> None:
    person.language = language
    db.session.commit()


def ensure_guest(email: str, name: str, language: str) -> Person:
    """The person with this address, known already or new: without roles, and asked for nothing. The caller commits."""
    is_new = find_person(email) is None
    person = _ensure_person(email, name)
    if is_new:
        person.language, person.wants_asks = language, False
    return person


def _ensure_person(email: str, name: str, *roles: Role) -> Person:
    person = find_person(email)
    if person is None:
        person = Person(name=name.strip(), email=email.strip().lower(), created_at=clock.now())
        try:
            with db.session.begin_nested():
                db.session.add(person)
        except IntegrityError:  # registered by somebody else at this very moment
            person = db.session.scalars(select(Person).where(Person.email == email.strip().lower())).one()
    _lock(person)
    if roles and person.is_guest:
        person.wants_asks = True  # who came as a guest and joins is asked like everybody else
    for role in sorted(set(roles) - person.roles):
        person.role_rows.append(PersonRole(role=role))
    db.session.flush()
    return person


def _lock(person: Person) -> None:
    """Read the person anew and hold them until the commit: changes to one person follow each other."""
    db.session.refresh(person, with_for_update={"of": Person})


def _write_link(person: Person) -> None:
    url = _sign_in_url(_new_link(person, rules.LINK_LIFETIME))
    with force_locale(person.language):
        letter = sign_in_letter(person, url)
    # a link that no longer works is no use to anybody
    write_to(person, letter, kind=MessageKind.SIGN_IN, is_secret=True, expires_at=clock.now() + rules.LINK_LIFETIME)


def _new_link(person: Person, lifetime: timedelta) -> str:
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(SignInLink(person_id=person.id, token_hash=digest(token), created_at=now, expires_at=now + lifetime))
    return token


def _sign_in_url(token: str) -> str:
    return f"{config.current().base_url}/sign-in/{token}"


def _links_last_hour(person: Person) -> int:
    return db.session.scalar(
        select(func.count())
        .select_from(SignInLink)
        .where(SignInLink.person_id == person.id, SignInLink.created_at > clock.now() - timedelta(hours=1))
    ) or 0  # fmt: skip
