"""The web server as it runs in earnest: several processes on one database, and a crowd that presses at once."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import urllib3
from flask import session
from flask_wtf.csrf import generate_csrf

from outreach import clock
from outreach.db import db
from outreach.people.models import SignInSession
from outreach.people.queries import digest
from tests.databases import Database

PROCESSES = 4
READY_WITHIN = 30.0  # seconds
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds. Status 0: nothing did."""

    status: int
    text: str
    seconds: float


@dataclass(frozen=True)
class Web:
    """A running web server of several processes."""

    url: str
    database: Database

    def visitor(self, person_id: int) -> "Visitor":
        """A browser that the person is signed in with."""
        app = self.database.app
        key = secrets.token_urlsafe(32)
        with app.app_context():
            now = clock.now()
            db.session.add(
                SignInSession(
                    person_id=person_id,
                    token_hash=digest(key),
                    created_at=now,
                    expires_at=now + timedelta(days=1),
                )
            )
            db.session.commit()
        with app.test_request_context():
            token = str(generate_csrf())
            kept = {"key": key, "csrf_token": session["csrf_token"], "_permanent": True}
        interface: Any = app.session_interface
        cookie = interface.get_signing_serializer(app).dumps(kept)
        return Visitor(self.url, {"Cookie": f"{app.config['SESSION_COOKIE_NAME']}={cookie}", "X-CSRFToken": token})


class Visitor:
    """One person's browser: each form on a connection of its own, and no answer is followed to another page."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        parts = urllib3.util.parse_url(url)
        self.cookie = headers["Cookie"]
        # a connection that is kept may be closed by the server at the very moment it is used again
        self._headers = {**headers, "Connection": "close"}
        self._address = (parts.host or "", parts.port or 0)
        self._pool = urllib3.HTTPConnectionPool(*self._address, timeout=60, retries=False)

    def post(self, path: str, **fields: str) -> Answer:
        begun = time.monotonic()
        try:
            answer = self._pool.request("POST", path, fields=fields, encode_multipart=False, headers=self._headers)
        except urllib3.exceptions.HTTPError as error:
            return Answer(0, repr(error), time.monotonic() - begun)
        return Answer(answer.status, answer.data.decode(), time.monotonic() - begun)

    def post_and_hang_up(self, path: str, **fields: str) -> None:
        """Send the form whole, and be gone before the answer comes."""
        body = urlencode(fields).encode()
        lines = [
            f"POST {path} HTTP/1.1",
            f"Host: {self._address[0]}:{self._address[1]}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
            *(f"{name}: {value}" for name, value in self._headers.items()),
        ]
        with socket.create_connection(self._address, timeout=10) as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)


@contextmanager
def web(database: Database, *, module: str = "outreach.serving", processes: int = PROCESSES) -> Iterator[Web]:
    """The app on this database, served by `module` in so many processes, until the context ends."""
    instance = database.folder / "instance"
    instance.mkdir(exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environ = {
        **os.environ,
        "OUTREACH_INSTANCE": str(instance),
        "OUTREACH_DATABASE_URL": database.url,
        "OUTREACH_SECRET_KEY": database.app.config["SECRET_KEY"],
        "OUTREACH_BASE_URL": url,
        "WEB_CONCURRENCY": str(processes),
    }
    command = [sys.executable, "-m", module, f"127.0.0.1:{port}"]
    with tempfile.TemporaryFile() as log:  # not a pipe, which holds the server up when nobody reads it
        server = subprocess.Popen(command, env=environ, cwd=ROOT, stderr=log, start_new_session=True)
        try:
            if not _is_ready(url, server):
                log.seek(0)
                raise RuntimeError(f"the web server did not start: {log.read().decode()[-2000:]}")
            yield Web(url, database)
        finally:
            os.killpg(server.pid, signal.SIGKILL)  # what was answered is kept; there is nothing to wait for
            server.wait(timeout=30)


def press_at_once(calls: Sequence[tuple[Visitor, str, Mapping[str, str]]]) -> list[Answer]:
    """Everybody sends their form at the same moment; the answers in the order of the calls."""
    start = threading.Barrier(len(calls))

    def press(call: tuple[Visitor, str, Mapping[str, str]]) -> Answer:
        visitor, path, fields = call
        start.wait(timeout=60)
        return visitor.post(path, **fields)

    with ThreadPoolExecutor(len(calls)) as crowd:
        return list(crowd.map(press, calls))


def _is_ready(url: str, server: "subprocess.Popen[bytes]") -> bool:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            if urllib3.request("GET", f"{url}/healthz", timeout=5, retries=False).status == 200:
                return True
        except urllib3.exceptions.HTTPError:
            time.sleep(0.05)  # it is starting; nothing tells us when it is done but its answer
    return False
