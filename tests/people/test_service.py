"""Persons and roles, links, sessions, invitations, on the database."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from outreach import clock
from outreach.db import db
from outreach.messages.models import Message
from outreach.people import queries, rules, service
from outreach.people.models import Person, Role, SignInLink, SignInSession
from outreach.people.rules import InviteRefusal, LinkRefusal
from outreach.refusals import Refused
from tests.at_once import at_once
from tests.conftest import MakePerson

NOW = datetime(2027, 3, 6, 9, 0, tzinfo=UTC)


def token_of(url: str) -> str:
    return url.rsplit("/", 1)[1]


def refusal_of(token: str) -> LinkRefusal:
    with pytest.raises(Refused) as refused:
        service.sign_in(token)
    db.session.rollback()
    assert isinstance(refused.value.reason, LinkRefusal)
    return refused.value.reason


def mails() -> list[Message]:
    return list(db.session.scalars(select(Message).order_by(Message.id)))


# ---- persons


def test_a_person_is_known_by_their_address_whatever_its_case(app: Flask) -> None:
    first = service.add_person(" Maja@Example.org ", " Maja Lind ", Role.VOLUNTEER)

    again = service.add_person("maja@example.ORG", "Somebody else", Role.ORGANISER)

    assert again == first
    assert (first.name, first.email) == ("Maja Lind", "maja@example.org")
    assert first.roles == {Role.VOLUNTEER, Role.ORGANISER}
    assert queries.people() == [first]


def test_a_role_is_given_once(app: Flask, person: MakePerson) -> None:
    someone = person(Role.BOARD)

    service.add_person(someone.email, someone.name, Role.BOARD, Role.BOARD)

    assert [row.role for row in someone.role_rows] == [Role.BOARD]


def test_two_people_never_share_an_address(app: Flask, person: MakePerson) -> None:
    address = person().email

    with pytest.raises(IntegrityError):
        db.session.execute(
            text(
                "INSERT INTO person (name, email, phone, language, created_at) "
                "SELECT name, email, phone, language, created_at FROM person WHERE email = :address"
            ),
            {"address": address},
        )


@pytest.mark.parametrize(
    ("name", "first", "initials"),
    [
        ("Maja Lind", "Maja", "ML"),
        ("Åsa von Öst", "Åsa", "ÅÖ"),
        ("Maja", "Maja", "MA"),
        ("M", "M", "M"),
    ],
)
def test_short_names(name: str, first: str, initials: str) -> None:
    someone = Person(name=name)

    assert (someone.first_name, someone.initials) == (first, initials)


def test_organisers_are_those_with_the_role(app: Flask, person: MakePerson) -> None:
    sara = person(Role.ORGANISER, Role.BOARD, name="Sara")
    amir = person(Role.ORGANISER, name="Amir")
    person(Role.ADMIN)

    assert queries.organisers() == [amir, sara]


def test_the_association_is_named_once(app: Flask) -> None:
    assert queries.association().name == "Outreach"

    service.set_association(name="V Solna", municipality="Solna")
    service.set_association(name="V Sundbyberg")

    assert (queries.association().name, queries.association().municipality) == ("V Solna", "Solna")


def test_there_is_only_one_association(app: Flask) -> None:
    with pytest.raises(IntegrityError):
        db.session.execute(
            text("INSERT INTO association (id, name, municipality, contact_email) VALUES (2, 'B', '', '')")
        )


# ---- links and sessions


def test_a_link_signs_in_once(app: Flask, person: MakePerson) -> None:
    maja = person()
    token = token_of(service.make_sign_in_link(maja))

    who, key = service.sign_in(token)

    assert who == maja
    assert queries.find_signed_in(key) == maja
    assert refusal_of(token) is LinkRefusal.USED_LINK


def test_a_link_is_too_old_after_a_quarter_of_an_hour(app: Flask, person: MakePerson) -> None:
    with clock.standing_at(NOW):
        token = token_of(service.make_sign_in_link(person()))

    with clock.standing_at(NOW + rules.LINK_LIFETIME):
        assert refusal_of(token) is LinkRefusal.EXPIRED_LINK
    with clock.standing_at(NOW + rules.LINK_LIFETIME - timedelta(seconds=1)):
        service.sign_in(token)


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "å" * 500])
def test_a_made_up_link_is_unknown(app: Flask, person: MakePerson, token: str) -> None:
    service.make_sign_in_link(person())

    assert refusal_of(token) is LinkRefusal.UNKNOWN_LINK


def test_of_many_presses_at_once_one_signs_in(app: Flask, person: MakePerson) -> None:
    token = token_of(service.make_sign_in_link(person()))

    def press() -> str:
        with app.app_context():
            try:
                service.sign_in(token)
            except Refused as refused:
                return refused.reason.code
            return "yes"

    answers = at_once([press] * 10)

    assert sorted(map(str, answers)) == ["USED_LINK"] * 9 + ["yes"]
    assert db.session.scalar(select(func.count()).select_from(SignInSession)) == 1


@pytest.mark.parametrize(
    ("roles", "lasts"),
    [((Role.VOLUNTEER,), rules.VOLUNTEER_SESSION), ((Role.VOLUNTEER, Role.BOARD), rules.STAFF_SESSION)],
)
def test_a_session_ends_by_itself(app: Flask, person: MakePerson, roles: tuple[Role, ...], lasts: timedelta) -> None:
    with clock.standing_at(NOW):
        _, key = service.sign_in(token_of(service.make_sign_in_link(person(*roles))))

    with clock.standing_at(NOW + lasts - timedelta(seconds=1)):
        assert queries.find_signed_in(key) is not None
    with clock.standing_at(NOW + lasts):
        assert queries.find_signed_in(key) is None


def test_signing_out_ends_this_session_and_no_other(app: Flask, person: MakePerson) -> None:
    maja = person()
    _, phone = service.sign_in(token_of(service.make_sign_in_link(maja)))
    _, desk = service.sign_in(token_of(service.make_sign_in_link(maja)))

    service.sign_out(phone)

    assert queries.find_signed_in(phone) is None
    assert queries.find_signed_in(desk) == maja


def test_the_database_knows_no_key(app: Flask, person: MakePerson) -> None:
    """Whoever reads it can't sign in with what stands there."""
    token = token_of(service.make_sign_in_link(person()))
    _, key = service.sign_in(token)

    kept = [*db.session.scalars(select(SignInLink.token_hash)), *db.session.scalars(select(SignInSession.token_hash))]

    assert len(kept) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in kept)
    assert {token, key}.isdisjoint(kept)


