"""The outbox: written with the change, delivered once it is due, tried again when that fails."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from outreach import clock
from outreach.db import db
from outreach.messages.models import Channel, Message
from outreach.messages.rules.trying import MAX_TRIES
from outreach.messages.service import deliver_due, delivering, recall_messages, write_message
from outreach.people.service import set_association
from tests.at_once import at_once
from tests.conftest import MakeApp
from tests.messages.mailserver import mail_server

NOW = datetime(2027, 3, 6, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now() -> Iterator[datetime]:
    with clock.standing_at(NOW):
        yield NOW


def write(subject: str = "Ändrat", *, is_secret: bool = False, to: str = "maja@example.org") -> None:
    write_message(to, subject, "Hej Maja!\nhttp://127.0.0.1/sign-in/key\n", is_secret=is_secret)
    db.session.commit()


def outbox() -> list[Message]:
    db.session.expire_all()
    return list(db.session.scalars(select(Message).order_by(Message.id)))


def files(app: Flask) -> list[EmailMessage]:
    folder: Path = app.extensions["outreach"].instance / "mail"
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")]


# ---- written


def test_a_mail_exists_exactly_when_its_change_does(app: Flask) -> None:
    write_message("maja@example.org", "Ändrat", "Hej!")
    db.session.rollback()
    assert outbox() == []

    write_message("maja@example.org", "Ändrat", "Hej!")
    db.session.commit()

    [mail] = outbox()
    assert (mail.created_at, mail.next_try_at, mail.tries, mail.sent_at) == (NOW, NOW, 0, None)


def test_a_subject_is_one_line_and_adds_no_header(app: Flask) -> None:
    write("Ändrat\r\nBcc: everybody@example.org\r\n\r\nHej")

    assert deliver_due() == 1

    [mail] = files(app)
    assert mail["Subject"] == "Ändrat Bcc: everybody@example.org Hej"
    assert mail["Bcc"] is None


def test_each_mail_has_an_id_of_its_own(app: Flask) -> None:
    write()
    write()

    first, second = (mail.message_id for mail in outbox())

    assert first != second
    assert first.startswith("<")
    assert first.endswith("@127.0.0.1>")


# ---- delivered


def test_what_is_due_leaves_once(app: Flask) -> None:
    write("Ett")
    write("Två")

    assert deliver_due() == 2
    assert deliver_due() == 0

    assert sorted(mail["Subject"] for mail in files(app)) == ["Ett", "Två"]
    assert [(mail.sent_at, mail.tries, mail.last_error) for mail in outbox()] == [(NOW, 1, "")] * 2


def test_a_mail_says_what_it_is(app: Flask) -> None:
    write()

    deliver_due()

    [mail] = files(app)
    [row] = outbox()
    assert (mail["From"], mail["To"]) == ("Outreach <outreach@127.0.0.1>", "maja@example.org")
    assert mail["Message-ID"] == row.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == NOW


def test_the_limit_is_kept(app: Flask) -> None:
    for _ in range(3):
        write()

    assert deliver_due(limit=2) == 2
    assert deliver_due(limit=2) == 1


def test_a_key_is_forgotten_once_the_mail_has_left(app: Flask) -> None:
    write("Secret", is_secret=True)
    write("Other")

    deliver_due()

    assert [bool(mail.body) for mail in outbox()] == [False, True]
    assert all("http://127.0.0.1/sign-in/key" in mail.get_content() for mail in files(app))


def test_two_workers_send_each_mail_once(app: Flask) -> None:
    for number in range(12):
        write(str(number))

    def work() -> int:
        with app.app_context():
            return deliver_due()

    answers = at_once([work] * 4)

    assert sum(answer for answer in answers if isinstance(answer, int)) == 12, answers
    assert [mail.tries for mail in outbox()] == [1] * 12


def take_carelessly(channel: Channel) -> Message | None:
    """Without the guard: look for what is due, and say to nobody that it is in our hand."""
    waiting = (Message.channel == channel, Message.sent_at.is_(None), Message.failed_at.is_(None))
    message = db.session.scalar(select(Message).where(*waiting).order_by(Message.id).limit(1))
    db.session.commit()
    return message


def test_control_without_the_guard_some_are_sent_twice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "_take_next", take_carelessly)

    def work() -> int:
        with app.app_context():
            return deliver_due()

    for _ in range(20):
        for number in range(12):
            write(str(number))
        answers = at_once([work] * 4)
        if sum(answer for answer in answers if isinstance(answer, int)) > 12:
            return
    pytest.fail("nothing went wrong without the guard: the test above can't fail either")


# ---- mails that wait


def write_waiting(to: str, group: str = "event 1", known: str = "") -> None:
    write_message(to, "Ändrat", "Hej!", wait=timedelta(seconds=10), group=group, known=known)
    db.session.commit()


def test_a_mail_waits_as_long_as_it_is_told_to(app: Flask) -> None:
    write_waiting("maja@example.org")

    with clock.standing_at(NOW + timedelta(seconds=9.999)):
        assert deliver_due() == 0
    with clock.standing_at(NOW + timedelta(seconds=10)):
        assert deliver_due() == 1


def test_what_waits_can_be_recalled_by_its_group(app: Flask) -> None:
    write_waiting("maja@example.org", known="13 mars")
    write_waiting("sara@example.org", known="14 mars")
    write_waiting("sara@example.org", group="event 11")

    recalled = recall_messages("event 1")
    db.session.commit()

    assert recalled == {"maja@example.org": "13 mars", "sara@example.org": "14 mars"}
    assert [mail.bundle for mail in outbox()] == ["event 11"]


def test_what_has_left_or_is_in_hand_is_not_recalled(app: Flask) -> None:
    for name in ("sent", "in-hand", "waits"):
        write_waiting(f"{name}@example.org")
    sent, in_hand, _waits = outbox()
    sent.sent_at, in_hand.in_hand_until = NOW, NOW + timedelta(minutes=5)
    db.session.commit()

    assert recall_messages("event 1") == {"waits@example.org": ""}
    db.session.commit()
    assert [mail.to_address for mail in outbox()] == ["sent@example.org", "in-hand@example.org"]


def test_what_failed_a_try_is_recalled_too(app: Flask) -> None:
    write_waiting("maja@example.org")
    [mail] = outbox()
    mail.tries, mail.last_error = 1, "BUSY 451"
    db.session.commit()

    assert recall_messages("event 1") == {"maja@example.org": ""}


def test_what_a_dead_worker_held_is_recalled_too(app: Flask) -> None:
    write_waiting("maja@example.org")
    [mail] = outbox()
    mail.tries, mail.in_hand_until = 1, NOW
    db.session.commit()

    assert recall_messages("event 1") == {"maja@example.org": ""}


def test_what_helps_nobody_any_more_is_given_up(app: Flask) -> None:
    """A sign-in link that no longer works, a reminder of what has begun."""
    write_message("late@example.org", "Länk", "key", is_secret=True, expires_at=NOW)
    write_message("maja@example.org", "Länk", "key", expires_at=NOW + timedelta(seconds=1))
    db.session.commit()

    assert deliver_due() == 1

    late, sent = outbox()
    assert (late.failed_at, late.last_error, late.body) == (NOW, "TOO_LATE", "")
    assert sent.sent_at == NOW


def test_a_mail_is_plain_text_html_and_a_calendar_file(app: Flask) -> None:
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n"
    write_message("maja@example.org", "Ditt pass", "Hej!", html="<p>Hej!</p>", calendar=calendar)
    db.session.commit()
    deliver_due()

    [mail] = files(app)
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert (plain.get_content().strip(), html.get_content().strip()) == ("Hej!", "<p>Hej!</p>")
    [attached] = mail.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_param("method") == "PUBLISH"
    assert attached.get_payload(decode=True) == calendar.encode()


def test_a_mail_comes_in_the_associations_name(app: Flask) -> None:
    set_association(name="Vänsterpartiet\nSolna", contact_email="solna@example.org")
    write()
    deliver_due()

    [mail] = files(app)
    assert mail["From"].addresses[0].display_name == "Vänsterpartiet Solna"
    assert mail["Reply-To"] == "solna@example.org"


def test_a_recall_that_is_not_committed_recalls_nothing(app: Flask) -> None:
    write_waiting("maja@example.org")

    recall_messages("event 1")
    db.session.rollback()

    assert len(outbox()) == 1


# ---- not delivered


def test_a_refused_address_is_given_up_and_the_others_leave(make_app: MakeApp) -> None:
    with mail_server() as server:
        app = make_app(smtp_url=server.url)
        with app.app_context():
            server.answers["RCPT"] = "550 No such person"
            write("Nobody's")
            assert deliver_due() == 0
            del server.answers["RCPT"]
            write("Maja's")
            assert deliver_due() == 1

            gone, sent = outbox()
            assert (gone.failed_at, gone.sent_at, gone.tries) == (NOW, None, 1)
            assert "550" in gone.last_error
            assert (sent.failed_at, sent.sent_at) == (None, NOW)
    assert [mail["Subject"] for mail in server.mails] == ["Maja's"]


def test_a_server_that_is_busy_is_tried_again_later(make_app: MakeApp) -> None:
    with mail_server(DATA="451 Later") as server:
        app = make_app(smtp_url=server.url)
        with app.app_context():
            write(is_secret=True)
            assert deliver_due() == 0
            [mail] = outbox()
            assert (mail.failed_at, mail.tries, mail.next_try_at) == (None, 1, NOW + timedelta(minutes=1))
            assert mail.body
            assert deliver_due() == 0, "not due yet"
            assert len(server.commands) > 0

            server.answers.clear()
            with clock.standing_at(NOW + timedelta(minutes=1)):
                assert deliver_due() == 1

            [mail] = outbox()
            assert (mail.sent_at, mail.tries, mail.last_error) == (NOW + timedelta(minutes=1), 2, "")
    assert len(server.mails) == 1


def test_a_server_that_stays_away_is_given_up_after_eight_tries(make_app: MakeApp) -> None:
    with mail_server(**{"": "421 Closed"}) as server:
        app = make_app(smtp_url=server.url)
        with app.app_context():
            write(is_secret=True)
            for step in range(3 * MAX_TRIES):
                with clock.standing_at(NOW + timedelta(hours=2 * step)):
                    assert deliver_due() == 0

            [mail] = outbox()
            assert mail.tries == MAX_TRIES
            assert mail.failed_at == NOW + timedelta(hours=2 * (MAX_TRIES - 1))
            assert mail.body == "", "the key that nobody got is forgotten too"


def test_a_worker_that_dies_leaves_the_mail_to_the_next(app: Flask) -> None:
    """Taken, and never heard of again: somebody else takes it once no SMTP conversation can still be going on."""
    write()
    [mail] = outbox()
    mail.tries, mail.in_hand_until = 1, NOW + timedelta(minutes=5)
    db.session.commit()

    assert deliver_due() == 0
    with clock.standing_at(NOW + timedelta(minutes=5)):
        assert deliver_due() == 1


@pytest.mark.parametrize("address", ["maja@example.org\nBcc: b@example.org", "", "@", "åsa@example.org", "a b"])
def test_a_mail_that_is_none_does_not_stop_the_others(app: Flask, address: str) -> None:
    write("First", to=address)
    write("Second")

    deliver_due()

    assert "Second" in [mail["Subject"] for mail in files(app)]
    assert all(mail["Bcc"] is None for mail in files(app))
    assert all(mail.sent_at or mail.failed_at or mail.last_error for mail in outbox())
