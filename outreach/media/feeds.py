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
from dataclasses import asdict
from datetime import UTC, datetime
from io import BytesIO
from time import struct_time
from typing import Any, BinaryIO

import feedparser

from outreach.media.rules.clean import SUMMARY_SIGNS, TITLE_SIGNS, plain_text, visible, web_link
from outreach.media.rules.documents import Document, Item, NotAFeed

ENTRIES = 300
CATEGORIES, CATEGORY_SIGNS = 20, 60
GUID_SIGNS, DATE_SIGNS = 500, 100
CPU_SECONDS, MEMORY_BYTES = 5, 512 * 1024 * 1024

ROOT = re.compile(rb"<\w")
ROOT_OR_DOCTYPE = re.compile(rb"<(!DOCTYPE|[A-Za-z_])", re.IGNORECASE)
PLAIN_DOCTYPE = re.compile(rb"""<!DOCTYPE(?:[^>\["']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
REFERENCE = re.compile(rb"&#(x[0-9a-fA-F]{1,9}|[0-9]{1,9});", re.IGNORECASE)
UTF_7 = re.compile(rb"utf-?7", re.IGNORECASE)


def read_document(body: bytes, content_type: str = "", url: str = "") -> Document:
    """Read a feed's bytes. May take long for hostile ones: see the parent."""
    problem = why_unread(body, content_type)
    if problem is not None:
        return Document(problem)
    try:
        parsed = _parse(body, content_type, url)
    except ValueError:
        # It falls over references to signs that there are none of, such as &#xD800;
        parsed = _parse(REFERENCE.sub(_only_real_signs, body), content_type, url)
    entries = parsed.get("entries") or []
    if not entries and not parsed.get("version"):
        return Document(what_instead(body))
    title = plain_text(_text(parsed.get("feed", {}).get("title")), TITLE_SIGNS)
    damaged = bool(parsed.get("bozo")) and not isinstance(
        parsed.get("bozo_exception"), feedparser.CharacterEncodingOverride
    )
    return Document(None, title, damaged, tuple(_item(entry, url) for entry in entries[:ENTRIES]))


def _parse(body: bytes, content_type: str, url: str) -> Any:
    # The address lets relative links be made whole; feedparser asks for nothing, it has only bytes.
    headers = {"content-type": content_type or "application/xml", "content-location": url}
    return feedparser.parse(BytesIO(body), response_headers=headers, resolve_relative_uris=False, sanitize_html=False)


def _only_real_signs(reference: re.Match[bytes]) -> bytes:
    number = int(reference[1][1:], 16) if reference[1][:1] in b"xX" else int(reference[1])
    return b"" if 0xD800 <= number <= 0xDFFF or number > 0x10FFFF else reference[0]


def why_unread(body: bytes, content_type: str = "") -> NotAFeed | None:
    """Refuse up front what is no feed at all, and what no honest feed has: entities of its own, UTF-7."""
    if not body.strip():
        return NotAFeed.EMPTY
    start = body.replace(b"\0", b"") if b"\0" in body[:64] else body
    declaration = start[:200] + content_type.encode("utf-8", "replace")
    if UTF_7.search(declaration):
        return NotAFeed.FORBIDDEN
    # Two looks: one as feedparser takes the head, one as XML has it, so that a comment hides nothing.
    root = ROOT.search(start)
    if b"<!ENTITY" in (start[: root.start()] if root else start).upper():
        return NotAFeed.FORBIDDEN
    bare = COMMENT.sub(b"", start[:65_536])
    first = ROOT_OR_DOCTYPE.search(bare)
    after = 0
    if first and first[1].upper() == b"!DOCTYPE":
        plain = PLAIN_DOCTYPE.match(bare, first.start())
        if plain is None:
            return NotAFeed.FORBIDDEN
        after = plain.end()
    root = ROOT.search(bare, after)
    return NotAFeed.HTML if root and bare[root.start() : root.start() + 5].lower() == b"<html" else None


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
    return Item(
        guid=visible(_text(entry.get("id"))).strip()[:GUID_SIGNS],
        link=web_link(_text(entry.get("link")), url) or "",
        title=plain_text(_text(entry.get("title")), TITLE_SIGNS),
        summary=plain_text(summary, SUMMARY_SIGNS),
        categories=tuple(name for name in (plain_text(term, CATEGORY_SIGNS) for term in terms) if name),
        raw_date=visible(_text(entry.get(dated))).strip()[:DATE_SIGNS],
        guessed_at=_iso(entry.get(f"{dated}_parsed")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _iso(moment: struct_time | None) -> str:
    try:
        return datetime.fromtimestamp(calendar.timegm(moment), UTC).isoformat() if moment else ""
    except (ValueError, OverflowError, OSError):
        return ""


def main() -> None:
    """Answer until the parent closes the door. An answer may take some seconds of CPU, then we are stopped."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not stand between the answers
    while (about := _read_part(questions)) is not None:
        body = _read_part(questions)
        if body is None:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = math.ceil(used.ru_utime + used.ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS, resource.RLIM_INFINITY))
        question = json.loads(about)
        try:
            document = read_document(body, question["content_type"], question["url"])
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  (what feedparser falls over is no feed, and no reason to stop)
            document = Document(NotAFeed.OTHER, is_damaged=True)
        answer = json.dumps(asdict(document)).encode("ascii")
        answers.write(struct.pack(">I", len(answer)) + answer)
        answers.flush()


def _read_part(stream: BinaryIO) -> bytes | None:
    head = stream.read(4)
    return stream.read(struct.unpack(">I", head)[0]) if len(head) == 4 else None


if __name__ == "__main__":
    main()
