"""Answers that would take too much: each is cut off, whatever it says of itself."""

import gzip
import tracemalloc
import zlib

import pytest

from outreach.fetch import LIMITS, FetchFailed, FetchProblem, Limits, fetch
from outreach.fetch.decoding import decoded
from tests.feedserver import FeedServer, drip, raw
from tests.fetch.cable import problem_of

OK = b"HTTP/1.1 200 OK\r\n"


def test_the_limits_are_these() -> None:
    expected = Limits(
        connect_seconds=5.0, total_seconds=20.0, redirects=5, wire_bytes=2_000_000, decoded_bytes=5_000_000
    )
    assert expected == LIMITS


BOMBS = {
    "gzip": (gzip.compress(bytes(50_000_000)), "gzip"),
    "gzip that is not announced": (gzip.compress(bytes(50_000_000)), ""),
    "gzip in gzip": (gzip.compress(gzip.compress(bytes(200_000_000))), "gzip"),
    "deflate": (zlib.compress(bytes(50_000_000)), "deflate"),
}


@pytest.mark.parametrize(("body", "encoding"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_cut_and_takes_no_room(body: bytes, encoding: str, feed_server: FeedServer) -> None:
    url = feed_server.put("/feed", body, content_encoding=encoding)
    tracemalloc.start()
    try:
        assert problem_of(url, allow=feed_server.allow) == FetchProblem.TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


def test_without_the_limit_a_bomb_goes_off() -> None:
    """The control: the same bomb, with the guard set aside."""
    assert len(decoded(BOMBS["gzip"][0], "gzip", most=10**9)) == 50_000_000


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "x-evil"])
def test_what_was_not_asked_for_is_not_unpacked(encoding: str, feed_server: FeedServer) -> None:
    url = feed_server.put("/feed", b"\x28\xb5\x2f\xfd rubbish", content_encoding=encoding)

    assert fetch(url, allow=feed_server.allow).body == b"\x28\xb5\x2f\xfd rubbish"
    assert feed_server.asked[0].headers["accept-encoding"] == "gzip"


def test_a_gzip_cut_short_is_none(feed_server: FeedServer) -> None:
    url = feed_server.put("/feed", gzip.compress(b"x" * 5_000)[:-9], content_encoding="gzip")

    assert problem_of(url, allow=feed_server.allow) == FetchProblem.GARBLED


def test_a_length_that_is_too_short_ends_there(feed_server: FeedServer) -> None:
    feed_server.answers["/feed"] = raw(OK, b"content-length: 6\r\n\r\n<rss/><and more>")

    assert fetch(feed_server.url(), allow=feed_server.allow).body == b"<rss/>"


def test_endless_headers_are_cut(feed_server: FeedServer) -> None:
    """64 MB of them, of which we take some kilobytes."""
    feed_server.answers["/feed"] = raw(OK, *(b"x-%d: %s\r\n" % (n, b"y" * 60_000) for n in range(1_000)))

    assert problem_of(feed_server.url(), allow=feed_server.allow) == FetchProblem.GARBLED


SLOW = {
    "a header, drop by drop": b"HTTP/1.1 200 OK\r\nx: ",
    "a body, drop by drop": OK + b"content-length: 9999\r\n\r\n",
    "a body without end": OK + b"\r\n",
    "chunks": OK + b"transfer-encoding: chunked\r\n\r\n",
}


@pytest.mark.parametrize("head", SLOW.values(), ids=SLOW)
def test_drops_do_not_keep_us(head: bytes, feed_server: FeedServer) -> None:
    """Each drop arrives well within any time that one read may take: only the end of the whole stops it."""
    feed_server.answers["/feed"] = drip(head, b"1\r\nx\r\n" if b"chunked" in head else b"x", feed_server.stop)
    limits = Limits(total_seconds=0.3)

    with pytest.raises(FetchFailed) as failure:
        fetch(feed_server.url(), allow=feed_server.allow, limits=limits)
    assert failure.value.problem == FetchProblem.TOO_SLOW
