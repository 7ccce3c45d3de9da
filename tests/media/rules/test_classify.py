"""Letter or article, and the sign that says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.classify import CoverageKind, classify

LETTERS = {
    "title": ("Insändare: Låt Hagalund få sitt bibliotek", "", [], "Insändare"),
    "title, replik": ("Replik: Moderaterna räknar fel om hyrorna", "", [], "Replik"),
    "title, slutreplik in capitals": ("SLUTREPLIK – Siffrorna stämmer", "", [], "SLUTREPLIK"),
    "title, open letter": ("Öppet brev: Rädda badet", "", [], "Öppet brev"),
    "title at the end": ("Rädda badet | Insändare", "", [], "Insändare"),
    "address": ("Svar. ”Mer komplicerat än så”", "https://www.dn.se/insandare/mer-komplicerat/", [], "insandare"),
    "address in Swedish letters": ("Rädda badet", "https://a.se/insändare/radda-badet", [], "insandare"),
    "address, deeper": ("Rädda badet", "https://a.se/asikter/debatt/radda-badet", [], "asikter"),
    "host": ("Rädda badet", "https://debatt.a.se/radda-badet", [], "debatt"),
    "slug": ("Rädda badet", "https://a.se/nyheter/insandare-radda-badet", [], "insandare"),
    "category": ("Rädda badet", "https://a.se/1", ["Solna", "Insändare"], "insandare"),
}
ARTICLES = {
    "nothing says so": ("Nya majoriteten lägger budget", "https://a.se/nyheter/budget", []),
    "a debate that is told of": ("Debatt i fullmäktige om budgeten", "https://a.se/nyheter/debatt-i-fullmaktige", []),
    "letters that are told of": ("Insändare från elever blev bok", "https://a.se/nyheter/bok", []),
    "the paper's own opinion": ("Bygg i Råsunda", "https://a.se/ledare/debatt/bygg", []),
    "the paper's own, by category": ("Bygg i Råsunda", "https://a.se/1", ["Debatt", "Ledare"]),
    "an address that is none": ("Rädda badet", "http://[x", []),
}


@pytest.mark.parametrize(("title", "link", "categories", "sign"), LETTERS.values(), ids=LETTERS)
def test_letters(title: str, link: str, categories: list[str], sign: str) -> None:
    guess = classify(title, link, categories)

    assert (guess.kind, guess.sign) == (CoverageKind.LETTER, sign)


@pytest.mark.parametrize(("title", "link", "categories"), ARTICLES.values(), ids=ARTICLES)
def test_articles(title: str, link: str, categories: list[str]) -> None:
    assert classify(title, link, categories).kind == CoverageKind.ARTICLE


@given(st.text(max_size=80), st.text(max_size=80), st.lists(st.text(max_size=20), max_size=3))
def test_a_letter_always_has_its_sign(title: str, link: str, categories: list[str]) -> None:
    guess = classify(title, link, categories)

    assert guess.kind == CoverageKind.ARTICLE or guess.sign
