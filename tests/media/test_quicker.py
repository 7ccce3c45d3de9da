"""What makes feedparser quicker changes nothing of what is read: the child answers as feedparser by itself."""

from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest

from outreach.media.feeds import read_document
from outreach.media.parser import Parser
from outreach.media.quicker import KNOWN_VERSION
from tests.media.broken.test_scenarios import SCENARIOS
from tests.media.conftest import SAMPLES, rss

HEAD = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:wfw="http://wellformedweb.org/CommentAPI/">'
    "<channel><title>Solnabladet</title>"
)
ITEMS = {
    "an author before and after": "<dc:creator>Ann Ek</dc:creator><title>Ett</title><author>a@a.se (Ann)</author>",
    "an author with parts": "<author><name>Ann</name><url>https://a.se/ann</url></author><title>Ett</title>",
    "an article after its summary": "<description>Kort</description><content:encoded>Lång</content:encoded>",
    "an article before its summary": "<content:encoded>Lång</content:encoded><description>Kort</description>",
    "an article alone": "<title>Ett</title><content:encoded><![CDATA[<p>Lång & bred</p>]]></content:encoded>",
    "an article and an empty summary": "<description/><content:encoded>Lång</content:encoded>",
    "two summaries around an article": "<description>A</description><content:encoded>B</content:encoded>"
    "<description>C</description>",
    "two summaries": "<description>A</description><description>B</description><content:encoded>C</content:encoded>",
    "an article with markup of its own": "<description>A</description><content:encoded><p>B<b>C</b></p>"
    "</content:encoded><title>Ett</title>",
    "a picture with a title and somebody's name": "<title>Ett</title><media:content url='https://a.se/1.jpg'>"
    "<media:credit>Ann</media:credit><media:title>Bild</media:title><media:description>Hej</media:description>"
    "</media:content>",
    "a sound": "<title>Ett</title><enclosure url='https://a.se/1.mp3' type='audio/mpeg' length='1'/>"
    "<itunes:author>Ann</itunes:author><link>https://a.se/1</link>",
    "a source": "<source url='https://b.se/rss'>Bladet</source><title>Ett</title><link>https://a.se/1</link>",
    "comments": "<comments>https://a.se/1#k</comments><wfw:commentRss>https://a.se/1/rss</wfw:commentRss>"
    "<link>https://a.se/1</link><guid>https://a.se/?p=1</guid>",
    "letters that were read twice": "<title>RÃ¥sunda \x91citat\x92 â€“ åäö</title>".replace("\x91", "&#145;").replace(
        "\x92", "&#146;"
    ),
    "a picture in the text": "<image><url>https://a.se/1.png</url><title>Bild</title></image><title>Ett</title>",
    "dates of all kinds": "<pubDate>Sun, 22 Nov 2026 06:00:00 +0100</pubDate><dc:date>2026-11-21</dc:date>",
    "a date of a strange kind": "<title>Ett</title><pubDate>20261122T0600Z</pubDate>",
    "categories": "<category domain='x'>Ett</category><category>Två</category><dc:subject>Tre</dc:subject>",
}
ATOM = b"""<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://a.example/x/' xml:lang='sv'><title>Bladet</title>
<author><name>Ann</name><uri>/ann</uri></author>
<entry><id>1</id><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>Ett <author>i</author> b</div></title>
<author><name>Bo</name></author><link href='1'/><link rel='enclosure' href='1.mp3'/>
<summary type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Text &amp; <b>bild</b></p></div></summary>
<content type='html'>&lt;p>L\xc3\xa5ng</content><category term='Insandare' label='Insandare'/></entry>
<entry xml:base='y/'><id>2</id><link href='2'/><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>
<p>Bara <creator>detta</creator></p></div></content><contributor><name>Cy</name></contributor>
<source><title>Annat</title><author><name>Di</name></author></source></entry></feed>"""
BODIES = {
    **{name: f"{HEAD}<item>{item}</item></channel></rss>".encode() for name, item in ITEMS.items()},
    "all of them": f"{HEAD}{''.join(f'<item>{item}</item>' for item in ITEMS.values())}</channel></rss>".encode(),
    "Atom": ATOM,
    "cut short": rss("<author>Ann</author><title>Ett</title>")[:-30],
    "a prefix that nothing explains": rss("<x:author>Ann</x:author><title>Ett</title>"),
    **{f"scenario: {name}": scenario.body for name, scenario in SCENARIOS.items()},
    **{path.name: path.read_bytes() for path in sorted(SAMPLES.iterdir())},
}


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    parser = Parser()
    yield parser
    parser.close()


def test_it_knows_the_feedparser_that_is_here() -> None:
    assert feedparser.__version__.startswith(KNOWN_VERSION)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_made_up_feeds(body: bytes, parser: Parser) -> None:
    assert parser.parse(body, "application/xml", "https://a.se/rss") == read_document(
        body, "application/xml", "https://a.se/rss"
    )


def test_real_feeds(feed_corpus: Path, parser: Parser) -> None:
    for path in sorted(feed_corpus.rglob("*.xml")):
        body = path.read_bytes()

        assert parser.parse(body, "application/xml") == read_document(body, "application/xml"), path.name
