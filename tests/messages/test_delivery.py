"""How a mail leaves: by a real SMTP conversation on loopback, or into a file."""

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from outreach.config import Config
from outreach.messages.delivery import NotDelivered, send
from tests.messages.mailserver import mail_server


def a_mail(**headers: str) -> EmailMessage:
    email = EmailMessage()
    for name, value in {
        "From": "outreach@example.org",
        "To": "maja@example.org",
        "Subject": "Ändrat: ditt pass",
        "Message-ID": "<4711@example.org>",
        **headers,
    }.items():
        email[name] = value
    email.set_content("Hej Maja!\n.\nVi ses på torget.\n")
    return email


def settings(folder: Path, smtp_url: str = "") -> Config:
    return Config(folder, "sqlite://", secret_key="not a secret", smtp_url=smtp_url)


# ---- by SMTP


def test_a_mail_arrives_as_it_was_written(tmp_path: Path) -> None:
    with mail_server() as server:
        send(a_mail(), settings(tmp_path, server.url))

    [mail] = server.mails
    assert (mail["To"], mail["Subject"]) == ("maja@example.org", "Ändrat: ditt pass")
    assert mail.get_content().splitlines() == ["Hej Maja!", ".", "Vi ses på torget."]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("answers", "is_final", "why"),
    [
        pytest.param({"RCPT": "550 No such person"}, True, "does not accept the address. (550)", id="unknown address"),
        pytest.param({"RCPT": "553 Bad name"}, True, "does not accept the address. (553)", id="impossible address"),
        pytest.param({"RCPT": "451 Later"}, False, "does not accept the address. (451)", id="greylisted"),
        pytest.param({"DATA": "451 Later"}, False, "451", id="busy"),
        pytest.param({".": "550 Looks like spam"}, True, "550", id="content refused"),
        pytest.param({".": "452 Disk full"}, False, "452", id="disk full"),
        pytest.param({"MAIL": "421 Closing"}, False, "421", id="closing"),
        pytest.param({"": "554 Not now"}, False, "554", id="refused at the door"),
        pytest.param({"": "hello"}, False, "mail server", id="no mail server"),
    ],
)
def test_what_the_server_answers(tmp_path: Path, answers: dict[str, str], is_final: bool, why: str) -> None:
    with mail_server(**answers) as server, pytest.raises(NotDelivered) as failed:
        send(a_mail(), settings(tmp_path, server.url))

    assert failed.value.is_final is is_final
    assert why in str(failed.value)
    assert server.mails == []


def test_no_server_is_a_matter_of_time(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(NotDelivered) as failed:
        send(a_mail(), settings(tmp_path, f"smtp://127.0.0.1:{port}"))

    assert not failed.value.is_final


def test_an_address_that_the_server_can_not_write_is_a_failure_like_others(tmp_path: Path) -> None:
    with mail_server() as server, pytest.raises(NotDelivered):
        send(a_mail(To="åsa@example.org"), settings(tmp_path, server.url))

    assert server.mails == []


def test_what_is_wrong_names_no_password(tmp_path: Path) -> None:
    with mail_server(AUTH="535 Wrong") as server, pytest.raises(NotDelivered) as failed:
        send(a_mail(), settings(tmp_path, server.url.replace("//", "//outreach:hemlig%40ord@")))

    assert "hemlig" not in str(failed.value)
    assert not failed.value.is_final


# ---- into a file


def test_without_settings_a_mail_lands_in_the_instance_folder(tmp_path: Path) -> None:
    send(a_mail(), settings(tmp_path))

    [path] = (tmp_path / "mail").iterdir()
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert path.name == "4711.eml"
    assert mail["To"] == "maja@example.org"
    assert "Vi ses på torget." in mail.get_content()


def test_nobody_else_on_the_machine_reads_the_file(tmp_path: Path) -> None:
    send(a_mail(), settings(tmp_path))

    [path] = (tmp_path / "mail").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_mail_sent_again_is_the_same_file(tmp_path: Path) -> None:
    for _ in range(2):
        send(a_mail(), settings(tmp_path))

    assert len(list((tmp_path / "mail").iterdir())) == 1


def test_a_folder_that_is_none_is_a_matter_of_time(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")

    with pytest.raises(NotDelivered) as failed:
        send(a_mail(), settings(tmp_path))

    assert not failed.value.is_final
