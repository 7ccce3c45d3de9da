"""Whatever the mail server does, places are given, and every mail leaves once it works again."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.events.service.claiming import claim_slot
from outreach.messages.delivery import NotDelivered, mail
from outreach.messages.delivery import send as hand_over
from outreach.messages.models import Message
from outreach.messages.queries import MessageState, failed_lately, message_counts
from outreach.messages.rules.problems import Problem, problem_of
from outreach.messages.service import deliver_due, write_message
from outreach.people.models import Person
from tests.conftest import MakeApp, MakePerson
from tests.events.conftest import NOW, MakeEvent, a_slot
from tests.events.conftest import make_event as make_event
from tests.events.conftest import organiser as organiser
from tests.messages.mailserver import mail_server
from tests.messages.smtp import CERTIFICATE, Postbox, free_port, postbox
from tests.messages.test_delivery import a_mail, settings

PEOPLE = 5


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


def rounds(minutes: int) -> None:
    """The worker looks every minute."""
    begins = clock.now()
    for minute in range(minutes + 1):
        with clock.standing_at(begins + timedelta(minutes=minute)):
            deliver_due()


@pytest.mark.parametrize("fault", ["down", "451", "stall"])
def test_places_are_given_and_the_mails_leave_within_five_minutes_of_recovery(
    make_app: MakeApp, make_event: MakeEvent, person: MakePerson, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 0.1)
    slot_id = make_event(slots=[a_slot(capacity=PEOPLE)]).slots[0].id
    people = [person().id for _ in range(PEOPLE)]
    db.session.rollback()
    box = Postbox(free_port(), fault)
    with make_app(smtp_url=box.url).app_context(), ExitStack() as running:
        if fault != "down":
            running.enter_context(postbox(box))
        for person_id in people:
            claim_slot(slot_id, db.session.get_one(Person, person_id))
            deliver_due()
        with clock.standing_at(NOW + timedelta(seconds=1)):
            rounds(minutes=8)
        assert box.mails == []
        assert message_counts() == {MessageState.QUEUED: PEOPLE, MessageState.SENT: 0, MessageState.FAILED: 0}

        box.fault = ""
        if fault == "down":
            running.enter_context(postbox(box))
        with clock.standing_at(NOW + timedelta(minutes=8, seconds=1)):
            rounds(minutes=5)

    addresses = [mail["To"] for mail in box.mails]
    assert len(addresses) == len(set(addresses)) == PEOPLE


def test_an_address_that_is_refused_for_good_is_shown_at_once(
    make_app: MakeApp, make_event: MakeEvent, person: MakePerson
) -> None:
    slot_id, person_id = make_event().slots[0].id, person().id
    db.session.rollback()
    with postbox() as box, make_app(smtp_url=box.url).app_context():
        box.fault = "550"
        claim_slot(slot_id, db.session.get_one(Person, person_id))
        deliver_due()

        [message] = db.session.scalars(select(Message))
        assert problem_of(message.last_error) == (Problem.ADDRESS_REFUSED, "550")
        assert failed_lately() == 1


def test_while_the_server_is_down_one_mail_tries_it_and_the_others_wait(make_app: MakeApp) -> None:
    with make_app(smtp_url=f"smtp://127.0.0.1:{free_port()}").app_context():
        for number in range(5):
            write_message(f"person{number}@example.org", "Hej", "Hej!")
        db.session.commit()
        deliver_due()
        deliver_due()

        mails = db.session.scalars(select(Message).order_by(Message.id)).all()
        assert [mail.tries for mail in mails] == [1, 0, 0, 0, 0]
        assert {mail.next_try_at for mail in mails} == {NOW + timedelta(minutes=1)}


def test_three_refused_in_a_row_are_the_server_and_one_alone_stops_nobody(make_app: MakeApp) -> None:
    with mail_server(DATA="451 Later") as server, make_app(smtp_url=server.url).app_context():
        for number in range(6):
            write_message(f"person{number}@example.org", "Hej", "Hej!")
        db.session.commit()
        deliver_due()
        mails = db.session.scalars(select(Message).order_by(Message.id)).all()
        assert [mail.tries for mail in mails] == [1, 1, 1, 0, 0, 0]

        server.answers.clear()
        with clock.standing_at(NOW + timedelta(minutes=1)):
            assert deliver_due() == 6


# ---- nothing in clear


def test_where_encryption_is_stripped_nothing_is_sent(tmp_path: Path) -> None:
    """The server (or whoever stands between) does not offer STARTTLS: not even who writes to whom is told."""
    with mail_server() as server, pytest.raises(NotDelivered) as failed:
        hand_over(a_mail(), settings(tmp_path, f"{server.url}?tls=required"))

    assert failed.value.problem is Problem.NO_TLS
    assert not failed.value.is_final
    assert server.mails == []
    words = {command.split()[0].upper() for command in server.commands}
    assert words <= {"EHLO", "HELO", "STARTTLS", "QUIT", "RSET"}


def test_where_it_is_offered_and_then_refused_nothing_is_sent(tmp_path: Path) -> None:
    with mail_server(EHLO="250-test\r\n250 STARTTLS", STARTTLS="454 Not now") as server:
        with pytest.raises(NotDelivered) as failed:
            hand_over(a_mail(), settings(tmp_path, f"{server.url}?tls=required"))

        assert failed.value.problem is Problem.NO_TLS
        assert "STARTTLS" in server.commands
        assert not any(command.startswith(("MAIL", "RCPT", "AUTH")) for command in server.commands)


def test_a_certificate_that_nobody_vouches_for_is_no_safe_connection(tmp_path: Path) -> None:
    with postbox(tls=True) as box, pytest.raises(NotDelivered) as failed:
        hand_over(a_mail(), settings(tmp_path, f"{box.url}?tls=required"))

    assert failed.value.problem is Problem.NO_TLS
    assert box.mails == []


def test_under_encryption_it_arrives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with postbox(tls=True) as box:
        hand_over(a_mail(), settings(tmp_path, f"{box.url}?tls=required"))

    assert [mail["Subject"] for mail in box.mails] == ["Ändrat: ditt pass"]
