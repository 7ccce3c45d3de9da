"""Compression is undone up to a limit."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.fetch.decoding import decoded
from outreach.fetch.limits import LIMITS
from outreach.fetch.targets import FetchFailed, FetchProblem


@given(st.binary(max_size=500))
def test_what_was_packed_comes_out(body: bytes) -> None:
    if body[:2] == b"\x1f\x8b":
        return
    assert decoded(body) == body
    assert decoded(gzip.compress(body), "gzip") == body
    assert decoded(gzip.compress(body)) == body, "known by its first bytes"
    assert decoded(zlib.compress(body), "deflate") == body


def test_a_header_that_lies_does_no_harm() -> None:
    assert decoded(b"<rss/>", "gzip") == b"<rss/>"


def test_packed_twice() -> None:
    assert decoded(gzip.compress(gzip.compress(b"<rss/>")), "gzip") == b"<rss/>"


BOMBS = {
    "gzip": gzip.compress(bytes(LIMITS.decoded_bytes + 1)),
    "gzip in gzip": gzip.compress(gzip.compress(bytes(50_000_000))),
}


@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_cut(body: bytes) -> None:
    with pytest.raises(FetchFailed) as failure:
        decoded(body, "gzip")

    assert failure.value.problem == FetchProblem.TOO_LARGE


@pytest.mark.parametrize("body", [gzip.compress(b"x" * 999)[:-9], b"\x1f\x8brubbish"], ids=["cut short", "rubbish"])
def test_half_a_file_is_none(body: bytes) -> None:
    with pytest.raises(FetchFailed) as failure:
        decoded(body, "gzip")

    assert failure.value.problem == FetchProblem.GARBLED
