"""Undoing compression without being blown up."""

import zlib

from outreach.fetch.limits import LIMITS
from outreach.fetch.targets import FetchFailed, FetchProblem


def decoded(wire: bytes, encoding: str = "", most: int = LIMITS.decoded_bytes) -> bytes:
    """Undo compression, counting as it grows. Gzip is known by its first bytes: headers forget it, or lie."""
    body = wire
    for _layer in range(2):
        if body[:2] == b"\x1f\x8b":
            body = _inflated(body, zlib.MAX_WBITS | 16, most)
    if body is wire and encoding.strip().lower() == "deflate":
        body = _inflated(body, zlib.MAX_WBITS if body[:1] == b"\x78" else -zlib.MAX_WBITS, most)
    if len(body) > most:
        raise FetchFailed(FetchProblem.TOO_LARGE)
    return body


def _inflated(data: bytes, window: int, most: int) -> bytes:
    machine = zlib.decompressobj(window)
    try:
        body = machine.decompress(data, most + 1)
    except zlib.error as error:
        raise FetchFailed(FetchProblem.GARBLED) from error
    if len(body) > most:
        raise FetchFailed(FetchProblem.TOO_LARGE)
    if not machine.eof:
        raise FetchFailed(FetchProblem.GARBLED)
    return body
