"""Files that would take too much work or memory: the process that reads them is stopped, and the next one is read."""

import pyexpat
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from outreach.media import articles, feeds
from outreach.media.extracting import Article, ExtractionGaveUpError, read_article
from outreach.media.parser import Parser, ParserGaveUpError
from outreach.media.rules.clean import SUMMARY_SIGNS, TITLE_SIGNS, plain_text
from outreach.media.rules.documents import Document, NotAFeed
from outreach.media.rules.match import Term, TermKind, matcher

ONE = b"<rss version='2.0'><channel><title>Bra</title><item><title>Ett</title></item></channel></rss>"
START = b"<rss version='2.0'><channel><title>Tung</title><item><title>"
END = b"</title></item></channel></rss>"

# The product's child, which may work for one second instead of five: a test should not last longer than it must.
SHORT = "import outreach.media.feeds as child; child.CPU_SECONDS = 1; child.main()"
UNLIMITED = "import outreach.media.feeds as child; child.CPU_SECONDS = 10**6; child.main()"


def child(script: str, wall_seconds: float = 15.0) -> Parser:
    return Parser((sys.executable, "-c", script), wall_seconds)


@pytest.fixture
def parser() -> Iterator[Parser]:
    parser = child(SHORT)
    yield parser
    parser.close()


def test_the_limits_are_these() -> None:
    assert (feeds.CPU_SECONDS, feeds.MEMORY_BYTES, feeds.ENTRIES) == (5, 512 * 1024**2, 300)
    assert (articles.CPU_SECONDS, articles.MEMORY_BYTES) == (5, 512 * 1024**2)
    assert (TITLE_SIGNS, SUMMARY_SIGNS) == (300, 2_000)


def test_the_system_parser_is_one_that_bombs_do_not_break() -> None:
    assert tuple(map(int, pyexpat.EXPAT_VERSION.removeprefix("expat_").split("."))) >= (2, 4, 1)


NESTED = START + b"<b>" * 200_000 + b"x" + b"</b>" * 200_000 + END
COSTLY = {
    "nested tags in a file cut short": START + b"<b>" * 400_000,
    "an attribute without end": START
    + b"x"
    + b"</title><link href='"
    + b"a" * 4_900_000
    + b"'/></item></channel></rss>",
    "a title without end": START + b"a" * 4_900_000 + END,
    "300,000 opening signs": START + b"&lt;" * 300_000 + END,
    "300,000 bare opening signs": START + b"<" * 300_000 + END,
    "openings of comments": START + b"<![CDATA[" + b"<!--" * 50_000 + b"]]>" + END,
    "10,000 attributes": START + b"<b " + b" ".join(b'a%d="x"' % n for n in range(10_000)) + b"/>" + END,
    "10,000 namespaces": START + b"<b " + b" ".join(b'xmlns:a%d="x:%d"' % (n, n) for n in range(10_000)) + b"/>" + END,
    "a megabyte of remarks": b"<!-- " + b"x" * 1_000_000 + b" -->" + START + b"Hej" + END,
    "a hundred thousand orders to programs": b"<?a b?>" * 100_000 + START + b"Hej" + END,
    "10,000 categories": START + b"Hej</title>" + b"<category>a</category>" * 10_000 + b"</item></channel></rss>",
}


@pytest.mark.parametrize("body", COSTLY.values(), ids=COSTLY)
def test_it_is_read_or_given_up_and_the_next_is_read(body: bytes, parser: Parser) -> None:
    try:
        document = parser.parse(body)
    except ParserGaveUpError:
        assert parser.pid is None, "the process was stopped"
    else:
        assert all(len(item.title) <= 300 and len(item.categories) <= 20 for item in document.items)
    assert [item.title for item in parser.parse(ONE).items] == ["Ett"]


def test_work_is_limited_by_the_system(parser: Parser) -> None:
    """It ends by itself, long before anybody would have lost patience."""
    with pytest.raises(ParserGaveUpError, match="too much time or memory"):
        parser.parse(NESTED + NESTED)


def test_without_that_limit_only_our_patience_ends_it() -> None:
    """The control: the same file, with the limit on work taken out."""
    with pytest.raises(ParserGaveUpError, match="took too long"):
        child(UNLIMITED, wall_seconds=2.0).parse(NESTED + NESTED)


def test_memory_is_limited_by_the_system() -> None:
    """Almost no work, but room: the child may take no more than it has when it starts."""
    little = "import outreach.media.feeds as child; child.MEMORY_BYTES = 10 * 1024**2; child.main()"
    with pytest.raises(ParserGaveUpError, match="too much time or memory"):
        child(little).parse(START + b"a" * 4_900_000 + END)


