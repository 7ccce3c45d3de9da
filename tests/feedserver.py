"""A newspaper's server on loopback: answers as it is told, and counts who asks."""

import socketserver
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO

Answer = Callable[["Asked", BinaryIO], None]


@dataclass(frozen=True)
class Asked:
    """One request."""

    path: str
    headers: Mapping[str, str]


def answer(body: bytes = b"", status: int = 200, **headers: str) -> Answer:
    """A proper answer; header names with underscores. Says 304 to whoever has its ETag."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}

    def give(asked: Asked, out: BinaryIO) -> None:
        is_known = "etag" in told and asked.headers.get("if-none-match") == told["etag"]
        content = b"" if is_known else body
        lines = [f"HTTP/1.1 {304 if is_known else status} X", *(f"{name}: {value}" for name, value in told.items())]
        lines += [f"content-length: {len(content)}", "connection: close", "", ""]
        out.write("\r\n".join(lines).encode("latin-1") + content)

    return give


def raw(*pieces: bytes) -> Answer:
    """These bytes, whatever they are."""

    def give(_asked: Asked, out: BinaryIO) -> None:
        for piece in pieces:
            out.write(piece)
            out.flush()

    return give


def drip(head: bytes, piece: bytes, stop: threading.Event, every: float = 0.05) -> Answer:
    """A beginning, then a little for ever, until the client leaves or the test ends."""

    def give(_asked: Asked, out: BinaryIO) -> None:
        out.write(head)
        while not stop.wait(every):
            out.write(piece)
            out.flush()

    return give


@dataclass
class FeedServer:
    """Answers by path; what was asked is in `asked`."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):  # the client has had enough, which is what many of these tests want
                    outer.handle(self.rfile, self.wfile)

        class Tcp(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass

        self._server = Tcp(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(0.01), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def allow(self) -> frozenset[tuple[str, int]]:
        return frozenset({("127.0.0.1", self.port)})

    def url(self, path: str = "/feed") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def put(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        """Answer so at this path from now on. Returns the address."""
        self.answers[path] = answer(body, status, **headers)
        return self.url(path)

    def handle(self, incoming: Any, out: Any) -> None:
        line = incoming.readline().decode("latin-1").split()
        headers: dict[str, str] = {}
        while (header := incoming.readline().decode("latin-1").strip()) != "":
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        asked = Asked(line[1] if len(line) > 1 else "", headers)
        self.asked.append(asked)
        self.answers.get(asked.path, answer(status=404))(asked, out)

    def close(self) -> None:
        self.stop.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
