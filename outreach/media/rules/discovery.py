"""Where a site says that its feeds are, and where they usually are."""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import urlsplit

from outreach.media.rules.clean import TITLE_SIGNS, plain_text, web_link
from outreach.refusals import N_, Refusal

READ_BYTES = 1_000_000  # of a page: its head names the feeds, its foot links to them
MOST_FOUND = 12
TAG_SIGNS = 1_000
USUAL_PATHS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})

# Each of these looks at a bounded stretch, so that a hostile page takes little longer than another.
TAG = re.compile(r"<(link|base|a)\s([^<>]*)>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([a-z-]{1,30})\s{0,5}=\s{0,5}("[^"]*"|'[^']*'|[^\s"'=]+)""", re.IGNORECASE)
CHARSET = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?([a-z0-9_-]{2,20})", re.IGNORECASE)
FEED_WORD = re.compile(r"(?<![a-z])(rss|feed|feeds|atom|rdf|xml|flode|floden)(?![a-z])", re.IGNORECASE)
ROOT = re.compile(rb"<(?:[a-z]{1,20}:)?(rss|feed|rdf)\b", re.IGNORECASE)
KINDS = {b"rss": "RSS", b"feed": "Atom", b"rdf": "RSS 1.0"}


class DiscoveryRefusal(Refusal):
    """Why a feed was not looked at, or none can be followed."""

    NO_TIME = N_("There was no time left to look at it.")
    A_SITE = N_("This is a site, not a feed. Its feeds are: %(feeds)s")
    TWICE = N_("It stands further up in the list.")
    NONE_CHOSEN = N_("Choose at least one feed.")
    NO_OUTLET = N_("Choose an outlet, or name a new one.")


class Named(NamedTuple):
    """An address that a page gives for a feed, and what it calls it."""

    url: str
    title: str


def web_address(typed: str) -> str:
    """What somebody typed, as an address: people leave out https://."""
    typed = typed.strip()
    return typed if "://" in typed or not typed else f"https://{typed}"


def looks_like_a_feed(url: str) -> bool:
    """Whether an address says of itself that it is a feed's."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return FEED_WORD.search(f"{parts.path}?{parts.query}") is not None


def page_text(body: bytes, content_type: str = "") -> str:
    """A page's source as text. Where nothing is said it is UTF-8, or what Windows wrote."""
    start = body[:READ_BYTES]
    told = CHARSET.search(content_type) or CHARSET.search(start[:2_000].decode("latin-1"))
    for encoding in (told[1] if told else "utf-8", "utf-8"):
        try:
            return start.decode(encoding)
        except (LookupError, UnicodeError):
            continue
    return start.decode("cp1252", "replace")


def named_feeds(page: str, url: str) -> list[Named]:
    """The feeds that a page names: first those in its head, then those that it links to."""
    in_head: list[Named] = []
    linked: list[Named] = []
    base = url
    for name, attributes in _tags(page):
        address = attributes.get("href", "")
        if name == "base":
            base = web_link(address, url) or url
        elif name == "link":
            is_feed = attributes.get("type", "").partition(";")[0].strip().lower() in FEED_TYPES
            if is_feed and "alternate" in attributes.get("rel", "").lower().split():
                in_head.append(Named(address, attributes.get("title", "")))
        elif address and looks_like_a_feed(address):
            linked.append(Named(address, attributes.get("title", "")))
    found: dict[str, Named] = {}
    for address, title in (*in_head, *linked):
        whole = web_link(address, base)
        if whole is not None and whole not in found:
            found[whole] = Named(whole, plain_text(title, TITLE_SIGNS))
    return list(found.values())[:MOST_FOUND]


def usual_places(url: str) -> list[str]:
    """Where a site's feed mostly is when the site does not say."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{path}" for path in USUAL_PATHS]


def feed_kind(body: bytes) -> str:
    """RSS, Atom or RSS 1.0, as the root says; empty when it can't be told."""
    root = ROOT.search(body[:4_000].replace(b"\0", b""))
    return KINDS[root[1].lower()] if root else ""


def _tags(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    for tag in TAG.finditer(page):
        pairs = ATTRIBUTE.findall(tag[2][:TAG_SIGNS])
        yield tag[1].lower(), {name.lower(): unescape(value.strip("\"'")) for name, value in pairs}
