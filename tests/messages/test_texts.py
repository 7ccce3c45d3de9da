"""Texts to phones: by the service that the settings name, or as files; never more than once by accident."""

import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from sqlalchemy import select

from outreach.config import Config, ConfigError
from outreach.db import db
from outreach.messages.delivery import NotDelivered, send
from outreach.messages.delivery.text import Text
from outreach.messages.models import Channel, Message
from outreach.messages.rules.kinds import MessageKind
from outreach.messages.rules.problems import Problem
from outreach.messages.service import deliver_due, write_message, write_text
from tests.conftest import MakeApp
from tests.messages.smtp import free_port

TEXT = Text("<4711@example.org>", "070-123 45 67", "Ditt pass i dag kl. 13.00, Under bron.")


@dataclass
class TextService:
    """Answers as 46elks does, or with the status that it is told."""

    port: int = 0
    status: int = 200
    asked: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "sms_user": "user",
            "sms_password": "secret word",
            "sms_from": "Solna",
            "sms_url": f"http://127.0.0.1:{self.port}/a1/sms",
            "feed_allow": frozenset({("127.0.0.1", self.port)}),
        }


@contextmanager
def text_service(status: int = 200) -> Iterator[TextService]:
    ours = TextService(status=status)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            login = b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
            ours.asked.append((login, parse_qs(body)))
            self.send_response(ours.status)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_args: object) -> None:
            """Not on the test's screen."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        ours.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield ours
        finally:
            server.shutdown()
            thread.join()


def config(folder: Path, **settings: Any) -> Config:
    return Config(folder, "sqlite://", secret_key="not a secret", **settings)


def test_a_text_is_posted_to_the_service(tmp_path: Path) -> None:
    with text_service() as service:
        send(TEXT, config(tmp_path, **service.settings))

    fields = {"from": ["Solna"], "to": ["+46701234567"], "message": [TEXT.body]}
    assert service.asked == [("user:secret word", fields)]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("status", "problem", "is_final"),
    [
        pytest.param(400, Problem.TEXT_REFUSED, True, id="not like this"),
        pytest.param(401, Problem.TEXT_LOGIN, False, id="wrong password"),
        pytest.param(403, Problem.TEXT_LOGIN, False, id="no money left"),
        pytest.param(429, Problem.TEXT_SERVICE, False, id="too many"),
        pytest.param(302, Problem.TEXT_SERVICE, False, id="sent elsewhere"),
        pytest.param(500, Problem.TEXT_SERVICE, False, id="broken"),
    ],
)
def test_what_the_service_answers(tmp_path: Path, status: int, problem: Problem, is_final: bool) -> None:
    with text_service(status) as service, pytest.raises(NotDelivered) as failed:
        send(TEXT, config(tmp_path, **service.settings))

    assert (failed.value.problem, failed.value.is_final) == (problem, is_final)
    assert "secret" not in str(failed.value)
    assert len(service.asked) == 1


def test_a_private_address_that_nobody_allowed_is_not_asked(tmp_path: Path) -> None:
    with text_service() as service, pytest.raises(NotDelivered) as failed:
        send(TEXT, config(tmp_path, **{**service.settings, "feed_allow": frozenset()}))

    assert failed.value.problem is Problem.TEXT_SERVICE
    assert service.asked == []


def test_no_number_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(NotDelivered) as failed:
        send(Text("<4711@example.org>", "ring mig", "Hej!"), config(tmp_path))

    assert (failed.value.problem, failed.value.is_final) == (Problem.BAD_NUMBER, True)


def test_without_settings_it_is_a_file_that_only_we_read(tmp_path: Path) -> None:
    send(TEXT, config(tmp_path))

    [path] = (tmp_path / "mail").iterdir()
    assert path.name == "4711.txt"
    assert path.read_text() == f"+46701234567\n\n{TEXT.body}\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_mail_server_that_is_down_keeps_no_text_waiting(make_app: MakeApp) -> None:
    with text_service() as service:
        settings = {**service.settings, "smtp_url": f"smtp://127.0.0.1:{free_port()}"}
        with make_app(**settings).app_context():
            write_message("maja@example.org", "Hej", "Hej!")
            write_text("+46701234567", "Hej!", kind=MessageKind.SAME_DAY)
            db.session.commit()

            assert deliver_due() == 1
            left = db.session.scalars(select(Message).where(Message.sent_at.is_(None))).one()
            assert left.channel is Channel.MAIL


# ---- settings


def test_the_password_may_stand_in_a_file_and_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "word").write_text("secret word\n")
    environ = {
        "OUTREACH_INSTANCE": str(tmp_path),
        "OUTREACH_SMS_USER": "user",
        "OUTREACH_SMS_PASSWORD_FILE": str(tmp_path / "word"),
        "OUTREACH_SMS_FROM": "+46766861234",
    }
    found = Config.from_environ(environ)

    assert (found.sms_user, found.sms_password, found.sends_texts) == ("user", "secret word", True)
    assert found.sms_url == "https://api.46elks.com/a1/sms"
    assert "secret word" not in repr(found)
    assert not Config.from_environ({**environ, "OUTREACH_SMS_FROM": ""}).sends_texts


@pytest.mark.parametrize("sender", ["V", "Vänsterpartiet", "070-123 45 67", "Solna\r\nTo: x"])
def test_a_sender_that_no_phone_takes_is_refused_at_the_start(tmp_path: Path, sender: str) -> None:
    with pytest.raises(ConfigError, match="OUTREACH_SMS_FROM"):
        Config.from_environ({"OUTREACH_INSTANCE": str(tmp_path), "OUTREACH_SMS_FROM": sender})
