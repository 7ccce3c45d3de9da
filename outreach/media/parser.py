"""The parent of the process that parses: asks it, waits a while, and stops it when it does not answer."""

import atexit
import json
import os
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import Any

from outreach.media.rules.documents import Document, NotAFeed
from outreach.media.rules.looks import Asked, Look, asked_as_plain, item_from_plain, look_from_plain

WALL_SECONDS = 15.0
ANSWER_BYTES = 4_000_000
PARSES_PER_CHILD = 2_000  # then a fresh one: what feedparser leaks is freed

COMMAND = (sys.executable, "-m", "outreach.media.feeds")


class ParserGaveUpError(Exception):
    """The file took more time or memory than any honest feed; the process that read it was stopped."""


class Parser:
    """Parses feeds in a child process, one at a time. Safe to share between threads and across a fork."""

    def __init__(self, command: tuple[str, ...] = COMMAND, wall_seconds: float = WALL_SECONDS) -> None:
        self.command = command
        self.wall_seconds = wall_seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._parses = 0
        self._lock = threading.Lock()

    def parse(self, body: bytes, content_type: str = "", url: str = "") -> Document:
        """Read a feed's bytes. Raises ParserGaveUpError when that costs too much."""
        return _document(self._answer(body, {"content_type": content_type, "url": url, "asked": None}))

    def look(self, body: bytes, content_type: str, url: str, asked: Asked) -> Look:
        """Look at a feed's bytes, and judge what is new in them. Raises ParserGaveUpError when that costs too much."""
        about = {"content_type": content_type, "url": url, "asked": asked_as_plain(asked)}
        answer = self._answer(body, about)
        if answer is None:
            raise ValueError("our rules fell over what is in the file")
        return look_from_plain(answer)

    def _answer(self, body: bytes, about: dict[str, Any]) -> Any:
        head = json.dumps(about).encode("ascii")
        question = b"".join(struct.pack(">I", len(part)) + part for part in (head, body))
        with self._lock:
            child = self._running_child()
            try:
                answer = _ask(child, question, time.monotonic() + self.wall_seconds)
            except BaseException:
                self._stop()
                raise
            self._parses += 1
            if self._parses >= PARSES_PER_CHILD:
                self._stop()
        return json.loads(answer)

    def close(self) -> None:
        """Stop the child; the next parse starts another."""
        with self._lock:
            self._stop()

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one."""
        return self._child.pid if self._child else None

    def _running_child(self) -> "subprocess.Popen[bytes]":
        if self._child is not None and self._owner != os.getpid():
            # Our parent's child, from before we were forked: not ours to ask or to stop.
            _let_go(self._child)
            self._child = None
        if self._child is None or self._child.poll() is not None:
            # A nearly empty environment: no setting and no secret is within reach of what a feed might do.
            here = str(Path(__file__).parents[2])
            self._child = subprocess.Popen(  # noqa: S603  (our own command)
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": here, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
                cwd="/",
            )
            for pipe in (self._child.stdin, self._child.stdout):
                assert pipe is not None
                os.set_blocking(pipe.fileno(), False)
            self._owner, self._parses = os.getpid(), 0
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():
            return
        child.kill()
        child.wait()
        _let_go(child)


def _let_go(child: "subprocess.Popen[bytes]") -> None:
    """Close our ends of the pipes."""
    for pipe in (child.stdin, child.stdout):
        with suppress(OSError):  # what is still buffered has nobody left to read it
            if pipe is not None:
                pipe.close()


def _ask(child: "subprocess.Popen[bytes]", question: bytes, deadline: float) -> bytes:
    """Write the question and read the answer, both without ever blocking past the deadline."""
    assert child.stdin is not None
    assert child.stdout is not None
    into, out_of = child.stdin.fileno(), child.stdout.fileno()
    left, answer, length = memoryview(question), bytearray(), -1
    with DefaultSelector() as selector:
        selector.register(into, EVENT_WRITE)
        selector.register(out_of, EVENT_READ)
        while length < 0 or len(answer) < length:
            ready = selector.select(deadline - time.monotonic())
            if not ready or time.monotonic() > deadline:
                raise ParserGaveUpError("took too long")
            for key, _events in ready:
                if key.fd == into:
                    left = left[_write(into, left) :]
                    if not left:
                        selector.unregister(into)
                    continue
                chunk = os.read(out_of, 65_536)
                if not chunk:
                    raise ParserGaveUpError("took too much time or memory")
                answer += chunk
            if length < 0 and len(answer) >= 4:
                length = struct.unpack(">I", answer[:4])[0]
                del answer[:4]
                if length > ANSWER_BYTES:
                    raise ParserGaveUpError("said too much")
    return bytes(answer)


def _write(descriptor: int, data: memoryview) -> int:
    try:
        return os.write(descriptor, data[:65_536])
    except BrokenPipeError as error:
        raise ParserGaveUpError("took too much time or memory") from error


def _document(answer: list[Any]) -> Document:
    problem, title, is_damaged, items = answer
    return Document(NotAFeed(problem) if problem else None, title, is_damaged, tuple(map(item_from_plain, items)))


shared_parser = Parser()
_parsers = [shared_parser]


def parsers(count: int) -> list[Parser]:
    """That many, each with a child of its own once it is asked."""
    while len(_parsers) < count:
        _parsers.append(Parser())
    return _parsers[:count]


def stop_parsers() -> None:
    """Stop all children; whoever parses next starts another."""
    for parser in _parsers:
        parser.close()


atexit.register(stop_parsers)
