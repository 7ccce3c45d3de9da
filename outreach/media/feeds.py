"""The only user of feedparser. Runs by itself in a child process: `python -m outreach.media.feeds`.

Reads questions from stdin and writes answers to stdout, each a length in four bytes and that much JSON or
feed.
What it is given is hostile: the parent stops it when it takes too long, and starts another.
"""

import calendar
import json
import math
import re
import resource
import struct
import sys
from datetime import UTC, datetime
from io import BytesIO
from time import struct_time
from typing import Any, BinaryIO

import feedparser
from feedparser.datetimes import _parse_date as guessed_date

from outreach.media.quicker import make_quicker
from outreach.media.rules.clean import SUMMARY_SIGNS, TITLE_SIGNS, plain_text, visible, web_link
from outreach.media.rules.dates import is_of_known_kind
from outreach.media.rules.delta import split
from outreach.media.rules.documents import Document, Item, NotAFeed
from outreach.media.rules.looks import asked_from_plain, look, look_as_plain

ENTRIES = 300
CATEGORIES, CATEGORY_SIGNS = 20, 60
GUID_SIGNS, DATE_SIGNS = 500, 100
CPU_SECONDS, MEMORY_BYTES = 5, 512 * 1024 * 1024

ROOT = re.compile(rb"<\w")
ROOT_OR_DOCTYPE = re.compile(rb"<(!DOCTYPE|[A-Za-z_])", re.IGNORECASE)
PLAIN_DOCTYPE = re.compile(rb"""<!DOCTYPE(?:[^>\["']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
REFERENCE = re.compile(rb"&#(x[0-9a-fA-F]{1,9}|[0-9]{1,9});", re.IGNORECASE)
DECLARATION = re.compile(rb"<\?xml[^>]{0,300}")
UTF_7 = re.compile(rb"utf-?7", re.IGNORECASE)


def read_document(body: bytes, content_type: str = "", url: str = "") -> Document:
    """Read a feed's bytes. May take long for hostile ones: see the parent."""
    problem = why_unread(body, content_type)
    if problem is not None:
        return Document(problem)
    body = _first_items(body)
    try:
        parsed = _parse(body, content_type)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  (what feedparser falls over is no feed, and no reason to stop)
        return Document(NotAFeed.OTHER, is_damaged=True)
    entries = parsed.get("entries") or []
    if not entries and not parsed.get("version"):
        return Document(what_instead(body))
    title = plain_text(_text(parsed.get("feed", {}).get("title")), TITLE_SIGNS)
    damaged = bool(parsed.get("bozo")) and not isinstance(
        parsed.get("bozo_exception"), feedparser.CharacterEncodingOverride
    )
    return Document(None, title, damaged, tuple(_item(entry, url) for entry in entries[:ENTRIES]))


def _first_items(body: bytes) -> bytes:
    """The file without what comes after the items that are taken: feedparser would read them all."""
    if body.count(b"<item") <= ENTRIES and body.count(b"<entry") <= ENTRIES:
        return body
    parts = split(body)
    return body if parts is None else parts.only(parts.items[:ENTRIES])


def _parse(body: bytes, content_type: str) -> Any:
    try:
        return _parse_bytes(body, content_type)
    except ValueError:
        # It falls over references to signs that there are none of, such as &#xD800;
        return _parse_bytes(REFERENCE.sub(_only_real_signs, body), content_type)


def _parse_bytes(body: bytes, content_type: str) -> Any:
    # It asks for nothing, it has only bytes. Our address it is not told: it would make ids into addresses there.
    headers = {"content-type": content_type or "application/xml"}
    return feedparser.parse(BytesIO(body), response_headers=headers, resolve_relative_uris=False, sanitize_html=False)


def _only_real_signs(reference: re.Match[bytes]) -> bytes:
    number = int(reference[1][1:], 16) if reference[1][:1] in b"xX" else int(reference[1])
    return b"" if 0xD800 <= number <= 0xDFFF or number > 0x10FFFF else reference[0]


def why_unread(body: bytes, content_type: str = "") -> NotAFeed | None:
    """Refuse up front what is no feed at all, and what no honest feed has: entities of its own, UTF-7."""
    if not body.strip():
        return NotAFeed.EMPTY
    start = body.replace(b"\0", b"") if b"\0" in body[:64] else body
    declared = DECLARATION.search(start[:1_000])
    if UTF_7.search((declared[0] if declared else b"") + content_type.encode("utf-8", "replace")):
        return NotAFeed.FORBIDDEN
    # Two looks: one as feedparser takes the head, one as XML has it, so that a comment hides nothing.
    root = ROOT.search(start)
    if b"<!ENTITY" in (start[: root.start()] if root else start).upper():
        return NotAFeed.FORBIDDEN
    bare = _without_comments(start[:65_536])
    first = ROOT_OR_DOCTYPE.search(bare)
    after = 0
    if first and first[1].upper() == b"!DOCTYPE":
        plain = PLAIN_DOCTYPE.match(bare, first.start())
        if plain is None:
            return NotAFeed.FORBIDDEN
        after = plain.end()
    root = ROOT.search(bare, after)
    return NotAFeed.HTML if root and bare[root.start() : root.start() + 5].lower() == b"<html" else None


def _without_comments(head: bytes) -> bytes:
    """In one pass: a pattern would look for the end anew at every beginning."""
    kept, at = bytearray(), 0
    while (begin := head.find(b"<!--", at)) >= 0 and (end := head.find(b"-->", begin + 4)) >= 0:
        kept += head[at:begin]
        at = end + 3
    return bytes(kept + head[at:])


def what_instead(body: bytes) -> NotAFeed:
    """Name what is there when it is no feed."""
    start = body[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"{", b"[")):
        return NotAFeed.JSON
    return NotAFeed.HTML if b"<html" in start or b"<body" in start else NotAFeed.OTHER


