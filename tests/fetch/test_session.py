"""Connections that are kept open, and forms that are sent."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

import pytest

from outreach.fetch import FetchFailed, FetchProblem, Limits, Network, Session, fetch, post
from tests.feedserver import FeedServer, answer, raw
from tests.fetch.cable import PUBLIC, Cable, problem_of, resolve_to


class KeepingServer:
    """Keeps connections open: each has a number, and each request says on which it came. `hang_up` ends them all."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, str]] = []
        self.answers: dict[str, bytes] = {}
        self.lines: list[Any] = []
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                outer.lines.append(self.request)
                number = len(outer.lines)
                with suppress(OSError):
                    while line := self.rfile.readline():
                        while self.rfile.readline().strip():
                            pass
                        path = line.split()[1].decode()
                        outer.asked.append((number, path))
                        self.wfile.write(outer.answers.get(path, b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"))

        class Tcp(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False

        self._server = Tcp(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=lambda: self._server.serve_forever(0.01), daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def hang_up(self) -> None:
        for line in self.lines:
            with suppress(OSError):
                line.shutdown(2)

    def close(self) -> None:
        self.hang_up()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def keeper() -> Iterator[KeepingServer]:
    with closing(KeepingServer()) as server:
        yield server


@pytest.fixture
def session(keeper: KeepingServer) -> Iterator[Session]:
    with closing(Session(allow=frozenset({("127.0.0.1", keeper.port)}))) as session:
        yield session


def test_one_connection_for_many_questions(keeper: KeepingServer, session: Session) -> None:
    keeper.answers["/same"] = b'HTTP/1.1 304 Not Modified\r\netag: "1"\r\n\r\n'
    keeper.answers["/none"] = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
    statuses = [session.fetch(keeper.url(path)).status for path in ("/a", "/same", "/none", "/b")]

    assert statuses == [200, 304, 404, 200]
    assert keeper.asked == [(1, "/a"), (1, "/same"), (1, "/none"), (1, "/b")]


def test_an_answer_that_was_not_read_to_its_end_costs_the_connection(keeper: KeepingServer, session: Session) -> None:
    keeper.answers["/none"] = b"HTTP/1.1 404 Not Found\r\ncontent-length: 9\r\n\r\nnot found"

    assert session.fetch(keeper.url("/none")).status == 404
    assert session.fetch(keeper.url("/a")).body == b"ok"
    assert [number for number, _ in keeper.asked] == [1, 2]


def test_a_site_that_hung_up_meanwhile_is_asked_anew(keeper: KeepingServer, session: Session) -> None:
    session.fetch(keeper.url("/a"))
    keeper.hang_up()

    assert session.fetch(keeper.url("/a")).body == b"ok"
    assert [number for number, _ in keeper.asked] == [1, 2]


def test_each_question_has_time_of_its_own(keeper: KeepingServer) -> None:
    """A kept connection goes by the later question's end, not by that of the question which opened it."""
    session = Session(allow=frozenset({("127.0.0.1", keeper.port)}), limits=Limits(total_seconds=0.5))
    with closing(session):
        session.fetch(keeper.url("/a"))
        keeper.answers["/b"] = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"
        with pytest.raises(FetchFailed) as failure:
            session.fetch(keeper.url("/b"))

    assert failure.value.problem == FetchProblem.TOO_SLOW


def test_every_new_connection_is_checked(cable: Cable) -> None:
    """The name led outside when the first connection was opened; by the second it leads inside."""
    addresses = iter([PUBLIC, "127.0.0.1"])

    def rebinding(*args: Any, **options: Any) -> list[Any]:
        return resolve_to(next(addresses))(*args, **options)

    cable.server.put("/", b"x")  # closes after each answer
    with closing(Session(network=Network(rebinding, cable.connect))) as session:
        assert session.fetch("http://a.example/").status == 200
        with pytest.raises(FetchFailed) as failure:
            session.fetch("http://a.example/")

    assert failure.value.problem == FetchProblem.PRIVATE_ADDRESS
    assert cable.wanted == [PUBLIC]


def test_only_the_kinds_that_are_wanted(feed_server: FeedServer) -> None:
    url = feed_server.put("/film", b"x" * 100, content_type="video/mp4")

    assert problem_of(url, allow=feed_server.allow, only=("text/html",)) == FetchProblem.OTHER_KIND
    feed_server.put("/film", b"<p>", content_type="Text/HTML; charset=utf-8")
    assert fetch(url, allow=feed_server.allow, only=("text/html",)).body == b"<p>"
    assert feed_server.asked[1].headers["accept"] == "text/html"


# ---- forms


def test_a_form_is_sent_once_with_its_login(feed_server: FeedServer) -> None:
    url = feed_server.put("/sms", b'{"status": "created"}', content_type="application/json")

    reply = post(url, {"to": "+46700000000", "message": "Hej på dig"}, login=("u", "p"), allow=feed_server.allow)

    assert (reply.status, reply.body) == (200, b'{"status": "created"}')
    (asked,) = feed_server.asked
    assert asked.headers["authorization"] == "Basic dTpw"
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert int(asked.headers["content-length"]) == len("to=%2B46700000000&message=Hej+p%C3%A5+dig")


def test_why_not_is_kept(feed_server: FeedServer) -> None:
    url = feed_server.put("/sms", b"no money left", status=403)

    assert post(url, {}, allow=feed_server.allow).body == b"no money left"


def test_a_form_is_never_sent_elsewhere_nor_twice(feed_server: FeedServer) -> None:
    url = feed_server.put("/sms", status=307, location="/other")
    assert post(url, {"to": "x"}, allow=feed_server.allow).status == 307

    feed_server.answers["/sms"] = raw(b"")
    with pytest.raises(FetchFailed):
        post(url, {"to": "x"}, allow=feed_server.allow)
    assert [asked.path for asked in feed_server.asked] == ["/sms", "/sms"]


def test_forms_go_outside_only(feed_server: FeedServer) -> None:
    feed_server.answers["/sms"] = answer(b"reached")

    with pytest.raises(FetchFailed) as failure:
        post("http://127.0.0.1/sms", {})
    assert failure.value.problem == FetchProblem.PRIVATE_ADDRESS
    assert feed_server.asked == []
