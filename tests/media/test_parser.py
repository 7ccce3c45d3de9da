"""The process that parses is asked, waited for, and stopped when it must be."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import outreach.media.parser
from outreach.media.parser import Parser, ParserGaveUpError
from tests.media.conftest import rss

ONE = rss("<title>Ett</title>")


@pytest.fixture
def parser() -> Iterator[Parser]:
    parser = Parser()
    yield parser
    parser.close()


def playing(script: str, wall_seconds: float = 15.0) -> Parser:
    """A parser whose child does this instead."""
    return Parser((sys.executable, "-c", script), wall_seconds)


def test_one_child_answers_again_and_again(parser: Parser) -> None:
    assert parser.pid is None, "none is started before it is needed"
    first = parser.parse(ONE)
    pid = parser.pid

    assert first == parser.parse(ONE)
    assert [item.title for item in first.items] == ["Ett"]
    assert parser.pid == pid


def test_large_feeds_pass_both_ways(parser: Parser) -> None:
    body = rss(*(f"<title>{'å' * 250} {n}</title><description>{'ö' * 1900}</description>" for n in range(300)))

    assert len(parser.parse(body).items) == 300


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read(parser: Parser) -> None:
    parser.wall_seconds = 0.5
    costly = b"<rss version='2.0'><channel><item><title>" + b"<b>" * 400_000

    with pytest.raises(ParserGaveUpError):
        parser.parse(costly)

    parser.wall_seconds = 15
    assert len(parser.parse(ONE).items) == 1


def test_a_child_that_uses_too_much_work_is_ended_by_the_system() -> None:
    script = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    parser = playing(script)

    with pytest.raises(ParserGaveUpError):
        parser.parse(ONE)
    assert parser.pid is None


@pytest.mark.parametrize(
    "script",
    ["", "import time; time.sleep(60)", "import sys; sys.stdout.buffer.write(b'\\xff' * 100)"],
    ids=["leaves", "sleeps", "says too much"],
)
def test_a_child_that_does_not_answer_is_given_up(script: str) -> None:
    parser = playing(script, 1.0)

    with pytest.raises(ParserGaveUpError):
        parser.parse(ONE)
    assert parser.pid is None


def test_limits_are_set_in_the_child(parser: Parser) -> None:
    parser.parse(ONE)
    limits = {
        line[:25].strip(): line[25:].split() for line in Path(f"/proc/{parser.pid}/limits").read_text().splitlines()
    }

    assert limits["Max address space"][0] == str(512 * 1024 * 1024)
    assert 0 < int(limits["Max cpu time"][0]) <= 10


def test_no_secret_is_handed_to_the_child(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTREACH_SECRET_KEY", "hunter2")
    parser.parse(ONE)

    assert b"hunter2" not in Path(f"/proc/{parser.pid}/environ").read_bytes()


def test_a_fresh_child_after_many(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outreach.media.parser, "PARSES_PER_CHILD", 2)
    pids = []
    for _ in range(4):
        parser.parse(ONE)
        pids.append(parser.pid)

    assert pids[1] is None
    assert pids[0] != pids[2]


def test_threads_take_turns(parser: Parser) -> None:
    found: list[str] = []

    def ask(n: int) -> None:
        found.append(parser.parse(rss(f"<title>{n}</title>")).items[0].title)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found, key=int) == [str(n) for n in range(20)]


FORKS = """
import os
from outreach.media.parser import Parser
parser = Parser()
one = b"<rss version='2.0'><channel><item><title>Ett</title></item></channel></rss>"
parser.parse(one)
mine = parser.pid
forked = os.fork()
if forked == 0:
    found = len(parser.parse(one).items)
    own = parser.pid not in (None, mine)
    parser.close()
    os._exit(0 if found == 1 and own else 1)
_, status = os.waitpid(forked, 0)
assert status == 0, "the forked process has a child of its own"
assert len(parser.parse(one).items) == 1
assert parser.pid == mine, "and leaves its parent's alone"
parser.close()
"""


def test_each_process_has_its_own_child() -> None:
    done = subprocess.run([sys.executable, "-c", FORKS], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
