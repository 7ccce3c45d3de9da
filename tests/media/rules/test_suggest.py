"""What dismissals teach, and which event a text is about."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.media.rules.suggest import Happening, Seen, Suggestion, about_event, suggestion

ACCESS = [
    Seen("AIK möter Hammarby i Solna Access arena", ("Solna",)),
    Seen("Nytt avtal för Solna Access!", ("Solna",)),
    Seen("Så blev kvällen hos solna access", ("solna",)),
]
CASES: dict[str, tuple[list[Seen], list[Seen], list[str], Suggestion | None]] = {
    "three with one phrase": (ACCESS, [], [], Suggestion("Solna Access", (), 3)),
    "two are no pattern": (ACCESS[:2], [], [], None),
    "a counted one has the phrase": (ACCESS, [Seen("Vi möttes i Solna Access", ("Solna",))], [], None),
    "excluded already": (ACCESS, [], ["Solna access"], None),
    "small words say nothing": (
        [Seen(f"{n} bor i Solna och trivs", ("Solna",)) for n in "abc"], [], [], Suggestion("", ("Solna",), 3)
    ),
    "a full stop parts them": (
        [Seen(f"Hej {n} Solna. Access {n}", ("Solna",)) for n in "abc"], [], [], Suggestion("", ("Solna",), 3)
    ),
    "the same words, which counted ones have too": (
        [Seen(f"{n} och Solna", ("Solna",)) for n in "abc"], [Seen("vi i Solna", ("solna",))], [], None
    ),
    "the longer of two that are in equally many": (
        [Seen(f"{n}: Friends Solna arena", ("Solna",)) for n in "abc"], [], [], Suggestion("Friends Solna arena", (), 3)
    ),
    "words that are not in the text": ([Seen(n, ("Solna",)) for n in "abc"], [], [], Suggestion("", ("Solna",), 3)),
    "nothing": ([], [], [], None),
}  # fmt: skip


@pytest.mark.parametrize(("dismissed", "kept", "excluded", "expected"), CASES.values(), ids=CASES)
def test_what_is_suggested(
    dismissed: list[Seen], kept: list[Seen], excluded: list[str], expected: Suggestion | None
) -> None:
    assert suggestion(dismissed, kept, excluded) == expected


WORDS = st.lists(st.sampled_from(["Solna", "Access", "arena", "i", "och", "AIK"]), max_size=6).map(" ".join)
SEEN = st.lists(st.builds(Seen, WORDS, st.just(("Solna",))), max_size=8)


@given(SEEN, SEEN)
def test_no_suggestion_would_lose_what_was_kept(dismissed: list[Seen], kept: list[Seen]) -> None:
    found = suggestion(dismissed, kept)

    if found is not None and found.phrase:
        assert found.times >= 3
        assert not any(f" {found.phrase} ".casefold() in f" {one.text} ".casefold() for one in kept)
        assert sum(f" {found.phrase} ".casefold() in f" {one.text} ".casefold() for one in dismissed) >= 3


SQUARE = Happening(4, date(2026, 11, 18), ("Hagalunds torg", "Hagalund"), ("torgmöt", "flygblad"))
ABOUT = {
    "place and kind": ("De delade ut flygblad på Hagalunds torg", date(2026, 11, 19), True),
    "the kind alone": ("De delade ut flygblad", date(2026, 11, 19), False),
    "the place alone": ("Brand i Hagalund", date(2026, 11, 19), False),
    "before it took place": ("Torgmöte i Hagalund", date(2026, 11, 17), False),
    "long after": ("Torgmöte i Hagalund", date(2026, 11, 24), False),
}


@pytest.mark.parametrize(("text", "day", "is_about"), ABOUT.values(), ids=ABOUT)
def test_which_event_it_is_about(text: str, day: date, is_about: bool) -> None:
    assert about_event(text, day, [SQUARE]) == (SQUARE if is_about else None)
