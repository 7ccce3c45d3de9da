"""The worker: what it looks for, and that it looks again when something went wrong."""

import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from huey import MemoryHuey, SqliteHuey
from huey.api import Huey, Task
from sqlalchemy import select

from outreach import clock, jobs
from outreach.config import Config
from outreach.db import db
from outreach.events.models import ImportDraft
from outreach.events.service.importing import keep_import
from outreach.media.models import OutletTier
from outreach.media.service import add_feed
from outreach.messages.models import Message
from outreach.messages.service import write_message
from outreach.people.models import Role
from tests.conftest import MakePerson


@pytest.fixture
def queue(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Huey:
    """A queue that works at once, and looks for what is due once instead of for a minute."""
    monkeypatch.setattr(jobs, "LOOK_FOR", 0.001)
    monkeypatch.setattr(jobs, "LOOK_EVERY", 0.002)
    queue = MemoryHuey("test", immediate=True)
    jobs.register(queue, app)
    return queue


def due(queue: Huey, minute: int) -> dict[str, Task]:
    """What the clock starts at that minute of an hour, by name."""
    moment = datetime(2027, 3, 6, 9, minute)  # noqa: DTZ001  (huey's clock has no zone)
    return {task.name: task for task in queue.read_periodic(moment)}


@pytest.mark.parametrize("minute", [0, 1, 30, 59])
def test_what_is_due_is_looked_for_every_minute(queue: Huey, minute: int) -> None:
    assert {"deliver", "poll"} <= set(due(queue, minute))


def test_mails_leave(app: Flask, queue: Huey) -> None:
    write_message("maja@example.org", "Hej", "Hej!")
    db.session.commit()

    queue.execute(due(queue, 0)["deliver"])

    assert db.session.scalars(select(Message.sent_at)).one() is not None


def test_feeds_that_are_due_are_asked(app: Flask, queue: Huey) -> None:
    feed = add_feed("http://127.0.0.1:9/inside", "Solnabladet", OutletTier.LOCAL)

    queue.execute(due(queue, 0)["poll"])

    db.session.refresh(feed)
    assert (feed.failures, feed.last_error) == (1, "FORBIDDEN_PORT")


def test_imports_that_nobody_confirmed_are_forgotten(app: Flask, queue: Huey, person: MakePerson) -> None:
    with clock.standing_at(clock.now() - timedelta(days=2)):
        keep_import(b"Dag;Start\n2027-03-05;17", "plan.csv", person(Role.ORGANISER))

    queue.execute(due(queue, 17)["forget"])

    assert db.session.scalars(select(ImportDraft)).all() == []


def test_the_queue_is_a_file_beside_a_database_that_is_one(tmp_path: Path) -> None:
    queue = jobs.make_queue(Config(tmp_path, f"sqlite:///{tmp_path}/outreach.db", secret_key="k"))

    assert isinstance(queue, SqliteHuey)
    assert queue.storage.filename == str(tmp_path / "jobs.db")
    queue.storage.close()


def test_the_worker_stops_when_it_is_told_to(tmp_path: Path) -> None:
    """And soon: whoever restarts the machine does not wait for the next look."""
    environ = {**os.environ, "OUTREACH_INSTANCE": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    subprocess.run([sys.executable, "-m", "outreach", "init"], env=environ, check=True, capture_output=True)
    code = "import logging; logging.getLogger('huey').setLevel('INFO'); from outreach.jobs import main; main()"
    worker = subprocess.Popen([sys.executable, "-c", code], env=environ, stderr=subprocess.PIPE, text=True)
    try:
        assert worker.stderr is not None
        for line in worker.stderr:
            if "Huey consumer started" in line:
                break
        worker.send_signal(signal.SIGTERM)
        worker.stderr.read()

        assert worker.wait(timeout=20) in (0, -signal.SIGTERM)
    finally:
        worker.kill()
        worker.wait()
        if worker.stderr is not None:
            worker.stderr.close()
