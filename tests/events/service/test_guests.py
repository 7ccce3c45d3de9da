"""A slot without an account: asked for, confirmed, forgotten."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from outreach import clock
from outreach.db import db
from outreach.events.guestpages import guest_url
from outreach.events.models import Claim, ClaimState, Event, GuestRequest, Slot
from outreach.events.rules.claims import ClaimRefusal
from outreach.events.rules.guests import CONSENT_VERSION, KEEP_GUEST, GuestRefusal
from outreach.events.service import guests as service
from outreach.events.service import planning
from outreach.events.service.claiming import claim_slot, release_claim, wait_for_slot
from outreach.events.service.guests import GuestPlan, ask_as_guest, confirm_guest, forget_guest, forget_guests
from outreach.messages.models import Message
from outreach.people.models import Consent, Person, Role
from outreach.people.queries import find_person
from outreach.people.service import invite_person, mail_sign_in_link
from outreach.refusals import Refused
from tests.at_once import at_once
from tests.conftest import MakePerson
from tests.events.conftest import NOW, MakeEvent, a_slot

GUEST = "gun@example.org"


@pytest.fixture
def event(make_event: MakeEvent) -> Event:
    return make_event(allows_guests=True, slots=[a_slot(needed=1, capacity=1)])


def ask(event: Event, email: str = GUEST, name: str = "Gun Gäst", language: str = "sv") -> None:
    ask_as_guest(GuestPlan(event.slots[0].id, name, email, language))


def mails(email: str = GUEST) -> list[Message]:
    rows = db.session.scalars(db.select(Message).where(Message.to_address == email).order_by(Message.id))
    return list(rows)


def key(email: str = GUEST) -> str:
    """What stands in the link of the last mail to an address."""
    found = re.findall(r"/guest/confirm/([\w-]+)", mails(email)[-1].body)
    return str(found[-1])


def a_guest(event: Event, email: str = GUEST) -> Claim:
    ask(event, email)
    return confirm_guest(key(email))


def count(model: Any) -> int:
    return int(db.session.query(model).count())


def state_of(claim: Claim) -> ClaimState:
    """How it stands in the database by now."""
    db.session.refresh(claim)
    return claim.state


def test_a_guest_has_a_slot_and_no_account(event: Event) -> None:
    ask(event)
    assert (count(Claim), find_person(GUEST)) == (0, None), "nothing is kept of somebody who has not confirmed"

    claim = confirm_guest(key())

    person = claim.person
    assert (person.name, person.email, person.roles, person.is_guest) == ("Gun Gäst", GUEST, frozenset(), True)
    assert not person.wants_asks, "they said yes to one slot, not to being asked for more"
    assert (claim.state, claim.slot.taken) == (ClaimState.ACTIVE, 1)
    [consent] = db.session.scalars(db.select(Consent))
    assert (consent.purpose, consent.version, consent.channel) == ("guest", CONSENT_VERSION, "web")
    assert consent.given_at == NOW
    assert "får spara mitt namn" in consent.text
    assert guest_url(person) in mails()[-1].body, "the page on which all can be deleted"
    mail_sign_in_link(GUEST)
    assert "/sign-in/" not in mails()[-1].body, "a guest can't sign in"


def test_pressing_again_does_no_more(event: Event) -> None:
    ask(event)
    first = confirm_guest(key())
    request = db.session.scalars(db.select(GuestRequest)).one()
    assert request.confirmed_at == NOW

    [body] = [mail.body for mail in mails() if "/guest/confirm/" in mail.body]
    again = confirm_guest(re.findall(r"/guest/confirm/([\w-]+)", body)[0])

    assert again.id == first.id
    assert (count(Claim), count(Consent), count(Person)) == (1, 1, 2)


@pytest.mark.parametrize("who", ["a stranger", "a member"])
def test_the_mail_goes_to_the_address_and_says_what_it_may(event: Event, person: MakePerson, who: str) -> None:
    if who == "a member":
        person(name="Gun Medlem", email=GUEST)

    ask(event, name="Köp billiga klockor på evil.example")

    [mail] = mails()
    assert "evil" not in mail.body + mail.html, "what a stranger types does not travel to somebody else's inbox"
    assert mail.is_secret
    assert ("/guest/confirm/" in mail.body) is (who == "a stranger")
    assert (f"/events/{event.id}" in mail.body) is (who == "a member")


def test_three_mails_an_hour_to_one_address_and_thirty_a_day(event: Event) -> None:
    for _ in range(5):
        ask(event)
    assert len(mails()) == 3
    with clock.standing_at(NOW + timedelta(hours=1)):
        ask(event)
        assert len(mails()) == 4

    for number in range(40):
        ask(event, f"g{number}@example.org")
    assert count(GuestRequest) == 30


@contextmanager
def _no_turn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(service, "take_turn", lambda _what: db.session.flush())
        yield


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_the_limit_holds_when_all_press_at_once(
    app: Flask, event: Event, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """Each thread is a worker of its own. SQLite has one writer: there the count can't be passed by."""
    slot_id = event.slots[0].id

    def press() -> None:
        with app.app_context():
            ask_as_guest(GuestPlan(slot_id, "Gun", GUEST, "sv"))

    with nullcontext() if guarded else _no_turn(monkeypatch):
        for _ in range(1 if guarded else 5):
            at_once([press] * 12)

    is_sqlite = db.engine.dialect.name == "sqlite"
    assert (len(mails()) == 3) is (guarded or is_sqlite)


