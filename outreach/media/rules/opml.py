"""Lists of feeds as other readers keep them: OPML, read without ever following what it defines, and written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape, quoteattr

from outreach.media.rules.clean import TITLE_SIGNS, plain_text
from outreach.refusals import N_, Refusal

MOST_BYTES = 1_000_000
MOST_FEEDS = 100
URL_SIGNS = 500


class OpmlRefusal(Refusal):
    """Why a list of feeds was not read."""

    TOO_LARGE = N_("The file is larger than 1 MB.")
    NOT_OPML = N_("This is not an OPML file, or it is damaged.")
    FORBIDDEN = N_("The file holds definitions that no list of feeds needs; it was not read.")
    NO_FEEDS = N_("There is no feed in this file.")


class Listed(NamedTuple):
    """A feed in a list: its address, what it is called, the folder that it stands in."""

    url: str
    title: str
    folder: str = ""


class _ForbiddenError(Exception):
    """It defines something."""


class _EnoughError(Exception):
    """There is more than is taken."""


@dataclass
class _Reader:
    feeds: list[Listed] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    is_opml: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        told = {key.lower(): value for key, value in attributes.items()}
        self.is_opml = self.is_opml or name.lower() == "opml"
        if name.lower() != "outline":
            return
        title = plain_text(told.get("title") or told.get("text") or "", TITLE_SIGNS)
        url = told.get("xmlurl", "").strip()
        if url and len(url) <= URL_SIGNS:
            folder = next((folder for folder in reversed(self.folders[-20:]) if folder), "")
            self.feeds.append(Listed(url, title, folder))
            if len(self.feeds) >= MOST_FEEDS:
                raise _EnoughError
        self.folders.append("" if url else title)

    def end(self, name: str) -> None:
        if name.lower() == "outline" and self.folders:
            self.folders.pop()


def read_opml(data: bytes) -> list[Listed] | OpmlRefusal:
    """The feeds of a list in its order, at most MOST_FEEDS, or why it was not read."""
    if len(data) > MOST_BYTES:
        return OpmlRefusal.TOO_LARGE
    reader = _Reader()
    parser = ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = _forbid
    parser.EntityDeclHandler = _forbid
    try:
        parser.Parse(data.strip(), True)
    except _EnoughError:
        pass
    except _ForbiddenError:
        return OpmlRefusal.FORBIDDEN
    except (ExpatError, ValueError, LookupError):
        return OpmlRefusal.NOT_OPML
    if not reader.is_opml:
        return OpmlRefusal.NOT_OPML
    return reader.feeds or OpmlRefusal.NO_FEEDS


def write_opml(title: str, feeds: Iterable[Listed]) -> str:
    """A list of feeds, by folder, as other readers take it."""
    folders: dict[str, list[Listed]] = {}
    for feed in feeds:
        folders.setdefault(feed.folder, []).append(feed)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += [f"<head><title>{escape(title)}</title></head>", "<body>"]
    for folder, members in folders.items():
        lines.append(f"  <outline text={quoteattr(folder)}>")
        lines += [
            f'    <outline type="rss" text={quoteattr(feed.title)} xmlUrl={quoteattr(feed.url)}/>' for feed in members
        ]
        lines.append("  </outline>")
    return "\n".join([*lines, "</body>", "</opml>", ""])


def _forbid(*_about: object) -> None:
    raise _ForbiddenError
