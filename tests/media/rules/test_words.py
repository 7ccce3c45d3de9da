"""What may be a match word."""

import pytest

from outreach.media.rules.judge import judge, remembered
from outreach.media.rules.match import Term, TermKind, WordRefusal, matcher, why_not_word

PLACE, PARTY = TermKind.PLACE, TermKind.PARTY
WORDS = {
    "a word": (PLACE, "Solna", (), False, None),
    "a party's letter": (PARTY, "V", (), False, None),
    "letters that longer words begin with": (PARTY, "V", (), True, WordRefusal.TOO_SHORT_TO_BEGIN),
    "a form too short": (PLACE, "Solna", ("Sol",), True, WordRefusal.TOO_SHORT_TO_BEGIN),
    "signs alone": (PLACE, "–!", (), False, WordRefusal.NOTHING_TO_FIND),
    "a form of signs": (PLACE, "Solna", ("…",), False, WordRefusal.NOTHING_TO_FIND),
    "a sentence": (PLACE, "ett två tre fyra fem sex sju åtta nio", (), False, WordRefusal.TOO_MANY_WORDS),
}


@pytest.mark.parametrize(("kind", "word", "forms", "is_prefix", "refusal"), WORDS.values(), ids=WORDS)
def test_why_not_a_word(
    kind: TermKind, word: str, forms: tuple[str, ...], is_prefix: bool, refusal: WordRefusal | None
) -> None:
    assert why_not_word(kind, word, forms, is_prefix=is_prefix) == refusal


def test_what_a_page_said_is_found_again_without_the_page() -> None:
    find = matcher([Term(PARTY, "V"), Term(PLACE, "Solna")])
    first = judge(find, "Badet rivs", page="I Solna … " + "och så vidare " * 40 + "säger Ann Ek (V).")

    again = judge(find, "Badet rivs", remembered("I Solna …", first.why))

    assert first.is_match
    assert again.is_match
