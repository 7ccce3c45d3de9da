"""Which articles are read, and what is kept of one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.reading import (
    PAGES_A_POLL,
    SNIPPET_SIGNS,
    Candidate,
    is_wall,
    names_any,
    snippet,
    worth_reading,
)


def candidate(key: int, link: str = "https://a.example/nyheter/1", **about: bool) -> Candidate:
    return Candidate(key, link, (), **{"names_place": False, "is_local": True, **about})


def test_the_newest_few() -> None:
    assert [one.key for one in worth_reading([candidate(n) for n in range(50)])] == list(range(PAGES_A_POLL))


def test_what_names_our_place_comes_first_then_letters() -> None:
    ours = candidate(3, names_place=True)
    letter = candidate(2, "https://a.example/insandare/1")
    by_category = Candidate(4, "https://a.example/1", ("Debatt",), names_place=False, is_local=True)

    assert worth_reading([candidate(1), letter, ours, by_category], 3) == [ours, letter, by_category]


def test_others_are_left_alone() -> None:
    far, without_link = candidate(1, is_local=False), candidate(2, "")

    assert worth_reading([far, without_link]) == []
    assert worth_reading([candidate(1, is_local=False, names_place=True)]) != []


@given(st.lists(st.builds(Candidate, st.integers(), st.text(max_size=9), st.just(()), st.booleans(), st.booleans())))
def test_never_more_than_few_and_only_what_was_offered(offered: list[Candidate]) -> None:
    chosen = worth_reading(offered, 3)

    assert len(chosen) <= 3
    assert all(one in offered and one.link for one in chosen)


PLACES = {
    "Biblioteket i Solna": True,
    "solnabor samlades": True,
    "Upplands-Solna": True,
    "Marsolna": False,
    "Skytteholm C": True,
    "": False,
}


@pytest.mark.parametrize(("text", "does"), PLACES.items())
def test_names_any(text: str, does: bool) -> None:
    assert names_any(text, ["Solna", "Skytteholm"]) == does
    assert not names_any(text, [])


WALLS = {
    "the page says so": ('<script>{"isAccessibleForFree": "False"}</script>', "lång text " * 200, True),
    "as a truth value": ('{"isAccessibleForFree":false}', "", True),
    "an open one": ('{"isAccessibleForFree":true}', "lång text " * 200, False),
    "a door": ("", "Läs hela artikeln. Bli prenumerant eller logga in.", True),
    "a door and no article": ("<div>Bli prenumerant</div><script>cookies</script>", "", True),
    "no article and no door": ("<div>Hej</div><script>cookies</script>", "", False),
    "cookies": ("", "Vi använder cookies. Godkänn alla?", True),
    "an article about doors": ("", "Allt fler tidningar vill att läsaren ska logga in. " * 30, False),
    "a short note": ("", "Vägen är avstängd i dag.", False),
}


@pytest.mark.parametrize(("page", "text", "is_one"), WALLS.values(), ids=WALLS)
def test_walls(page: str, text: str, is_one: bool) -> None:
    assert is_wall(page, text) == is_one


BEFORE, AFTER = "Ett ord om något annat. " * 20, " Och så vidare med mera." * 20


def test_a_snippet_stands_where_the_most_words_do() -> None:
    text = f"Vänsterpartiet nämns tidigt. {BEFORE}I Solna vill Vänsterpartiet öppna badet.{AFTER}"
    found = snippet(text, ["Vänsterpartiet", "Solna"])

    assert "I Solna vill Vänsterpartiet öppna badet." in found
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert len(found) <= SNIPPET_SIGNS


def test_short_texts_stay_whole_and_words_elsewhere_give_the_beginning() -> None:
    assert snippet("Kort om\n Solna.", ["Solna"]) == "Kort om Solna."
    assert snippet(BEFORE, ["Solna"]).startswith("Ett ord om något annat.")


@given(st.text(max_size=2_000), st.lists(st.text(max_size=10), max_size=4), st.integers(0, 2_000))
def test_never_longer_and_a_word_that_is_there_is_in_it(text: str, why: list[str], at: int) -> None:
    text = f"{text[:at]} Solna {text[at:]}"
    found = snippet(text, [*why, "Solna"])

    assert len(found) <= SNIPPET_SIGNS
    assert any(word and word in found for word in [*why, "Solna"])
