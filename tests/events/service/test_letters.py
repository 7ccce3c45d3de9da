"""What the letters say, in both languages: whole, discreet, and of nobody but their reader."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import html5lib
import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from outreach import clock, config
from outreach.db import db
from outreach.events.models import Claim, Event, EventKind, EventStatus, MonthlyLetter
from outreach.events.service import planning
from outreach.events.service.claiming import claim_slot, release_claim, wait_for_slot
from outreach.events.service.letters import wording
from outreach.events.service.letters.claims import tell_gap
from outreach.events.service.monthly import write_monthly_letters
from outreach.messages.models import Channel, Message
from outreach.messages.rendering import as_html, as_text, subject_of
from outreach.messages.rules.letters import Letter
from outreach.messages.sender import Sender
from outreach.people.letters import sign_in_letter, welcome_letter
from outreach.people.models import Association, Person, Role
from outreach.people.service import set_association
from tests.conftest import MakePerson
from tests.events.conftest import NEXT_SATURDAY, NOW, SATURDAY, MakeEvent, a_slot

TITLE = 'Flygblad <b>"snart"</b> & torg'
ANSWER = "http://127.0.0.1/answers/made-up"
US = Sender("Vänsterpartiet Solna", "solna@example.org")


@pytest.fixture
def claim(app: Flask, make_event: MakeEvent, person: MakePerson) -> Claim:
    """Maja's place; Zelma has one beside hers."""
    event = make_event(slots=[a_slot(capacity=2)], title=TITLE)
    claim_slot(event.slots[0].id, person(name="Zelma Qvist", email="zelma@example.org"))
    return claim_slot(event.slots[0].id, person(name="Maja Lind", email="maja@example.org"))


LETTERS: dict[str, Callable[[Claim], Letter]] = {
    "confirmation": lambda claim: wording.confirmation(claim, ANSWER),
    "promoted": lambda claim: wording.promoted(claim, ANSWER),
    "removed": wording.removed,
    "late": lambda claim: wording.stepped_back_late(claim, claim.person),
    "reminder": lambda claim: wording.reminder(claim, ANSWER),
    "gap": lambda claim: wording.gap(claim.slot, claim.person),
    "monthly": lambda claim: wording.monthly(claim.person, date(2027, 3, 1), [claim.slot.event]),
    "changed": lambda claim: wording.changed(claim.slot.event, claim.person),
    "slot changed": lambda claim: wording.slot_changed(claim, ANSWER),
    "cancelled": lambda claim: wording.cancelled(claim.slot.event, claim.person, claim.slot.starts_at),
    "call": lambda claim: wording.call(claim.slot.event, claim.person),
    "sign-in": lambda claim: sign_in_letter(claim.person, "http://127.0.0.1/sign-in/key"),
    "welcome": lambda claim: welcome_letter(claim.person, claim.slot.event.responsible or claim.person, ANSWER),
}
OF_WHOM_ELSE = {"reminder", "welcome"}  # whom to ask on the day, and who invites, stands in them on purpose


def test_each_letter_in_both_languages(claim: Claim, organiser: Person) -> None:
    set_association(name=US.name, contact_email=US.contact)
    base = config.current().base_url
    for name, compose in LETTERS.items():
        texts = {}
        for language in ("sv", "en"):
            with force_locale(language):
                letter = compose(claim)
                plain, html = as_text(letter, US), as_html(letter, US)
            texts[language] = plain
            said = f"{name} in {language}"
            assert "Hej Maja!" in plain if language == "sv" else "Hello Maja!" in plain, said
            assert not re.search(r"</?(p|a|dl|div|br|html)\b", plain), said
            assert TITLE not in html, f"{said}: escaped"
            assert TITLE in plain or "&lt;b&gt;" not in html, said
            html5lib.HTMLParser(strict=True).parse("<!doctype html>" + html.partition("<!doctype html>")[2])
            links = re.findall(r'href="([^"]+)"', html)
            assert links, said
            assert all(link.startswith((base, "http://127.0.0.1/", "mailto:")) for link in links), links
            assert set(re.findall(r"https?://\S+", plain)) == {link for link in links if "mailto" not in link}, said
            assert not re.search(r"<(img|script|link|iframe|form)\b|url\(", html), f"{said}: fetches nothing"
            subject = subject_of(letter, US)
            assert len(subject) < 80, said
            assert not re.search(r"vänsterpartiet|solna|flygblad|torg", subject, re.IGNORECASE), subject
            assert [word for word in (letter.reason, US.name, US.contact) if word not in plain] == [], said
            others = ["Zelma", "zelma@", "maja@", *([] if name in OF_WHOM_ELSE else [organiser.name])]
            assert [word for word in others if word in plain + html] == [], said
        assert texts["sv"] != texts["en"], name


