"""A look at a file: as little of it is parsed as will do, and both ways through the pipe nothing is lost."""

import json
from datetime import UTC, datetime

from outreach.media.feeds import read_document
from outreach.media.rules.documents import Document, NotAFeed
from outreach.media.rules.looks import (
    Asked,
    Look,
    asked_as_plain,
    asked_from_plain,
    look,
    look_as_plain,
    look_from_plain,
    words_as_text,
)
from outreach.media.rules.match import Term, TermKind
from tests.media.conftest import rss

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TERMS = [Term(TermKind.PARTY, "Vänsterpartiet", ("vänsterpartiet",), is_prefix=True), Term(TermKind.PLACE, "Solna")]
ASKED = Asked(words_as_text(TERMS), NOW)
ONE = "<guid>1</guid><title>Vänsterpartiet i Solna vill mer</title><category>Insändare</category>"
TWO = "<guid>2</guid><title>Två</title><link>https://a.se/2</link><pubDate>Sun, 22 Nov 2026 06:00:00 CET</pubDate>"


class Reads:
    """Reads, and remembers what."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def __call__(self, part: bytes) -> Document:
        self.parts.append(part)
        return read_document(part)


def test_a_first_look_reads_and_judges_all() -> None:
    reads = Reads()
    seen = look(reads, rss(ONE, TWO, ONE), ASKED)

    assert reads.parts == [rss(ONE, TWO, ONE)]
    assert (seen.entries, seen.is_part, seen.title, len(seen.digests)) == (3, False, "Solnabladet", 48)
    assert [(one.is_match, one.why) for one in seen.items[:2]] == [(True, ("Vänsterpartiet", "Solna")), (False, ())]
    assert [one.published_at for one in seen.items[:2]] == [NOW, datetime(2026, 11, 22, 5, tzinfo=UTC)]
    assert seen.items[0].identity
    assert seen.items[2].identity is None, "it came before"


def test_the_next_look_reads_what_is_new() -> None:
    reads = Reads()
    first = look(reads, rss(ONE), ASKED)
    known = Asked(ASKED.words, NOW, known=first.digests)
    seen = look(reads, rss(TWO, ONE), known)

    assert reads.parts[1] == rss(TWO)
    assert ([one.item.title for one in seen.items], seen.is_part, seen.entries) == (["Två"], True, 2)
    assert look(reads, rss(ONE, title="Nytt namn"), known).items == []
    assert len(reads.parts) == 2
    assert not look(reads, rss(TWO), known).is_part, "nothing of what was there last time: all is read"


def test_words_change_between_looks() -> None:
    other = Asked(words_as_text([Term(TermKind.PARTY, "Två"), *TERMS[1:]]), NOW, only_here=True)

    assert [one.is_match for one in look(read_document, rss(ONE, TWO), other).items] == [False, True]
    assert [one.is_match for one in look(read_document, rss(ONE, TWO), ASKED).items] == [True, False]


def test_both_pass_the_pipe_whole() -> None:
    for body in (rss(ONE, TWO), b"", b"<html>"):
        seen = look(read_document, body, ASKED)

        assert look_from_plain(json.loads(json.dumps(look_as_plain(seen)))) == seen
    assert asked_from_plain(json.loads(json.dumps(asked_as_plain(ASKED)))) == ASKED
    assert look(read_document, b"", ASKED) == Look(NotAFeed.EMPTY, items=[])
