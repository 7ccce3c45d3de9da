"""Every known way to make us ask a machine that is not on the open internet; none of them opens a connection."""

import socket
from contextlib import suppress
from typing import Any

import pytest

from outreach.fetch import FetchFailed, FetchProblem, Network, connections, fetch
from outreach.fetch.limits import LIMITS
from tests.feedserver import FeedServer, raw
from tests.fetch.cable import PUBLIC, Cable, problem_of, resolve_to

PRIVATE = """
    127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 [::1] [fd00::1] [fe80::1%25eth0]
""".split()
SPELLINGS = """
    2130706433 0x7f.1 017700000001 127.1 ①②⑦.⓪.⓪.① 127。0。0。1 localhost localhost. a.se@127.0.0.1 a.se\\@127.0.0.1
""".split()
TUNNELS = """
    [::ffff:127.0.0.1] [64:ff9b::7f00:1] [2002:7f00:1::] [::127.0.0.1] [fec0::1] [ff02::1] [2001:0:53aa:64c::1]
    224.0.0.1
""".split()
INSIDE = [f"http://{host}/" for host in (*PRIVATE, *SPELLINGS, *TUNNELS)]


def read_as_the_system_does(host: str, port: int, **options: Any) -> list[Any]:
    """Numbers in any spelling, and localhost; every other name is out in the open. It takes no name server."""
    if host == "a.example":
        return resolve_to(PUBLIC)(host, port)
    if host.rstrip(".") == "localhost":
        return resolve_to("127.0.0.1")(host, port)
    return socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST, **options)


@pytest.mark.parametrize("url", INSIDE)
def test_a_feed_there_is_refused_before_anything_is_opened(url: str, cable: Cable) -> None:
    refused = problem_of(url, network=Network(read_as_the_system_does, cable.connect))

    assert refused in (FetchProblem.PRIVATE_ADDRESS, FetchProblem.BAD_ADDRESS)
    assert cable.wanted == []


@pytest.mark.parametrize("status", [301, 302, 307])
def test_no_redirect_leads_there(status: int, cable: Cable) -> None:
    for url in INSIDE:
        location = f"Location: {url}".encode()
        cable.server.answers["/feed"] = raw(b"HTTP/1.1 %d X\r\n%s\r\ncontent-length: 0\r\n\r\n" % (status, location))
        network = Network(read_as_the_system_does, cable.connect)
        assert problem_of("http://a.example/feed", network=network) in (
            FetchProblem.PRIVATE_ADDRESS,
            FetchProblem.BAD_ADDRESS,
        )
    assert cable.wanted == [PUBLIC] * len(INSIDE)


ANSWERS = [host.strip("[]").replace("%25", "%") for host in (*PRIVATE, *TUNNELS)]


def test_no_name_leads_there(cable: Cable) -> None:
    for address in ANSWERS:
        network = Network(resolve_to(address), cable.connect)
        assert problem_of("http://a.example/feed", network=network) == FetchProblem.PRIVATE_ADDRESS
    assert cable.wanted == []


def test_without_the_look_at_the_address_all_of_these_would_be_reached(
    cable: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same names, with the guard taken out."""
    monkeypatch.setattr(connections, "is_public", lambda _address: True)
    cable.server.put("/feed", b"reached")
    for address in ANSWERS:
        assert fetch("http://a.example/feed", network=Network(resolve_to(address), cable.connect)).body == b"reached"
    assert cable.wanted == ANSWERS


def test_a_name_that_answers_otherwise_the_second_time(cable: Cable) -> None:
    """Public when it is checked, inside when it is connected to: there is no second time."""
    cable.server.put("/feed", b"x")
    for _ in range(100):
        answers = iter([PUBLIC, "127.0.0.1", "127.0.0.1"])

        def resolve(*args: Any, answers: Any = answers, **options: Any) -> list[Any]:
            return resolve_to(next(answers))(*args, **options)

        fetch("http://a.example/feed", network=Network(resolve, cable.connect))
    assert cable.wanted == [PUBLIC] * 100


def test_a_chain_that_ends_inside(cable: Cable) -> None:
    """http, then another host, then a private one: each hop is looked at."""
    cable.server.put("/feed", status=302, location="http://a.example/second")
    cable.server.put("/second", status=302, location="http://127.0.0.1/")
    network = Network(read_as_the_system_does, cable.connect)

    assert problem_of("http://a.example/feed", network=network) == FetchProblem.PRIVATE_ADDRESS
    assert cable.wanted == [PUBLIC, PUBLIC]


def test_a_page_that_refreshes_itself_elsewhere_is_not_followed(feed_server: FeedServer) -> None:
    page = b'<meta http-equiv="refresh" content="0;url=http://127.0.0.1/">'
    url = feed_server.put("/feed", page, refresh="0; url=http://127.0.0.1/")

    assert fetch(url, allow=feed_server.allow).body == page
    assert len(feed_server.asked) == 1


def test_fifty_hops_are_too_many(feed_server: FeedServer) -> None:
    for n in range(50):
        feed_server.put(f"/{n}", status=302, location=f"/{n + 1}")

    assert problem_of(feed_server.url("/0"), allow=feed_server.allow) == FetchProblem.TOO_MANY_REDIRECTS
    assert len(feed_server.asked) == LIMITS.redirects + 1


LOCATIONS = {
    "a line break by number": b"/x%0d%0aSet-Cookie:%20a=b",
    "a bare line feed": b"/x\nSet-Cookie: a=b",
    "a blank": b"http://a.example/x y",
    "a nought": b"http://a.example\x00.evil/",
}


@pytest.mark.parametrize("location", LOCATIONS.values(), ids=LOCATIONS)
def test_no_header_of_ours_is_made_by_a_redirect(location: bytes, feed_server: FeedServer) -> None:
    answer = raw(b"HTTP/1.1 302 X\r\nLocation: " + location + b"\r\ncontent-length: 0\r\n\r\n")
    feed_server.answers["/feed"] = feed_server.answers["/x%0d%0aSet-Cookie:%20a=b"] = answer

    with suppress(FetchFailed):
        fetch(feed_server.url(), allow=feed_server.allow)
    assert feed_server.asked
    assert not [asked for asked in feed_server.asked if "set-cookie" in asked.headers]
