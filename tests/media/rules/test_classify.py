"""Letter or article, and the sign that says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.classify import CoverageKind, classify

LETTERS = {
    "title": ("Insändare: Låt Hagalund få sitt bibliotek", "", [], "title:Insändare"),
    "title, replik": ("Replik: Moderaterna räknar fel om hyrorna", "", [], "title:Replik"),
    "title, slutreplik in capitals": ("SLUTREPLIK – Siffrorna stämmer", "", [], "title:SLUTREPLIK"),
    "title, open letter": ("Öppet brev: Rädda badet", "", [], "title:Öppet brev"),
    "title, open letter to somebody": ("Öppet brev till rektorn", "", [], "title:Öppet brev till"),
    "title, answer": ("Svar på insändare om hyrorna", "", [], "title:Svar på insändare"),
    "title at the end": ("Rädda badet | Insändare", "", [], "title:Insändare"),
    "address": (
        "Svar. ”Mer komplicerat än så”",
        "https://www.dn.se/insandare/mer-komplicerat/",
        [],
        "address:insandare",
    ),
    "address in Swedish letters": ("Rädda badet", "https://a.se/insändare/radda-badet", [], "address:insandare"),
    "address in percent signs": ("Rädda badet", "https://a.se/ins%C3%A4ndare/radda-badet", [], "address:insandare"),
    "address, deeper": ("Rädda badet", "https://a.se/asikter/debatt/radda-badet", [], "address:asikter"),
    "host": ("Rädda badet", "https://debatt.a.se/radda-badet", [], "address:debatt"),
    "slug": ("Rädda badet", "https://a.se/nyheter/insandare-radda-badet", [], "address:insandare"),
    "category": ("Rädda badet", "https://a.se/1", ["Solna", "Insändare"], "category:Insändare"),
}
ARTICLES = {
    "nothing says so": ("Nya majoriteten lägger budget", "https://a.se/nyheter/budget", []),
    "a debate that is told of": ("Debatt i fullmäktige om budgeten", "https://a.se/nyheter/debatt-i-fullmaktige", []),
    "a debate to go to": ("Debatt på biblioteket", "https://a.se/pa-gang/debatt", []),
    "letters that are told of": ("Insändare från elever blev bok", "https://a.se/nyheter/bok", []),
    "a slug made of such a title": ("Insändare väckte debatt", "https://a.se/nyheter/insandare-vackte-debatt", []),
    "the paper's own opinion": ("Bygg i Råsunda", "https://a.se/ledare/debatt/bygg", []),
    "the paper's own, by category": ("Bygg i Råsunda", "https://a.se/1", ["Debatt", "Ledare"]),
    "an address that is none": ("Rädda badet", "http://[x", []),
}
SIGNED = {
    "one": ("Badet måste bli kvar. Ann Ek (V)", "signature:V"),
    "with a role": ("Badet måste bli kvar. Ann Ek (V), ledamot i kulturnämnden, Solna", "signature:V"),
    "several parties": ("Badet måste bli kvar! Ann Ek (S), Bo Al (V) och Cia Ås (MP)", "signature:S"),
    "the party written out": ("Badet måste bli kvar. Ann Ek, Vänsterpartiet", "signature:Vänsterpartiet"),
    "we": ("Vi i Vänsterpartiet vill ha badet kvar.", "text:Vi i Vänsterpartiet"),
    "said before": ("Replik på ”Sälj badet” i nr 14. Badet måste bli kvar.", "text:Replik på"),
}
QUOTED = {
    "a politician who is quoted": "– Ett svek, säger Ann Ek (V) som sitter i nämnden.",
    "somebody's words": "– Vi i Vänsterpartiet vill ha badet kvar, säger Ann Ek (V).",
    "who succeeds whom": "Ann Ek (S) efterträds av Bo Al (V).",
    "who was asked": "Vi frågade partierna: Ann Ek (S), Bo Al (V) och Cia Ås (MP).",
}


@pytest.mark.parametrize(("title", "link", "categories", "sign"), LETTERS.values(), ids=LETTERS)
def test_letters(title: str, link: str, categories: list[str], sign: str) -> None:
    guess = classify(title, link, categories)

    assert (guess.kind, guess.sign) == (CoverageKind.LETTER, sign)


@pytest.mark.parametrize(("title", "link", "categories"), ARTICLES.values(), ids=ARTICLES)
def test_articles(title: str, link: str, categories: list[str]) -> None:
    assert classify(title, link, categories).kind == CoverageKind.ARTICLE


@pytest.mark.parametrize(("text", "sign"), SIGNED.values(), ids=SIGNED)
def test_letters_by_their_text_or_their_page(text: str, sign: str) -> None:
    for guess in (classify("Rädda badet", summary=text), classify("Rädda badet", summary="Kort.", page=text)):
        assert (guess.kind, guess.sign) == (CoverageKind.LETTER, sign)


@pytest.mark.parametrize("text", QUOTED.values(), ids=QUOTED)
def test_articles_that_name_politicians(text: str) -> None:
    assert classify("Badet rivs", summary=text).kind == CoverageKind.ARTICLE


def test_who_signed_is_not_kept() -> None:
    assert "Ek" not in classify("Rädda badet", summary="Badet måste bli kvar. Ann Ek (V)").sign


@given(st.text('AÅbö .,()V"”é’-', max_size=500), st.integers(1, 60))
def test_long_lists_of_names_are_read_through_and_not_kept(piece: str, times: int) -> None:
    guess = classify("Rädda badet", summary=(piece * times)[:2_000], page="Ann Ek, " * times + piece)

    assert "Ann" not in guess.sign


@given(st.text(max_size=80), st.text(max_size=80), st.lists(st.text(max_size=20), max_size=3))
def test_a_letter_always_has_its_sign(title: str, link: str, categories: list[str]) -> None:
    guess = classify(title, link, categories)

    assert guess.kind == CoverageKind.ARTICLE or guess.sign
