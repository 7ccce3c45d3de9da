"""What is fetched, and what is refused before or while it is. All traffic stays on this machine."""

import socket
import ssl
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from outreach.fetch import FetchFailed, FetchProblem, Limits, Network, fetch
from tests.feedserver import FeedServer, drip, raw
from tests.fetch.cable import PUBLIC, Cable, problem_of, resolve_to

# ---- answers


def test_an_answer(feed_server: FeedServer) -> None:
    url = feed_server.put("/feed", b"<rss/>", etag='"1"', content_type="text/xml", x_other="no")

    answer = fetch(url, allow=feed_server.allow)

    assert (answer.status, answer.url, answer.body) == (200, url, b"<rss/>")
    assert answer.headers == {"etag": '"1"', "content-type": "text/xml"}
    assert answer.permanent_redirect_to is None
    assert feed_server.asked[0].headers["user-agent"].startswith("Outreach/")


def test_what_is_known_is_not_sent_again(feed_server: FeedServer) -> None:
    url = feed_server.put("/feed", b"<rss/>", etag='"1"')

    answer = fetch(url, etag='"1"', last_modified="Sun, 22 Nov 2026 06:00:00 GMT", allow=feed_server.allow)

    assert (answer.status, answer.body) == (304, b"")
    assert feed_server.asked[0].headers["if-modified-since"] == "Sun, 22 Nov 2026 06:00:00 GMT"


def test_settings_for_a_proxy_are_not_followed(feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    assert fetch(feed_server.put("/feed", b"x"), allow=feed_server.allow).body == b"x"


# ---- addresses


INSIDE = [
    "http://127.0.0.1/", "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/", "http://169.254.169.254/",
    "http://100.64.0.1/", "http://0.0.0.0/", "http://[::1]/", "http://[fd00::1]/", "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[::127.0.0.1]/", "http://[fec0::1]/",
    "http://2130706433/", "http://0x7f.1/", "http://017700000001/", "http://127.1/", "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/", "http://a.se@127.0.0.1/",
]  # fmt: skip


@pytest.mark.parametrize("url", INSIDE)
def test_addresses_inside_are_refused_before_anything_is_opened(url: str, cable: Cable) -> None:
    # numbers are read as the system reads them; that takes no name server
    def only_numbers(host: str, port: int, **options: Any) -> list[Any]:
        return socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST, **options)

    assert problem_of(url, network=Network(only_numbers, cable.connect)) == FetchProblem.PRIVATE_ADDRESS
    assert cable.wanted == []


def test_the_test_above_can_fail(cable: Cable, feed_server: FeedServer) -> None:
    feed_server.put("/", b"reached")

    assert fetch("http://8.8.8.8/", network=Network(socket.getaddrinfo, cable.connect)).body == b"reached"
    assert cable.wanted == ["8.8.8.8"]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.2.3"])
def test_names_that_lead_inside_are_refused(address: str, cable: Cable) -> None:
    network = Network(resolve_to(address), cable.connect)

    assert problem_of("http://a.example/", network=network) == FetchProblem.PRIVATE_ADDRESS
    assert cable.wanted == []


def test_of_two_addresses_only_the_public_one_is_used(cable: Cable, feed_server: FeedServer) -> None:
    feed_server.put("/", b"x")

    fetch("http://a.example/", network=Network(resolve_to("::1", PUBLIC), cable.connect))

    assert cable.wanted == [PUBLIC]


def test_a_name_that_changes_its_address_is_looked_up_once(cable: Cable, feed_server: FeedServer) -> None:
    feed_server.put("/", b"x")
    asked = 0

    def rebinding(*args: Any, **options: Any) -> list[Any]:
        nonlocal asked
        asked += 1
        return resolve_to(PUBLIC if asked % 2 else "127.0.0.1")(*args, **options)

    for _ in range(100):
        asked = 0
        fetch("http://a.example/", network=Network(rebinding, cable.connect))
        assert asked == 1

    assert set(cable.wanted) == {PUBLIC}


@pytest.mark.parametrize("port", [22, 25, 8080])
def test_other_ports_are_refused(port: int, cable: Cable) -> None:
    network = Network(resolve_to(PUBLIC), cable.connect)

    assert problem_of(f"http://a.example:{port}/", network=network) == FetchProblem.FORBIDDEN_PORT
    assert cable.wanted == []


def test_a_name_that_is_none(cable: Cable) -> None:
    def unknown(*_args: Any, **_options: Any) -> list[Any]:
        raise socket.gaierror("no such name")

    assert problem_of("http://a.example/", network=Network(unknown, cable.connect)) == FetchProblem.NO_SUCH_HOST


# ---- redirects


def test_redirects_for_good_are_told(feed_server: FeedServer) -> None:
    last = feed_server.put("/c", b"x")
    feed_server.put("/b", status=308, location="/c")
    url = feed_server.put("/a", status=301, location="/b")

    answer = fetch(url, allow=feed_server.allow)

    assert (answer.url, answer.permanent_redirect_to) == (last, last)


def test_one_redirect_for_now_and_none_is_for_good(feed_server: FeedServer) -> None:
    feed_server.put("/c", b"x")
    feed_server.put("/b", status=302, location="/c")
    url = feed_server.put("/a", status=301, location="/b")

    assert fetch(url, allow=feed_server.allow).permanent_redirect_to is None