@pytest.mark.parametrize("tag", ["item", "entry"])
def test_of_a_hundred_thousand_items_the_first_ones_are_read_with_little_work(tag: str, parser: Parser) -> None:
    items = b"".join(b"<%s><title>%d</title></%s>" % (tag.encode(), n, tag.encode()) for n in range(100_000))
    whole = {"item": b"<rss version='2.0'><channel>%s</channel></rss>", "entry": b"<feed>%s</feed>"}[tag] % items

    assert [item.title for item in parser.parse(whole).items] == [str(n) for n in range(feeds.ENTRIES)]


# ---- what follows on parsing, in our own process: bounded by what parsing lets through

HOSTILE_TEXTS = {
    "opening signs": "<" * 200_000,
    "openings of remarks": "<!--" * 50_000,
    "escaped opening signs": "&lt;" * 50_000,
    "accents": "a\u0301" * 100_000,
    "a party's letter": "V " * 100_000,
    "a place's name": "Solna-" * 30_000,
}


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_no_text_keeps_the_rules_busy(text: str) -> None:
    find = matcher([Term(TermKind.PARTY, "V"), Term(TermKind.PARTY, "Vänsterpartiet"), Term(TermKind.PLACE, "Solna")])
    began = time.process_time()
    cleaned = plain_text(text, SUMMARY_SIGNS)
    find(cleaned)

    assert time.process_time() - began < 5, "a minute and more if work grew with the square"


# ---- articles' own pages


def playing(script: str) -> tuple[str, ...]:
    return (sys.executable, "-c", script)


PAGE = "<html><body><article><h1>Badet</h1><p>{}</p></article></body></html>"


def test_an_article_is_read_without_what_stands_around_it() -> None:
    words = "Vänsterpartiet i Solna vill öppna badet igen, och får med sig flera andra partier i fullmäktige. " * 3
    page = f"<nav><a href=/>Vänsterpartiet stormar</a></nav>{PAGE.format(words)}<footer>Läs också om Solna</footer>"
    article = read_article(page.encode(), "text/html; charset=utf-8")

    assert "vill öppna badet igen" in article.text
    assert "stormar" not in article.text
    assert not article.is_wall


COSTLY_PAGES = {
    "nested tags": b"<html><body>" + b"<div>" * 300_000,
    "an open table in a table": b"<article>" + b"<table><tr><td>" * 100_000,
    "attributes without end": b"<p " + b"a=b " * 400_000,
    "no page at all": bytes(range(256)) * 4_000,
    "nothing": b"",
}


@pytest.mark.parametrize("page", COSTLY_PAGES.values(), ids=COSTLY_PAGES)
def test_a_costly_page_is_read_or_given_up(page: bytes) -> None:
    with suppress(ExtractionGaveUpError):
        assert isinstance(read_article(page), Article)


STOPPED = {
    "works without end": "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
    "sleeps": "import time; time.sleep(60)",
    "says nothing": "",
    "says rubbish": "print('<html>')",
    "says something else": "print('[1]')",
    "falls": "raise SystemExit(3)",
}


@pytest.mark.parametrize("script", STOPPED.values(), ids=STOPPED)
def test_a_process_that_does_not_answer_is_given_up(script: str) -> None:
    with pytest.raises(ExtractionGaveUpError):
        read_article(b"<p>x", command=playing(script), seconds=1.5)


def test_the_limits_hold_in_the_process_that_reads_articles() -> None:
    script = "import outreach.media.articles as child, resource; child.article_of = lambda page: {'text': str([resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]), 'is_wall': False}; child.main()"  # noqa: E501
    memory, work = read_article(b"", command=playing(script)).text.strip("[]").split(", ")

    assert int(memory) == articles.MEMORY_BYTES
    assert 0 < int(work) <= articles.CPU_SECONDS + 10
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY, "and not in ours"


# ---- definitions


DEFINES = b'<!DOCTYPE l [\n<!ENTITY a "ha">\n]>' + START + b"&a;&a;&a;" + END


def test_definitions_are_refused_up_front() -> None:
    assert feeds.read_document(DEFINES) == Document(NotAFeed.FORBIDDEN)


def test_without_that_refusal_they_would_be_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same file, with the refusal taken out."""
    monkeypatch.setattr(feeds, "why_unread", lambda *_about: None)

    assert feeds.read_document(DEFINES).items[0].title == "hahaha"
