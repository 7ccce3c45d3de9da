"""Which items of a feed's file are new, told by its bytes alone, so that only those need to be parsed.

Where the bytes leave any doubt the answer is None, and the whole file is parsed.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b

DIGEST_BYTES = 8
MOST_NEW = 50  # with more it is not worth it
# Each of these reads a bounded stretch from where it begins: the file may be hostile, and this is not the process
# that may be killed for it.
NAME = rb"((?:[A-Za-z_][\w.-]{0,60}:)?(?:item|entry))"
OPENS_OR_CLOSES = re.compile(rb"<(?:/" + NAME + rb"\s{0,60}>|" + NAME + rb"(?=[\s>/]))", re.IGNORECASE)
HANDLE = re.compile(rb"<(?:guid|id)(?:\s[^<>]{0,200})?>\s{0,60}(?:<!\[CDATA\[)?([^<\]]{1,500})")
LINK = re.compile(rb"<link(?:\s[^<>]{0,200})?>\s{0,60}(?:<!\[CDATA\[)?([^<\]]{1,500})")
HREF = re.compile(rb"<link\s[^<>]{0,300}?href\s{0,5}=\s{0,5}[\"']([^\"'<>]{1,500})")
TTL = re.compile(rb"<ttl>\s{0,60}([0-9]{1,6})\s{0,60}</ttl>")
# What opens a stretch that is not markup, and what closes it.
PAIRS = ((b"<![CDATA[", b"]]>"), (b"<!--", b"-->"), (b"<?", b"?>"))
TWO_BYTE_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


@dataclass(frozen=True)
class Split:
    """A file taken apart: what stands before, between and after its items."""

    head: bytes
    items: Sequence[bytes]
    tail: bytes

    @property
    def digests(self) -> list[str]:
        """One for each item, in order: 16 hexadecimal digits."""
        return [blake2b(item, digest_size=DIGEST_BYTES).hexdigest() for item in self.items]

    def only(self, items: Sequence[bytes]) -> bytes:
        """The file as if it held just these."""
        return b"".join((self.head, *items, self.tail))


def split(body: bytes) -> Split | None:
    """Take a file apart at its items; None when that can't be done beyond doubt."""
    if body.startswith(TWO_BYTE_STARTS):
        return None
    tags = list(OPENS_OR_CLOSES.finditer(body))
    opens, closes = [tag for tag in tags if tag[2]], [tag for tag in tags if tag[1]]
    names = {tag[1] or tag[2] for tag in tags}
    if len(opens) != len(closes) or names not in ({b"item"}, {b"entry"}):
        return None  # none, one in a CDATA section, or one of another name
    items: list[bytes] = []
    end = 0
    for opening, closing in zip(opens, closes, strict=True):
        if not end <= opening.start() < closing.start():
            return None  # one inside another
        if items and body[end : opening.start()].strip():
            return None  # what stands between the items may mean something
        items.append(body[opening.start() : closing.end()])
        end = closing.end()
    parts = Split(body[: opens[0].start()], items, body[end:])
    # What does not occur in the file need not be looked for in each of its parts.
    pairs = [pair for pair in PAIRS if pair[0] in body or pair[1] in body]
    return parts if all(_is_closed(part, pairs) for part in (parts.head, *parts.items, parts.tail)) else None


def new_items(parts: Split, digests: Sequence[str], known: Collection[str]) -> list[bytes] | None:
    """The items whose digests were not known last time; None when one can't be judged apart from the others.

    Items that share an id (or an address, where there is no id) with another of the file are told apart by the
    file as a whole.
    """
    new = [item for item, digest in zip(parts.items, digests, strict=True) if digest not in known]
    if len(new) > MOST_NEW:
        return None
    for item in new:
        handle = _handle(item)
        if handle and sum(handle in other for other in parts.items) > 1:
            return None
    return new


def packed(digests: Sequence[str]) -> str:
    """The digests as one text, to keep with the feed."""
    return "".join(digests)


def unpacked(text: str) -> frozenset[str]:
    """The digests again."""
    size = 2 * DIGEST_BYTES
    return frozenset(text[at : at + size] for at in range(0, len(text), size))


def ttl_minutes(body: bytes) -> int:
    """How long the feed says that a look at it lasts (RSS's ttl); 0 when it does not say."""
    found = TTL.search(body, 0, 20_000)
    return int(found[1]) if found else 0


def _is_closed(part: bytes, pairs: Collection[tuple[bytes, bytes]]) -> bool:
    """Whether every section and comment that opens in it also closes in it."""
    return all(part.count(opening) == part.count(closing) for opening, closing in pairs)


def _handle(item: bytes) -> bytes:
    """What an item is known by, as its bytes have it: its id, else its address."""
    for pattern in (HANDLE, HREF, LINK):
        found = pattern.search(item)
        if found and found[1].strip():
            return found[1].strip()
    return b""