ASTRAY = {
    "inside": ("http://127.0.0.1:80/", FetchProblem.PRIVATE_ADDRESS),
    "the cloud's secrets": ("http://169.254.169.254/latest/", FetchProblem.PRIVATE_ADDRESS),
    "a file": ("file:///etc/passwd", FetchProblem.BAD_ADDRESS),
    "gopher": ("gopher://a.se/", FetchProblem.BAD_ADDRESS),
    "another port": ("http://8.8.8.8:22/", FetchProblem.FORBIDDEN_PORT),
}


@pytest.mark.parametrize(("location", "problem"), ASTRAY.values(), ids=ASTRAY)
def test_every_hop_is_checked(location: str, problem: FetchProblem, feed_server: FeedServer) -> None:
    url = feed_server.put("/a", status=302, location=location)

    assert problem_of(url, allow=feed_server.allow) == problem


def test_a_circle_ends(feed_server: FeedServer) -> None:
    url = feed_server.put("/a", status=302, location="/a")

    assert problem_of(url, allow=feed_server.allow) == FetchProblem.TOO_MANY_REDIRECTS
    assert len(feed_server.asked) == 6


def test_another_host_learns_nothing(feed_server: FeedServer, cable: Cable) -> None:
    feed_server.put("/b", b"x")
    feed_server.put("/a", status=302, location="http://b.example/b")
    network = Network(resolve_to(PUBLIC), cable.connect)

    fetch("http://user:pass@a.example/a", etag='"1"', last_modified="then", network=network)

    first, second = (asked.headers for asked in feed_server.asked)
    assert {"authorization", "if-none-match", "if-modified-since"} <= first.keys()
    assert not {"authorization", "if-none-match", "if-modified-since"} & second.keys()
    assert second["host"] == "b.example"


def test_passwords_are_not_told_in_errors(feed_server: FeedServer) -> None:
    with pytest.raises(FetchFailed) as failure:
        fetch(f"http://user:hunter2@127.0.0.1:{feed_server.port}/?token=s3cret")

    assert "hunter2" not in str(failure.value)
    assert "s3cret" not in str(failure.value)


# ---- limits


OK = b"HTTP/1.1 200 OK\r\n"
BROKEN = {
    "no answer at all": ([b""], FetchProblem.NO_CONNECTION),
    "not HTTP": ([b"hello\r\n\r\n"], FetchProblem.GARBLED),
    "cut short": ([OK, b"content-length: 99\r\n\r\nshort"], FetchProblem.GARBLED),
    "a bad chunk": ([OK, b"transfer-encoding: chunked\r\n\r\nzz\r\n"], FetchProblem.GARBLED),
    "too many headers": ([OK, *(b"x-%d: y\r\n" % n for n in range(10_000))], FetchProblem.GARBLED),
    "a header without end": ([OK, b"x: ", *[b"y" * 65_536] * 40], FetchProblem.GARBLED),
    "no length and no end": ([OK, b"\r\n", *[b"<item/>" * 9_000] * 40], FetchProblem.TOO_LARGE),
}


@pytest.mark.parametrize(("pieces", "problem"), BROKEN.values(), ids=BROKEN)
def test_broken_answers(pieces: list[bytes], problem: FetchProblem, feed_server: FeedServer) -> None:
    feed_server.answers["/feed"] = raw(*pieces)

    assert problem_of(feed_server.url(), allow=feed_server.allow) == problem


def test_a_length_below_nought_is_no_length(feed_server: FeedServer) -> None:
    feed_server.answers["/feed"] = raw(OK, b"content-length: -5\r\n\r\n<rss/>")

    assert fetch(feed_server.url(), allow=feed_server.allow).body == b"<rss/>"


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nx: ", OK + b"content-length: 9999\r\n\r\n"])
def test_slow_drops_are_cut_off_in_total(head: bytes, feed_server: FeedServer) -> None:
    feed_server.answers["/feed"] = drip(head, b"x", feed_server.stop)
    began = time.monotonic()

    options = {"allow": feed_server.allow, "limits": Limits(total_seconds=0.5)}
    assert problem_of(feed_server.url(), **options) == FetchProblem.TOO_SLOW
    assert time.monotonic() - began < 3


def test_a_name_server_that_sleeps_is_not_waited_for(cable: Cable) -> None:
    sleep = threading.Event()

    def asleep(*_args: Any, **_options: Any) -> list[Any]:
        sleep.wait(10)
        return []

    network = Network(asleep, cable.connect)
    assert problem_of("http://a.example/", network=network, limits=Limits(total_seconds=0.2)) == FetchProblem.TOO_SLOW
    sleep.set()


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

    url = f"http://127.0.0.1:{port}/"
    assert problem_of(url, allow=frozenset({("127.0.0.1", port)})) == FetchProblem.NO_CONNECTION


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).parents[1] / "samples" / "tls" / "self_signed.pem")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def serve() -> None:
            line, _ = listener.accept()
            with suppress(OSError), line, context.wrap_socket(line, server_side=True) as safe_line:
                safe_line.sendall(b"HTTP/1.1 200 OK\r\n\r\n<rss/>")

        thread = threading.Thread(target=serve)
        thread.start()
        url = f"https://127.0.0.1:{port}/"
        assert problem_of(url, allow=frozenset({("127.0.0.1", port)})) == FetchProblem.BAD_CERTIFICATE
        thread.join(5)
