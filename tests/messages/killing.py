"""Workers that are killed in the middle of their work, and what their readers got: for the tests and the benchmark."""

import os
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO

from outreach import clock
from outreach.db import db
from outreach.messages.service import deliver_due, write_message
from outreach.messages.service.delivering import IN_HAND
from tests.databases import Database
from tests.messages.smtp import Postbox, free_port, postbox

ROOT = Path(__file__).parents[2]
ENOUGH = 300.0  # seconds after which a run has failed


@dataclass
class Outcome:
    """What came of a run: mails by reader, their ids, how many workers were killed."""

    mails: Counter[str]
    ids: dict[str, set[str]]
    kills: int

    @property
    def duplicates(self) -> int:
        return sum(self.mails.values()) - len(self.mails)


@dataclass
class _Crew:
    """Workers on one database; one that is killed is followed by another."""

    database: Database
    url: str
    running: list["subprocess.Popen[str]"] = field(default_factory=list)

    def start(self) -> None:
        environ = {
            **os.environ,
            "OUTREACH_INSTANCE": str(self.database.folder / "instance"),
            "OUTREACH_DATABASE_URL": self.database.url,
            "OUTREACH_SECRET_KEY": "not a secret",
            "OUTREACH_SMTP_URL": self.url,
        }
        command = [sys.executable, "-m", "tests.messages.worker"]
        self.running.append(subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True))

    def wait_until_ready(self) -> None:
        for worker in self.running:
            line: IO[str] | None = worker.stdout
            assert line is not None
            assert line.readline() == "ready\n"

    def kill_one(self, chance: random.Random) -> None:
        worker = self.running.pop(chance.randrange(len(self.running)))
        _kill(worker)
        self.start()


@contextmanager
def _crew(database: Database, url: str, workers: int) -> Iterator[_Crew]:
    crew = _Crew(database, url)
    try:
        for _ in range(workers):
            crew.start()
        crew.wait_until_ready()
        yield crew
    finally:
        for worker in crew.running:
            _kill(worker)


def _kill(worker: "subprocess.Popen[str]") -> None:
    worker.kill()
    worker.wait(timeout=30)
    if worker.stdout:
        worker.stdout.close()


def deliver_under_fire(database: Database, *, mails: int, kills: int, workers: int = 2, seed: int = 1) -> Outcome:
    """Deliver so many mails by workers of which so many are killed while a mail is between them and the server.

    What a dead worker held is delivered at the end, by one that comes once no conversation can be going on any more.
    """
    chance = random.Random(seed)
    app = database.app
    with app.app_context():
        for number in range(mails):
            write_message(f"person{number}@example.org", "Hej", "Hej!")
        db.session.commit()
    moments = set(chance.sample(range(1, mails), kills))
    box = _Target(free_port(), moments=moments)
    with ExitStack() as running:
        running.enter_context(postbox(box))
        crew = running.enter_context(_crew(database, box.url, workers))
        for _ in range(kills):
            assert box.wait_for_moment()
            crew.kill_one(chance)
            box.go_on()
        assert box.wait_for(mails - kills)
        killed = kills + len(crew.running)  # those who are left end the same way, perhaps with a mail in hand
    with postbox(box):
        finisher = database.make_app(smtp_url=box.url)
        with finisher.app_context(), clock.standing_at(clock.now() + IN_HAND + timedelta(seconds=1)):
            deliver_due(limit=mails)
            db.engine.dispose()
    ids: dict[str, set[str]] = {}
    for mail in box.mails:
        ids.setdefault(mail["To"], set()).add(mail["Message-ID"])
    return Outcome(Counter(mail["To"] for mail in box.mails), ids, killed)


@dataclass
class _Target(Postbox):
    """A postbox that stops at certain mails, with the mail in its hands and the worker waiting for its answer."""

    moments: set[int] = field(default_factory=set)
    reached: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    killed: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    arrived: threading.Condition = field(default_factory=threading.Condition)
    count: int = 0

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        self.count += 1
        if self.count in self.moments:
            self.reached.release()
            self.killed.acquire(timeout=ENOUGH)  # everything stands still: whoever waits for an answer is killed so
        with self.arrived:
            self.arrived.notify_all()
        return answer

    def wait_for_moment(self) -> bool:
        return self.reached.acquire(timeout=ENOUGH)

    def go_on(self) -> None:
        self.killed.release()

    def wait_for(self, readers: int) -> bool:
        with self.arrived:
            return self.arrived.wait_for(lambda: len({mail["To"] for mail in self.mails}) >= readers, timeout=ENOUGH)