@pytest.mark.parametrize(
    ("name", "change", "refusal"),
    [
        ("made up", lambda _event: None, GuestRefusal.UNKNOWN_REQUEST),
        (
            "guests are not wanted any more",
            lambda event: setattr(event, "allows_guests", False),
            GuestRefusal.NO_GUESTS,
        ),
        ("cancelled meanwhile", planning.cancel_event, ClaimRefusal.CANCELLED),
    ],
)
def test_what_does_not_confirm(event: Event, name: str, change: Callable[[Event], Any], refusal: Any) -> None:
    ask(event)
    change(event)
    db.session.commit()

    with pytest.raises(Refused) as refused:
        confirm_guest("made-up" if name == "made up" else key())

    assert refused.value.reason is refusal
    db.session.rollback()
    assert (count(Consent), count(Claim), find_person(GUEST)) == (0, 0, None)


def test_a_link_holds_a_day(event: Event) -> None:
    ask(event)
    with clock.standing_at(NOW + timedelta(hours=24)), pytest.raises(Refused) as refused:
        confirm_guest(key())
    assert refused.value.reason is GuestRefusal.UNKNOWN_REQUEST


def test_who_comes_too_late_may_wait(event: Event, person: MakePerson) -> None:
    ask(event)
    claim = claim_slot(event.slots[0].id, person())

    with pytest.raises(Refused) as refused:
        confirm_guest(key())
    assert refused.value.reason is ClaimRefusal.FULL
    db.session.rollback()
    assert find_person(GUEST) is None

    waiting = confirm_guest(key(), wait=True)
    assert waiting.state is ClaimState.WAITING
    assert guest_url(waiting.person) in mails()[-1].body
    release_claim(claim)
    assert state_of(waiting) is ClaimState.ACTIVE


def test_whoever_joins_is_the_same_person(event: Event, organiser: Person) -> None:
    claim = a_guest(event)

    invited = invite_person(GUEST.upper(), "Gun Medlem", Role.VOLUNTEER, organiser)

    assert invited.id == claim.person_id
    assert (invited.is_guest, invited.wants_asks) == (False, True)
    db.session.refresh(claim)
    assert claim.state is ClaimState.ACTIVE


def test_a_member_who_confirms_a_mail_from_before_gives_no_consent(event: Event, organiser: Person) -> None:
    ask(event)
    token = key()
    invite_person(GUEST, "Gun Medlem", Role.VOLUNTEER, organiser)

    confirm_guest(token)

    assert (count(Consent), count(Claim)) == (0, 1)


# ---- forgetting


def traces(word: str) -> list[str]:
    """Tables in which a word still stands."""
    tables = db.metadata.sorted_tables
    return [
        table.name
        for table in tables
        if any(word in str(tuple(row)).lower() for row in db.session.execute(table.select()))
    ]


def test_all_about_a_guest_is_deleted(event: Event, make_event: MakeEvent, person: MakePerson) -> None:
    claim = a_guest(event)
    slot_id = claim.slot_id
    other = make_event(allows_guests=True)
    ask(other)
    next_one = person(name="Nils Nästa")
    wait_for_slot(slot_id, next_one)
    assert "person" in traces(GUEST)

    forget_guest(claim.person)

    assert traces(GUEST) == []
    assert traces("gun gäst") == []
    assert (count(Consent), count(GuestRequest)) == (0, 0)
    slot = db.session.get_one(Slot, slot_id, populate_existing=True)
    held = db.session.scalars(db.select(Claim).where(Claim.slot_id == slot_id, Claim.state == ClaimState.ACTIVE)).all()
    assert (slot.taken, [claim.person_id for claim in held]) == (1, [next_one.id]), "the next in line has the place"


def test_what_has_been_stays_as_a_number(event: Event) -> None:
    claim = a_guest(event)
    slot_id = claim.slot_id

    with clock.standing_at(NOW + timedelta(days=30)):
        forget_guest(claim.person)

    assert db.session.get_one(Slot, slot_id, populate_existing=True).taken == 1
    assert (count(Claim), traces(GUEST)) == (0, [])


def test_a_person_with_a_role_is_not_deleted_here(event: Event, organiser: Person) -> None:
    claim = a_guest(event)
    person = invite_person(GUEST, "Gun", Role.VOLUNTEER, organiser)

    with pytest.raises(Refused) as refused:
        forget_guest(person)

    assert refused.value.reason is GuestRefusal.HAS_ACCOUNT
    db.session.refresh(claim)
    assert claim.state is ClaimState.ACTIVE


def test_requests_vanish_after_a_day_and_guests_three_months_after_their_slot(event: Event, person: MakePerson) -> None:
    member = person()
    member.role_rows.clear()  # somebody whose roles were taken away never was a guest
    db.session.commit()
    a_guest(event)
    ask(event, "other@example.org")
    with clock.standing_at(NOW + timedelta(hours=23)):
        assert (forget_guests(), count(GuestRequest)) == (0, 2)
    with clock.standing_at(NOW + timedelta(hours=24)):
        assert (forget_guests(), count(GuestRequest)) == (0, 0)
    ends_at = event.slots[0].ends_at
    with clock.standing_at(ends_at + KEEP_GUEST - timedelta(seconds=1)):
        assert forget_guests() == 0
    with clock.standing_at(ends_at + KEEP_GUEST):
        assert forget_guests() == 1
    assert find_person(GUEST) is None
    assert db.session.get(Person, member.id) is not None