def _item(entry: Any, url: str) -> Item:
    # Asked with `in` first: feedparser makes up an "updated" out of "published", with a warning.
    dated = next((name for name in ("published", "updated", "created") if name in entry), "published")
    summary = _text(entry.get("summary"))
    if not summary and entry.get("content"):
        summary = _text(entry["content"][0].get("value"))
    terms = [_text(tag.get("term") or tag.get("label")) for tag in (entry.get("tags") or [])[:CATEGORIES]]
    raw_date = visible(_text(entry.get(dated))).strip()[:DATE_SIGNS]
    return Item(
        guid=visible(_text(entry.get("id"))).strip()[:GUID_SIGNS],
        link=web_link(_address(entry), url) or "",
        title=plain_text(_text(entry.get("title")), TITLE_SIGNS),
        summary=plain_text(summary, SUMMARY_SIGNS),
        categories=tuple(name for name in (plain_text(term, CATEGORY_SIGNS) for term in terms) if name),
        raw_date=raw_date,
        guessed_at="" if not raw_date or is_of_known_kind(raw_date) else _guess(raw_date),
    )


def _address(entry: Any) -> str:
    """Where it leads. An id stands in for a missing link by rule, but "4711" is no address for all that."""
    link = _text(entry.get("link"))
    stands_in = entry.get("guidislink") and link == _text(entry.get("id"))
    return "" if stands_in and "://" not in link and not link.startswith("/") else link


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _guess(raw_date: str) -> str:
    """What feedparser makes of a date whose kind we don't know."""
    try:
        moment: struct_time | None = guessed_date(raw_date)
        return datetime.fromtimestamp(calendar.timegm(moment), UTC).isoformat() if moment else ""
    except Exception:  # noqa: BLE001  (ten readers of other people's dates)
        return ""


def main() -> None:
    """Answer until the parent closes the door. An answer may take some seconds of CPU, then we are stopped."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    make_quicker()
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not stand between the answers
    while (about := _read_part(questions)) is not None:
        body = _read_part(questions)
        if body is None:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = math.ceil(used.ru_utime + used.ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS, resource.RLIM_INFINITY))
        text = json.dumps(_answer(body, **json.loads(about))).encode("ascii")
        answers.write(struct.pack(">I", len(text)) + text)
        answers.flush()


def _answer(body: bytes, *, content_type: str, url: str, asked: list[Any] | None) -> list[Any] | None:
    """None where our own rules fall over what is in the file."""

    def read(part: bytes) -> Document:
        try:
            return read_document(part, content_type, url)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  (what feedparser falls over is no feed, and no reason to stop)
            return Document(NotAFeed.OTHER, is_damaged=True)

    if asked is None:
        document = read(body)
        return [document.problem, document.title, document.is_damaged, document.items]
    try:
        return look_as_plain(look(read, body, asked_from_plain(asked)))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  (one file; the next is to be read)
        return None


def _read_part(stream: BinaryIO) -> bytes | None:
    head = stream.read(4)
    return stream.read(struct.unpack(">I", head)[0]) if len(head) == 4 else None


if __name__ == "__main__":
    main()
