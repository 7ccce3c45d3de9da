"""What a page on the web says of itself: its headline and the day. For filling in a form, never for more."""

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from outreach.media.rules.clean import TITLE_SIGNS, plain_text
from outreach.media.rules.dates import STOCKHOLM, read_date
from outreach.media.rules.identify import TWIN_HOSTS

READ_SIGNS = 400_000  # what a page says of itself stands near its top
MOST_DATA = 50_000  # of one JSON-LD block
MOST_STEPS = 500  # into JSON-LD
CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE)
TITLE_NAMES = ("og:title", "twitter:title")
DAY_NAMES = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "pubdate", "publish-date", "parsely-pub-date", "cxenseparse:recs:publishtime",
)  # fmt: skip
ARTICLE_TYPES = re.compile(r"Article|NewsArticle|BlogPosting|Report|RadioEpisode|OpinionNewsArticle")
PAPER_AFTER = re.compile(r"^(.{12,}?)\s+[|–—-]\s+[^|–—]{2,40}$")


@dataclass(frozen=True)
class PageFacts:
    """What could be told; empty and None where nothing could."""

    title: str = ""
    published_on: date | None = None


def facts_of(text: str) -> PageFacts:
    """Headline and day of a page: as it tells other machines, else as it tells readers."""
    reader = _Reader()
    with contextlib.suppress(AssertionError, ValueError):  # where the parser stumbles, what was read until then counts
        reader.feed(text[:READ_SIGNS])
    block = _article(reader.blocks)
    titles = [*(reader.meta.get(name, "") for name in TITLE_NAMES), str(block.get("headline") or ""), reader.heading]
    title = next((clean for raw in titles if (clean := plain_text(raw, TITLE_SIGNS))), "")
    if not title:
        title = PAPER_AFTER.sub(r"\1", plain_text(reader.title, TITLE_SIGNS))
    days = [
        reader.meta.get("article:published_time", ""),
        str(block.get("datePublished") or ""),
        *(reader.meta.get(name, "") for name in DAY_NAMES),
        reader.time,
    ]
    moments = (read_date(raw) for raw in days if raw)
    moment = next((moment for moment in moments if moment is not None), None)
    return PageFacts(title, moment.astimezone(STOCKHOLM).date() if moment is not None else None)


def decode(body: bytes, content_type: str) -> str:
    """A page's text: by what the server says, what the page says, as UTF-8, else as Windows writes in Sweden."""
    said = re.search(r"charset\s*=\s*[\"']?\s*([\w-]{1,40})", content_type, re.IGNORECASE)
    inside = CHARSET.search(body[:4096])
    for charset in (said[1] if said else "", inside[1].decode("ascii", "replace") if inside else "", "utf-8"):
        if charset.lower().replace("_", "-") in ("", "utf-7"):
            continue
        with contextlib.suppress(LookupError, ValueError):
            return body.decode(charset)
    return body.decode("cp1252", "replace")


def host_of(address: str) -> str:
    """The host of an address without www and the like; empty when there is none."""
    try:
        host = (urlsplit(address).hostname or "").removesuffix(".")
    except ValueError:
        return ""
    for twin in TWIN_HOSTS:
        if host.startswith(twin) and host.count(".") > 1:
            host = host.removeprefix(twin)
    return host


def outlet_of(address: str, hosts: Mapping[str, int]) -> int | None:
    """Whose page it is, by the hosts that outlets are known by; a paper's other hosts count too."""
    host = host_of(address)
    while host.count("."):
        if host in hosts:
            return hosts[host]
        host = host.partition(".")[2]
    return None


class _Reader(HTMLParser):
    """Collects what a page says of itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, str] = {}
        self.blocks: list[str] = []
        self.title = self.heading = self.time = ""
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = (said.get("property") or said.get("name") or said.get("itemprop") or "").lower()
            self.meta.setdefault(name, said.get("content", "")[:1000])
        elif tag == "time" and not self.time:
            self.time = said.get("datetime", "")[:100]
        elif tag == "script":
            self._inside = "data" if said.get("type", "").lower() == "application/ld+json" else "script"
            if self._inside == "data" and len(self.blocks) < 20:
                self.blocks.append("")
        elif (tag == "title" and not self.title) or (tag == "h1" and not self.heading):
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "title", "h1"):
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title = (self.title + data)[:1000]
        elif self._inside == "h1":
            self.heading = (self.heading + data)[:1000]
        elif self._inside == "data" and self.blocks and len(self.blocks[-1]) + len(data) <= MOST_DATA:
            self.blocks[-1] += data


def _article(blocks: list[str]) -> dict[str, Any]:
    """The first thing in JSON-LD that is an article."""
    for block in blocks:
        try:
            data = json.loads(block)
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            if any(ARTICLE_TYPES.fullmatch(str(kind)) for kind in _as_list(thing.get("@type"))):
                return thing
    return {}


def _things(data: Any) -> Iterator[dict[str, Any]]:
    left = [data]
    for _step in range(MOST_STEPS):
        if not left:
            return
        one = left.pop(0)
        if isinstance(one, list):
            left.extend(one[:50])
        elif isinstance(one, dict):
            yield one
            left.extend(value for value in one.values() if isinstance(value, dict | list))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
