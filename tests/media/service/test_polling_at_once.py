"""Several pollers at once, and pollers that are killed: nothing is asked twice, stored twice, or stored by half.

The tests of several pollers have their control beside them: the same without the marks must go wrong.
"""

import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any, BinaryIO

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from outreach import clock
from outreach.db import db
from outreach.media.models import Entry, Feed, FeedAnswer
from outreach.media.service import poll_due, poll_feed
from outreach.media.service.polling import taking
from outreach.media.service.polling.taking import TAKEN_FOR
from tests.at_once import at_once
from tests.databases import Database
from tests.feedserver import Asked, FeedServer, answer
from tests.media.conftest import MakeFeed, rss

pytestmark = pytest.mark.usefixtures("desk")
FEEDS, POLLERS, ITEMS = 6, 3, 20
BODY = rss(*(f"<title>{n}</title>" for n in range(ITEMS)))


class Slow:
    """Answers, once as many ask at the same moment as are waited for, or after a while; counts who asks at once."""

    def __init__(self, at_once: int) -> None:
        self.gate = threading.Barrier(at_once)
        self.lock = threading.Lock()
        self.now = self.most = 0

    def __call__(self, asked: Asked, out: BinaryIO) -> None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        with suppress(threading.BrokenBarrierError):
            self.gate.wait(timeout=0.3)
        with self.lock:
            self.now -= 1
        answer(BODY)(asked, out)


def poll_at_once(app: Flask, pollers: int = POLLERS) -> list[Any]:
    def work() -> int:
        with app.app_context():
            return len(poll_due())

    db.session.commit()
    return at_once([work] * pollers)


def entries() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Entry.id))) or 0


def test_several_pollers_never_ask_the_same_feed(feed_server: FeedServer, make_feed: MakeFeed, desk: Flask) -> None:
    for n in range(FEEDS):
        make_feed(feed_server.put(f"/{n}", BODY))

    results = poll_at_once(desk)

    assert sum(results) == FEEDS
    assert Counter(asked.path for asked in feed_server.asked) == {f"/{n}": 1 for n in range(FEEDS)}
    assert entries() == FEEDS * ITEMS


def test_control_without_the_marks_they_do(
    feed_server: FeedServer, make_feed: MakeFeed, desk: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "TAKEN_FOR", timedelta())
    monkeypatch.setattr(taking, "_wait_for_other_takers", lambda: None)
    feed_server.answers["/0"] = Slow(POLLERS)
    make_feed(feed_server.url("/0"))
    for _ in range(20):
        poll_at_once(desk)
        if len(feed_server.asked) > 1:
            return

    pytest.fail("nothing was asked twice without the marks: the test above can't fail either")


@pytest.mark.parametrize("is_guarded", [True, False], ids=["guarded", "control"])
def test_a_host_is_asked_one_thing_at_a_time(
    is_guarded: bool, feed_server: FeedServer, make_feed: MakeFeed, desk: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also by several pollers that each want another of its feeds. Without the look at who is busy it is not so."""
    slow = Slow(2)
    feeds = [make_feed(feed_server.url(f"/{n}")).id for n in range(POLLERS)]
    feed_server.answers.update({f"/{n}": slow for n in range(POLLERS)})
    if not is_guarded:
        monkeypatch.setattr(taking, "host_of", lambda url: url)

    def poll(feed_id: int) -> bool:
        with desk.app_context():
            return poll_feed(feed_id) is not None

    db.session.commit()
    polled = at_once([lambda feed_id=feed_id: poll(feed_id) for feed_id in feeds])  # type: ignore[misc]

    assert (slow.most == 1) == is_guarded, polled


# ---- killed


# Told a step, it forks, and the fork is killed when its poll comes to that step.
KILLED = """
import os, signal, sys
from pathlib import Path
from outreach.app import create_app
from outreach.config import Config
from outreach.media import parser
from outreach.media.service import poll_due, polling
from outreach.media.service.polling import gathering, keeping

def die(*_args, **_options):
    parser.stop_parsers()
    os.kill(os.getpid(), signal.SIGKILL)

def poll_and_die_at(step):
    write = keeping._write
    if step == "asking":
        gathering.Session.fetch = die
    elif step == "parsing":
        gathering.parsers = lambda count: [type("Dies", (), {"look": die})()]
    elif step == "entries written":
        keeping._write = die
    elif step == "all written":
        keeping._write = lambda changes: die(write(changes))
    elif step == "stored":
        polling.forget_answers = die
    url, folder, port = sys.argv[1:]
    app = create_app(Config(Path(folder), url, "not a secret", feed_allow=frozenset({("127.0.0.1", int(port))})))
    with app.app_context():
        poll_due(every_feed=True)

for line in sys.stdin:
    if (fork := os.fork()) == 0:
        poll_and_die_at(line.strip())
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1]), flush=True)
"""
STEPS = ("asking", "parsing", "entries written", "all written", "stored")


def test_a_poller_that_is_killed_leaves_nothing_by_half_and_the_next_catches_up(
    feed_server: FeedServer, make_feed: MakeFeed, database: Database
) -> None:
    feeds = [make_feed(feed_server.put(f"/{n}", BODY)).id for n in range(2)]
    whole = len(feeds) * ITEMS
    command = [sys.executable, "-c", KILLED, database.url, str(database.folder / "instance"), str(feed_server.port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdin is not None
        assert killed.stdout is not None
        for step in STEPS:
            db.session.rollback()
            killed.stdin.write(step + "\n")
            killed.stdin.flush()

            assert int(killed.stdout.readline()) == -signal.SIGKILL, step
            assert entries() == (whole if step == "stored" else 0), step
            assert db.session.scalar(select(func.count(FeedAnswer.id))) == (len(feeds) if step == "stored" else 0)
            with clock.standing_at(clock.now() + TAKEN_FOR):
                poll_due(every_feed=True)
            assert entries() == whole, step
            assert set(db.session.scalars(select(Feed.polling_until))) == {None}
            db.session.execute(delete(Entry))
            db.session.execute(delete(FeedAnswer))
            db.session.execute(
                update(Feed).values(last_answered_at=None, last_polled_at=None, body_hash="", item_digests="")
            )
            db.session.commit()