# ---- mailed links


def test_a_known_address_gets_a_link_that_works(app: Flask, person: MakePerson) -> None:
    maja = person(name="Maja Lind", email="maja@example.org")

    service.mail_sign_in_link(" MAJA@example.org")

    [mail] = mails()
    assert (mail.to_address, mail.subject, mail.is_secret) == ("maja@example.org", "Din inloggningslänk", True)
    [url] = re.findall(r"http://\S+", mail.body)
    assert service.sign_in(token_of(url))[0] == maja


def test_an_unknown_address_gets_nothing(app: Flask, person: MakePerson) -> None:
    person()

    service.mail_sign_in_link("stranger@example.org")

    assert mails() == []


def test_nobodys_inbox_is_flooded(app: Flask, person: MakePerson) -> None:
    maja, sara = person(), person()
    with clock.standing_at(NOW):
        for _ in range(10):
            service.mail_sign_in_link(maja.email)
        service.mail_sign_in_link(sara.email)
        assert [mail.to_address for mail in mails()] == [maja.email] * 3 + [sara.email]

    with clock.standing_at(NOW + timedelta(hours=1)):
        service.mail_sign_in_link(maja.email)

    assert len(mails()) == 5


def test_nobodys_inbox_is_flooded_by_many_requests_at_once(app: Flask, person: MakePerson) -> None:
    address = person().email

    def ask() -> None:
        with app.app_context():
            service.mail_sign_in_link(address)

    answers = at_once([ask] * 12)

    assert answers == [None] * 12
    assert len(mails()) == rules.MAX_LINKS_AN_HOUR


# ---- invitations


def test_an_organiser_invites_a_volunteer(app: Flask, person: MakePerson) -> None:
    olle = person(Role.ORGANISER, name="Olle Berg")

    invited = service.invite_person("sara@example.org", "Sara Åkesson", Role.VOLUNTEER, olle)

    [mail] = mails()
    assert (mail.to_address, mail.is_secret) == ("sara@example.org", True)
    assert mail.body.startswith("Hej Sara!")
    assert "Olle Berg" in mail.body
    [url] = re.findall(r"http://\S+", mail.body)
    with clock.standing_at(clock.now() + timedelta(days=6)):
        assert service.sign_in(token_of(url))[0] == invited


def test_an_invitation_is_too_old_after_a_week(app: Flask, person: MakePerson) -> None:
    with clock.standing_at(NOW):
        service.invite_person("sara@example.org", "Sara", Role.VOLUNTEER, person(Role.ORGANISER))
    [url] = re.findall(r"http://\S+", mails()[0].body)

    with clock.standing_at(NOW + rules.INVITATION_LIFETIME):
        assert refusal_of(token_of(url)) is LinkRefusal.EXPIRED_LINK


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VOLUNTEER])
def test_an_organiser_gives_no_other_role_not_even_to_themselves(app: Flask, person: MakePerson, role: Role) -> None:
    olle = person(Role.ORGANISER)

    with pytest.raises(Refused) as refused:
        service.invite_person(olle.email, olle.name, role, olle)
    db.session.commit()

    assert refused.value.reason is InviteRefusal.ROLE_NOT_YOURS_TO_GIVE
    assert olle.roles == {Role.ORGANISER}
    assert mails() == []


@pytest.mark.parametrize("role", Role)
def test_an_administrator_gives_every_role(app: Flask, person: MakePerson, role: Role) -> None:
    invited = service.invite_person("sara@example.org", "Sara", role, person(Role.ADMIN))

    assert invited.roles == {role}


def test_inviting_one_person_twice_at_once_makes_one_person(app: Flask, person: MakePerson) -> None:
    admin = person(Role.ADMIN).id

    def invite(role: Role) -> str:
        with app.app_context():
            return service.invite_person("sara@example.org", "Sara", role, db.session.get_one(Person, admin)).email

    answers = at_once([partial(invite, role) for role in (Role.BOARD, Role.MEDIA)])

    assert answers == ["sara@example.org"] * 2
    sara = queries.find_person("sara@example.org")
    assert sara is not None
    assert sara.roles == {Role.BOARD, Role.MEDIA}
