"""Feeds as papers really sent them, each read in the process that may be stopped; the manifest says what is in them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outreach.fetch.decoding import decoded
from outreach.media.feeds import ENTRIES
from outreach.media.parser import Parser
from outreach.media.rules.dates import published_at, read_date
from outreach.media.rules.documents import NotAFeed
from outreach.media.rules.identify import Known, Named, identities

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SITE = "https://paper.example/feed"


@pytest.fixture
def parser() -> Iterator[Parser]:
    parser = Parser()
    yield parser
    parser.close()


def manifest(folder: Path) -> list[dict[str, str]]:
    lines = (folder / "MANIFEST.tsv").read_text().splitlines()
    rows = [dict(zip(lines[0].split("\t"), line.split("\t"), strict=False)) for line in lines[1:]]
    return [row for row in rows if (folder / row["file"]).is_file()]


def test_each_is_read_with_its_links_and_dates_and_stays_itself(feed_corpus: Path, parser: Parser) -> None:
    rows = manifest(feed_corpus)
    assert len(rows) >= 100
    for row in rows:
        name, entries = row["file"], int(row["entries"])
        document = parser.parse(decoded((feed_corpus / name).read_bytes()), "", SITE)
        if document.problem is not None:
            assert entries == 0 or document.problem is NotAFeed.FORBIDDEN, name
            continue
        items = document.items
        assert len(items) >= min(entries, ENTRIES), name
        # An id that is no address is no link for us; else there are as many as the manifest says.
        more = len(items) - min(entries, ENTRIES)
        missing = sum(not item.link and "://" in item.guid for item in items)
        assert missing <= int(row["no_link"]) + more, name
        assert sum(not item.raw_date for item in items) <= int(row["no_date"]) + more, name
        for item in items:
            assert item.link == "" or item.link.startswith(("http://", "https://")), name
            assert published_at(item.raw_date, NOW) <= NOW
        named = [Named(item.guid, item.link, item.name) for item in items]
        new = [identity for identity in identities(named, []) if identity is not None]
        assert len(new) == len(set(new)), name
        known = [
            Known(one.guid, one.link, one.title, identity)
            for one, identity in zip(named, identities(named, []), strict=True)
            if identity is not None
        ]
        assert not any(identities(named, known)), f"{name}: the same again is nothing new"


def test_dates_that_feedparser_can_not_read_are_read(feed_corpus: Path, parser: Parser) -> None:
    """Of those that the manifest counts as unread at most a handful are so for us."""
    unread = total = 0
    for row in manifest(feed_corpus):
        if row["unparsed_date"] in ("", "0"):
            continue
        document = parser.parse(decoded((feed_corpus / row["file"]).read_bytes()), "", SITE)
        total += sum(bool(item.raw_date) for item in document.items)
        unread += sum(bool(item.raw_date) and read_date(item.raw_date) is None for item in document.items)
    assert total > 0
    assert unread <= total * 0.02
