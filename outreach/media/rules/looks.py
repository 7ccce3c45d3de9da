"""A look at a feed's file: what is asked of it, what was seen, and both as what goes through a pipe."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from outreach.media.rules.classify import CoverageKind
from outreach.media.rules.delta import Split, new_items, packed, split, ttl_minutes, unpacked
from outreach.media.rules.documents import Document, Item, NotAFeed
from outreach.media.rules.judge import Judged, judge_items
from outreach.media.rules.match import Matcher, Term, TermKind, matcher

ITEMS = 300  # of a file with more, the first are taken

Reader = Callable[[bytes], Document]


@dataclass(frozen=True)
class Asked:
    """How to look: with which words, and which items need no look since they stood there last time (digests).

    `words` is text as `words_as_text` makes it: it is the same for many looks, and taken apart once.
    """

    words: str
    now: datetime
    only_here: bool = False
    known: str = ""


@dataclass(frozen=True)
class Look:
    """What a file holds. `items` are only those that were not there last time if `is_part`; `entries` counts all.

    `digests` of all items are empty where next time the whole file is to be read again.
    """

    problem: NotAFeed | None = None
    title: str = ""
    is_damaged: bool = False
    items: Sequence[Judged] = ()
    is_part: bool = False
    entries: int = 0
    digests: str = ""
    ttl_minutes: int = 0


def look(read: Reader, body: bytes, asked: Asked) -> Look:
    """Look at as little of a file as will do; `read` parses it, or what is new of it."""
    parts = split(body)
    seen: Look | None = None
    document = Document()
    if parts is not None:
        found = _read_part(read, parts, asked.known)
        if found is not None:
            document, seen = found
        elif len(parts.items) > ITEMS:
            body = parts.only(parts.items[:ITEMS])
    if seen is None:
        document, seen = _read_whole(read, body, parts)
    judged = judge_items(document.items, _finder(asked.words), only_here=asked.only_here, now=asked.now)
    return replace(seen, title=document.title, items=judged, ttl_minutes=ttl_minutes(body))


def _read_whole(read: Reader, body: bytes, parts: Split | None) -> tuple[Document, Look]:
    document = read(body)
    entries = len(document.items)
    is_sound = parts is not None and not document.is_damaged and entries == min(len(parts.items), ITEMS)
    digests = packed(parts.digests[:ITEMS]) if parts is not None and is_sound else ""
    return document, Look(document.problem, is_damaged=document.is_damaged, entries=entries, digests=digests)


def _read_part(read: Reader, parts: Split, text: str) -> tuple[Document, Look] | None:
    """Parse only the items whose bytes are new; None when the whole file must be read."""
    known = unpacked(text)
    if not known or len(parts.items) > ITEMS:
        return None
    digests = parts.digests
    if known.isdisjoint(digests):
        return None  # nothing of what was there last time
    new = new_items(parts, digests, known)
    if new is None:
        return None
    document = read(parts.only(new)) if new else Document()
    if document.problem is not None or document.is_damaged or len(document.items) != len(new):
        return None
    return document, Look(is_part=True, entries=len(parts.items), digests=packed(digests))


# ---- through the pipe


def words_as_text(terms: Sequence[Term]) -> str:
    """The words to look for, as one text."""
    return json.dumps([[one.kind, one.word, one.forms, one.is_prefix, one.is_case_exact] for one in terms])


@lru_cache(4)
def _finder(words: str) -> Matcher:
    return matcher(Term(TermKind(kind), word, tuple(forms), *how) for kind, word, forms, *how in json.loads(words))


def asked_as_plain(asked: Asked) -> list[Any]:
    """For JSON."""
    return [asked.words, asked.now.isoformat(), asked.only_here, asked.known]


def asked_from_plain(plain: list[Any]) -> Asked:
    """The other way."""
    words, now, only_here, known = plain
    return Asked(words, datetime.fromisoformat(now), only_here, known)


def look_as_plain(seen: Look) -> list[Any]:
    """For JSON."""
    items = [[one.item, one.published_at.isoformat(), *one[2:]] for one in seen.items]
    return [
        seen.problem, seen.title, seen.is_damaged, items, seen.is_part, seen.entries, seen.digests, seen.ttl_minutes,
    ]  # fmt: skip


def look_from_plain(plain: list[Any]) -> Look:
    """The other way."""
    problem, title, is_damaged, items, *rest = plain
    return Look(NotAFeed(problem) if problem else None, title, is_damaged, [_judged(*one) for one in items], *rest)


def _judged(
    item: list[Any], published_at: str, is_match: bool, why: list[str], kind: str, sign: str, key: str,
    identity: str | None,
) -> Judged:  # fmt: skip
    moment = datetime.fromisoformat(published_at)
    return Judged(item_from_plain(item), moment, is_match, tuple(why), KINDS[kind], sign, key, identity)


KINDS = {kind.value: kind for kind in CoverageKind}


def item_from_plain(plain: list[Any]) -> Item:
    """An item as it comes out of JSON."""
    guid, link, title, summary, categories, raw_date, guessed_at = plain
    return Item(guid, link, title, summary, tuple(categories), raw_date, guessed_at)
