"""What a page says of itself."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.page_facts import PageFacts, decode, facts_of, host_of, outlet_of

DAY = date(2026, 3, 4)
LD = '<script type="application/ld+json">{"@graph":[{"@type":"Organization"},{"@type":["NewsArticle"],'
OG = '<meta property="og:title" content="Badet &amp; vi">'
OG_DAY = '<meta property="article:published_time" content="2026-03-04T08:00:00+01:00">'
LATE = '"headline":"Badet","datePublished":"2026-03-03T23:30:00Z"}]}</script>'
TIME = "<h1>Badet <em>nu</em></h1><time datetime='2026-03-04'>i går</time>"
TITLE = "<title>Låt badet vara öppet | Mitt i Solna</title>"
MARKUP = '<meta property="og:title" content="&lt;script&gt;alert(1)&lt;/script&gt;Badet">'
PAGES = {
    "og": (OG + OG_DAY, PageFacts("Badet & vi", DAY)),
    "JSON-LD, late in the evening": (LD + LATE, PageFacts("Badet", DAY)),
    "a heading and a time": (TIME, PageFacts("Badet nu", DAY)),
    "a title with the paper behind it": (TITLE, PageFacts("Låt badet vara öppet")),
    "broken JSON": ('<script type="application/ld+json">{"@type":</script><h1>Badet</h1>', PageFacts("Badet")),
    "a day that is none": ('<meta name="date" content="snart"><h1>Badet</h1>', PageFacts("Badet")),
    "markup in a title": (MARKUP, PageFacts("Badet")),
    "nothing": ("", PageFacts()),
    "a script that writes a heading": ("<script>x('<h1>Nej</h1>')</script><h1>Ja</h1>", PageFacts("Ja")),
}
PIECES = st.sampled_from([*"<>/=\"'![]-", "title", "meta", "script", "h1"])


@pytest.mark.parametrize(("page", "facts"), PAGES.values(), ids=PAGES)
def test_facts(page: str, facts: PageFacts) -> None:
    assert facts_of(page) == facts


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from([*list("<>/=\"'![]-"), "title", "meta", "script", "h1"])).map("".join)
)
def test_whatever_the_page_there_is_an_answer(page: str) -> None:
    assert len(facts_of(page).title) <= 300


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("Malmö påsk".encode(), "text/html"),
        ("Malmö påsk".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        (b'<meta charset="windows-1252">' + "Malmö påsk".encode("cp1252"), "text/html"),
        ("Malmö påsk".encode("cp1252"), "text/html; charset=x-evil"),
    ],
)
def test_swedish_survives(body: bytes, content_type: str) -> None:
    assert decode(body, content_type).endswith("Malmö påsk")


@pytest.mark.parametrize(
    ("address", "outlet"),
    [
        ("https://www.mitti.se/solna/x", 1),
        ("https://mitti.se", 1),
        ("https://amp.mitti.se/x", 1),
        ("https://nyheter.mitti.se/x", 1),
        ("https://notmitti.se/x", None),
        ("https://mitti.se.evil.example/x", None),
        ("not an address", None),
    ],
)
def test_whose_page(address: str, outlet: int | None) -> None:
    assert outlet_of(address, {"mitti.se": 1}) == outlet
    assert host_of("https://[broken") == ""