def test_where_discretion_is_off_the_subject_says_who_writes(claim: Claim) -> None:
    letter = wording.confirmation(claim, ANSWER)

    assert subject_of(letter, Sender("Solna", is_discreet=False)) == f"{letter.subject} · Solna"


# ---- to whom, and when


def outbox(kind: str, channel: Channel = Channel.MAIL) -> list[Message]:
    db.session.expire_all()
    found = select(Message).where(Message.kind == kind, Message.channel == channel).order_by(Message.id)
    return list(db.session.scalars(found))


def test_a_place_is_confirmed_with_a_calendar_file_and_taken_back_with_it(claim: Claim) -> None:
    confirmations = outbox("confirmation")
    assert [mail.to_address for mail in confirmations] == ["zelma@example.org", "maja@example.org"]
    assert confirmations[1].calendar.startswith("BEGIN:VCALENDAR")
    assert "/answers/" in confirmations[1].body

    release_claim(claim)

    assert [mail.to_address for mail in outbox("confirmation")] == ["zelma@example.org"]


def test_who_comes_in_from_the_queue_hears_until_when_they_can_say_no(claim: Claim, person: MakePerson) -> None:
    waiting = wait_for_slot(claim.slot_id, person(name="Sara Ek", email="sara@example.org"))
    assert outbox("promoted") == []

    release_claim(claim)

    [mail] = outbox("promoted")
    db.session.refresh(waiting)
    assert mail.to_address == "sara@example.org"
    assert waiting.answer_by is not None
    with force_locale("sv"):
        assert wording.moment_words(waiting.answer_by) in mail.body
    assert mail.calendar


def test_who_is_taken_off_is_told_and_who_steps_back_is_not(claim: Claim, organiser: Person) -> None:
    zelma = db.session.scalars(select(Claim).where(Claim.id != claim.id)).one()
    release_claim(claim)
    release_claim(zelma, by=organiser)

    assert [mail.to_address for mail in outbox("removed")] == ["zelma@example.org"]


def test_stepping_back_late_is_told_to_whoever_is_responsible(claim: Claim) -> None:
    with clock.standing_at(claim.slot.starts_at - timedelta(hours=3)):
        release_claim(claim)

    [mail] = outbox("late")
    assert mail.to_address == "olle@example.org"
    assert "Maja" not in mail.body


@pytest.mark.parametrize(
    ("before", "texts"), [pytest.param(25, 0, id="in good time"), pytest.param(23, 1, id="at short notice")]
)
def test_a_cancelled_event_is_texted_at_short_notice(claim: Claim, before: int, texts: int) -> None:
    claim.person.phone, claim.person.wants_texts = "070-123 45 67", True
    db.session.commit()
    with clock.standing_at(claim.slot.starts_at - timedelta(hours=before)):
        planning.cancel_event(claim.slot.event)

    assert len(outbox("cancelled")) == 2
    found = outbox("cancelled", Channel.TEXT)
    assert [text.to_address for text in found] == ["+46701234567"] * texts
    for text in found:
        assert len(text.body) <= 160
        assert text.body.startswith("Inställt: ditt pass")


