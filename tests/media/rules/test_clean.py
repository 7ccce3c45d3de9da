"""Foreign text becomes plain text, and links are web addresses or nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.clean import PLAIN_LINK, plain_text, web_link

TEXTS = {
    "tags go, words stay": ("<p>Låt <b>Hagalund</b> få sitt<br>bibliotek</p>", "Låt Hagalund få sitt bibliotek"),
    "a word is not cut by a tag": ("Hu<b>vud</b>sta", "Huvudsta"),
    "entities are decoded": ("R&aring;sunda &amp; Hagalund&nbsp;C", "Råsunda & Hagalund C"),
    "but only once": ("&amp;lt;b&amp;gt;fet&amp;lt;/b&amp;gt;", "&lt;b&gt;fet&lt;/b&gt;"),
    "an escaped tag is text": ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
    "a script is nothing": ("Före<script>alert('x > y')</script>efter", "Föreefter"),
    "nor is an open one": ("Före<script>alert(1)", "Före"),
    "nor an image with a handler": ("<img src=x onerror=alert(1)>Bild", "Bild"),
    "nor an svg": ("<svg/onload=alert(1)>Bild", "Bild"),
    "nor a comment": ("ett<!-- <b>två</b> -->tre", "etttre"),
    "less than is not a tag": ("3 < 5 och 7 > 2, a <3 b", "3 < 5 och 7 > 2, a <3 b"),
    "blanks are one": ("  ett\n\t två\u00a0tre ", "ett två tre"),
    "control signs go": ("Sol\x00na\x1b[31m", "Sol na [31m"),
    "direction and zero-width signs go": ("\u202eSol\u200bna\ufeff", "Solna"),
    "lone surrogates go": ("Sol\ud800na", "Solna"),
    "a surrogate by number is a replacement": ("&#xD800;x&#0;", "\ufffdx\ufffd"),
    "letters are composed": ("Ra\u030asunda", "Råsunda"),
    "accents are not heaped": ("Z" + "\u0335" * 500, "Z" + "\u0335" * 3),
    "emoji stay": ("Seger 🎉", "Seger 🎉"),
}


@pytest.mark.parametrize(("raw", "plain"), TEXTS.values(), ids=TEXTS)
def test_plain_text(raw: str, plain: str) -> None:
    assert plain_text(raw, 300) == plain


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert plain_text("ord " * 200, 20) == "ord ord ord ord ord…"


@given(st.text(alphabet=st.characters(), max_size=400), st.integers(1, 300))
def test_whatever_comes_in_plain_text_comes_out(raw: str, limit: int) -> None:
    plain = plain_text(raw, limit)

    assert len(plain) <= limit
    assert plain == unicodedata.normalize("NFC", plain)
    assert not {unicodedata.category(sign) for sign in plain} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    plain.encode("utf-8")


LINKS = {
    "as it stands": ("https://a.se/x?y=1#z", "https://a.se/x?y=1#z"),
    "made whole": ("/artikel/1", "https://a.se/artikel/1"),
    "without a scheme": ("//b.se/x", "https://b.se/x"),
    "blanks around and in it": (" https://a.se/en bild \n", "https://a.se/en%20bild"),
    "an entity left in it": ("https://a.se/?a=1&amp;b=2", "https://a.se/?a=1&b=2"),
    "Swedish host": ("https://räksmörgås.se/", "https://xn--rksmrgs-5wao1o.se/"),
    "the password goes": ("https://user:pass@a.se/x", "https://a.se/x"),
    "a script": ("javascript:alert(1)", None),
    "a script in capitals": (" JaVaScRiPt:alert(1)", None),
    "a script with a tab": ("java\tscript:alert(1)", None),
    "a script with an escaped tab": ("java&#9;script:alert(1)", None),
    "data": ("data:text/html,<script>alert(1)</script>", None),
    "vbscript": ("vbscript:x", None),
    "a file": ("file:///etc/passwd", None),
    "a bare name": ("//evil", None),
    "a backslash": ("https://a.se\\@b.se/", None),
    "a broken port": ("https://a.se:x/", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("raw", "link"), LINKS.values(), ids=LINKS)
def test_web_link(raw: str, link: str | None) -> None:
    assert web_link(raw, "https://a.se/feed/") == link


def test_a_base_that_is_a_script_makes_no_link() -> None:
    assert web_link("/x", "javascript:alert(1)//") is None


@given(st.text(max_size=60))
def test_a_link_is_of_the_web_or_none(raw: str) -> None:
    link = web_link(raw, "https://a.se/")

    assert link is None or link.startswith(("http://", "https://"))


@given(st.from_regex(PLAIN_LINK, fullmatch=True))
def test_what_is_taken_as_it_stands_would_stand_as_it_is(link: str) -> None:
    """The short way gives what the long way gives, which a blank before it leads to."""
    assert web_link(link) == web_link(f" {link}") == web_link(f" {link}", "https://b.se/x/")
