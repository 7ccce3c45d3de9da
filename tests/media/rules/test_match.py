"""Ours or not, with the words that say so."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.match import Term, TermKind, excerpt, marked, matcher

TERMS = [
    Term(TermKind.PARTY, "Vänsterpartiet", is_prefix=True),
    Term(TermKind.PARTY, "vänsterpartist", is_prefix=True),
    Term(TermKind.PARTY, "V"),
    Term(TermKind.PARTY, "V-politiker", is_prefix=True),
    Term(TermKind.PARTY, "V-topp", is_prefix=True),
    Term(TermKind.PERSON, "Maja Lind", is_case_exact=True),
    Term(TermKind.PLACE, "Solna", is_prefix=True),
    Term(TermKind.PLACE, "Hagalund"),
    Term(TermKind.PLACE, "Huvudsta torg"),
    Term(TermKind.PLACE, "Råsunda", forms=("Råsundas", "Filmstaden")),
    Term(TermKind.EXCLUDE, "Solna Vikings"),
    Term(TermKind.EXCLUDE, "Vänsterpartiet i Sundbyberg", forms=("Vänsterpartiet Sundbyberg",)),
]
find = matcher(TERMS)

OURS = {
    "name and place": ("Vi i Vänsterpartiet Solna menar", ["Vänsterpartiet", "Solna"]),
    "genitives": ("Vänsterpartiets krav på Hagalunds torg", ["Vänsterpartiets", "Hagalunds"]),
    "capitals": ("VÄNSTERPARTIET I SOLNA", ["VÄNSTERPARTIET", "SOLNA"]),
    "compounds": ("Vänsterpartistiska solnapolitiker", ["Vänsterpartistiska", "solnapolitiker"]),
    "people of the town": ("Solnabor mötte vänsterpartister", ["Solnabor", "vänsterpartister"]),
    "hyphens": ("Vänsterpartiet-Solna vill", ["Vänsterpartiet", "Solna"]),
    "in parentheses": ("Amir Ek (V) talade i Solna", ["V", "Solna"]),
    "in a list": ("S, V och MP styr Solna", ["V", "Solna"]),
    "with strokes": ("S/V/MP-styret i Solna", ["V", "Solna"]),
    "and": ("S och V styr Solna", ["V", "Solna"]),
    "plus": ("S+V+MP i Solna", ["V", "Solna"]),
    "before the place": ("Svar från V i Solna på debattartikel", ["V", "Solna"]),
    "with a genitive": ("V:s gruppledare i Solna", ["V", "Solna"]),
    "in a compound": ("V-politikern kräver svar i Solna", ["V-politikern", "Solna"]),
    "in small letters": ("Amir Ek (v) talade i Solna", ["v", "Solna"]),
    "in parentheses with a place": ("Amir Ek (V, Solna) talade", ["V", "Solna"]),
    "after a stroke": ("Efterträds av Amir Ek/V i Solna", ["V", "Solna"]),
    "who wants": ("V vill rusta badet i Solna", ["V", "Solna"]),
    "turned about": ("Därför kräver V svar av Solna", ["V", "Solna"]),
    "whom one stands with": ("S pressas om stödet från V, Solna", ["V", "Solna"]),
    "a result": ("Så röstade Solna: M 27,1, S 26,8, V 9,4.", ["Solna", "V"]),
    "here and next door": ("Vänsterpartiet i Täby och Solna enas", ["Vänsterpartiet", "Solna"]),
    "in a council": ("Vänsterpartiet i Kommunfullmäktige i Solna", ["Vänsterpartiet", "Solna"]),
    "shouted": ("VÄNSTERPARTIET I STRID MED MODERATERNA I SOLNA", ["VÄNSTERPARTIET", "SOLNA"]),
    "a person shouted": ("MAJA LIND I SOLNA", ["MAJA LIND", "SOLNA"]),
    "a name after a title": ("Vänsterpartisten Maja Ek i Solna", ["Vänsterpartisten", "Solna"]),
    "a person of ours": ("Maja Linds tal i Hagalund", ["Maja Linds", "Hagalund"]),
    "a name of two words": ("Vänsterpartiet på Huvudsta torg", ["Vänsterpartiet", "Huvudsta torg"]),
    "another form": ("Vänsterpartiet vid Filmstaden", ["Vänsterpartiet", "Filmstaden"]),
    "an exclusion beside it": (
        "Solna Vikings vann. Vänsterpartiet i Solna gläds.",
        ["Vänsterpartiet", "Solna"],
    ),
}
NOT_OURS = {
    "a national story": "Vänsterpartiet vill höja barnbidraget",
    "the place alone": "Ny restaurang i Solna",
    "inside another word": "Ungvänsterpartiet i Nysolna",
    "a direction": "Sväng vänster i Solna",
    "the party next door": "Vänsterpartiet i Sundbyberg kritiserar Solna",
    "a team": "Vänsterpartiet hyllar Solna Vikings",
    "a numeral": "Karl V besökte Solna",
    "an initial": "V. Berg från Solna vann",
    "small v": "Se s. 4, v och m i Solna",
    "a week": "V 47 i Solna: S vann matchen",
    "letters without signs between": "Storlek S V finns i Solna",
    "a shape": "V-formad bro i Solna",
    "half of a name": "Maja och Lind gick i Solna",
    "half of a place": "Vänsterpartiet i Huvudsta",
    "a name across a sentence": "Vi såg Maja. Lind från Solna vann",
    "a person's name as words": "Plocka maja lind och björk i Solna",
    "next door without an exclusion": "Vänsterpartiet i Täby vill göra som Solna",
    "next door without in": "Vänsterpartiet Täby vill göra som Solna",
    "letters next door": "V i Täby vill göra som Solna",
    "an island next door": "Vänsterpartiet på Lidingö vill göra som Solna",
    "a king": "När Gustav V spelade tennis i Solna",
    "a king's": "Gustav V:s möbler visas i Solna",
    "a king here": "Gustav V i Solna",
    "a car": "Polisen i Solna söker en Volvo V 70",
    "a film": "Filmen V för Vendetta visas i Solna",
    "volts": "Batterier på 36 V räcker längst i Solna",
    "with a shape": "En tröja med V-ringad hals köptes i Solna",
    "a star": "RM, V och Jin sjunger i Solna",
    "sizes": "S, M och L säljs i Solna",
    "nothing": "",
}


@pytest.mark.parametrize(("text", "why"), OURS.values(), ids=OURS)
def test_ours(text: str, why: list[str]) -> None:
    match = find(text)

    assert match.is_match
    assert list(match.why) == why


@pytest.mark.parametrize("text", NOT_OURS.values(), ids=NOT_OURS)
def test_not_ours(text: str) -> None:
    assert not find(text).is_match


def test_a_paper_that_writes_of_us_alone_need_not_name_the_place() -> None:
    assert find("Vänsterpartiet vill rusta badet", only_here=True).is_match
    assert not find("Badet rustas", only_here=True).is_match


def test_the_place_may_stand_among_the_categories_or_in_the_address() -> None:
    assert find("Vänsterpartiet vill rusta badet", categories=["Solna"]).why == ("Vänsterpartiet", "Solna")
    by_address = find("Vänsterpartiet vill rusta badet", link="https://mitti.se/nyheter/solna/badet")
    assert by_address.is_match
    assert by_address.why == ("Vänsterpartiet", "solna")
    assert not find("Vänsterpartiet vill rusta badet", link="https://mitti.se/nyheter/solna-badet").is_match


def test_a_name_does_not_begin_in_the_text_and_end_in_a_category() -> None:
    assert not find("Vänsterpartiet i Huvudsta", categories=["torg"]).is_match


def test_another_party_has_other_letters() -> None:
    greens = matcher([Term(TermKind.PARTY, "MP"), Term(TermKind.PLACE, "Umeå")])

    assert greens("V, MP och S i Umeå").why == ("MP", "Umeå")
    assert not greens("En mp 3-spelare i Umeå").is_match


def test_no_terms_match_nothing() -> None:
    assert not matcher([])("Vänsterpartiet Solna").is_match


def test_marked_pieces() -> None:
    assert marked("Vi i Vänsterpartiet, Solna", ["Vänsterpartiet", "Solna"]) == [
        ("Vi i ", False),
        ("Vänsterpartiet", True),
        (", ", False),
        ("Solna", True),
    ]


def test_an_excerpt_holds_the_first_word_that_matched() -> None:
    text = "Inledning " * 50 + "säger Vänsterpartiet i Solna " + "och sedan " * 50
    piece = excerpt(text, ["Vänsterpartiet"], 200)

    assert "Vänsterpartiet" in piece
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert len(piece) <= 204


words = st.lists(
    st.sampled_from(
        "Vänsterpartiet vänsterpartister V S (V) och i Solna Hagalund Huvudsta torg Maja Lind bad <b> & 7".split()
    ),
    max_size=12,
).map(" ".join)


@given(words | st.text(max_size=80))
def test_why_is_in_the_text_and_stands_as_whole_words(text: str) -> None:
    match = find(text)

    for word in match.why:
        assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    pieces = marked(text, match.why)
    assert "".join(piece for piece, _ in pieces) == text
    assert {piece for piece, is_word in pieces if is_word} <= set(match.why)


@given(words)
def test_more_text_about_other_things_changes_nothing(text: str) -> None:
    assert find(f"{text} . Regn väntas").is_match == find(text).is_match


@given(
    st.lists(
        st.sampled_from(
            ["V", "v", "(v)", "(V,", "Vänstern", "vänster", "Solna", "SOLNA", "i", "och", "S", "Ann", "Åkes", "."]
        ),
        max_size=12,
    )
)
def test_the_quick_look_passes_over_nothing(words: list[str]) -> None:
    """Where it finds nothing, a look at every word finds nothing either: here a word is added that it stops at."""
    terms = [
        Term(TermKind.PARTY, "V"),
        Term(TermKind.PARTY, "Vänstern", is_prefix=True),
        Term(TermKind.PLACE, "Solna"),
        Term(TermKind.EXCLUDE, "v Åkes"),
    ]
    text = " ".join(words)
    stopping = matcher([*terms, Term(TermKind.EXCLUDE, "Stopp")])

    assert matcher(terms)(text) == stopping(f"{text}\n\nStopp")