def test_a_slot_with_other_times_is_told_to_those_in_it(make_event: MakeEvent, person: MakePerson) -> None:
    event = make_event(slots=[a_slot(), a_slot()])
    first, second = event.slots
    claim_slot(first.id, person(email="a@example.org"))
    claim_slot(second.id, person(email="b@example.org"))
    later = (first.starts_at + timedelta(hours=1)).astimezone(clock.STOCKHOLM).time()

    planning.edit_slot(first, a_slot(start=later))
    assert [mail.to_address for mail in outbox("changed")] == ["a@example.org"]

    planning.edit_slot(first, a_slot())
    assert outbox("changed") == [], "put back before anybody was told"

    planning.edit_slot(first, a_slot(capacity=5))
    assert outbox("changed") == [], "more room is no news"


# ---- letters that nobody has to get


def test_who_was_asked_is_asked_no_more_once_nobody_is_missing(make_event: MakeEvent, person: MakePerson) -> None:
    slot = make_event(slots=[a_slot(needed=1, capacity=3)]).slots[0]
    tell_gap(slot, person(email="asked@example.org"))
    db.session.commit()
    [mail] = outbox("gap")
    assert mail.unsubscribe_url in mail.body
    assert mail.expires_at == slot.starts_at

    claim_slot(slot.id, person())

    assert outbox("gap") == []


APRIL, DUE = date(2027, 4, 10), datetime(2027, 3, 25, 10, 0, tzinfo=UTC)


@pytest.fixture
def reader(person: MakePerson) -> Person:
    maja = person(name="Maja Lind", email="maja@example.org")
    maja.wants_monthly = True
    person(email="other@example.org")
    db.session.commit()
    return maja


def test_the_monthly_letter_comes_once_to_those_who_asked(make_event: MakeEvent, reader: Person) -> None:
    make_event(day=APRIL, title="Torgmöte")
    make_event(EventStatus.DRAFT, day=APRIL, title="Hemligt")
    make_event(day=NEXT_SATURDAY, title="I mars")
    assert write_monthly_letters() == 0, "not yet the 25th"

    with clock.standing_at(DUE):
        assert write_monthly_letters() == 1
        assert write_monthly_letters() == 0

    [mail] = outbox("monthly")
    assert mail.to_address == "maja@example.org"
    assert mail.subject == "April 2027: det här är på gång"
    assert "lör 10 apr: 13.00 · Torgmöte" in mail.body
    assert "Hemligt" not in mail.body
    assert "I mars" not in mail.body
    assert db.session.scalars(select(MonthlyLetter.month)).all() == ["2027-04"]


def test_where_nothing_is_planned_there_is_no_letter_until_something_is(make_event: MakeEvent, reader: Person) -> None:
    with clock.standing_at(DUE):
        assert write_monthly_letters() == 0
        make_event(day=APRIL, kind=EventKind.SOCIAL)
        assert write_monthly_letters() == 1


def test_the_association_is_quiet_at_night(make_event: MakeEvent, person: MakePerson) -> None:
    set_association(name="Vänsterpartiet Solna")
    event: Event = make_event(slots=[a_slot()])
    with clock.standing_at(NOW.replace(hour=21)):  # 22.00 in Stockholm
        claim_slot(event.slots[0].id, person())
        planning.cancel_event(event)

    [confirmed], [cancelled] = outbox("confirmation"), outbox("cancelled")
    assert confirmed.next_try_at == NOW.replace(hour=21)
    assert clock.local(cancelled.next_try_at).hour == 8
    assert clock.day_of(cancelled.next_try_at) == SATURDAY + timedelta(days=1)
    assert db.session.get_one(Association, 1).quiet_to.hour == 8


def test_an_inviter_is_named(person: MakePerson, organiser: Person) -> None:
    letter = welcome_letter(person(Role.VOLUNTEER), organiser, ANSWER)

    assert organiser.name in letter.opening[0]
