"""The words we look for, as plain values."""

import re
from dataclasses import dataclass
from enum import StrEnum

from outreach.refusals import N_, Refusal

WORD = re.compile(r"\w+")
SHORT = 2  # a party's letters, not its name
WORDS_OF_A_TERM = 8


class TermKind(StrEnum):
    """What a match word stands for."""

    PARTY = "party"
    PERSON = "person"
    PLACE = "place"
    EXCLUDE = "exclude"

    @property
    def label(self) -> str:
        return {
            "party": N_("the party"),
            "person": N_("one of our people"),
            "place": N_("our place"),
            "exclude": N_("not us"),
        }[self.value]


@dataclass(frozen=True)
class Term:
    """A word or name to look for, the other forms it takes, and whether longer words may begin with it.

    Forms need not be given with a genitive -s. A party's word of one or two capitals is its letters:
    they count only where they can't be a numeral or an initial; see `letters`. `is_case_exact`: the same
    word written small is another one, as Lind and lind.
    """

    kind: TermKind
    word: str
    forms: tuple[str, ...] = ()
    is_prefix: bool = False
    is_case_exact: bool = False


@dataclass(frozen=True)
class Match:
    """Whether an entry is ours, and the words that say so (or would have), as they stand in the text."""

    is_match: bool
    why: tuple[str, ...]


class WordRefusal(Refusal):
    """Why something can't be looked for."""

    NOTHING_TO_FIND = N_("Write at least one letter or figure.")
    TOO_MANY_WORDS = N_("That is too long to look for: use at most eight words.")
    TOO_SHORT_TO_BEGIN = N_("Longer words may only begin with it if it has at least four letters.")
    ALREADY_A_WORD = N_("This word is there already.")


def why_not_word(kind: TermKind, word: str, forms: tuple[str, ...], *, is_prefix: bool) -> WordRefusal | None:
    """Why these can't be a match word; None when they can."""
    for spelling in (word, *forms):
        found = WORD.findall(spelling)
        if not found:
            return WordRefusal.NOTHING_TO_FIND
        if len(found) > WORDS_OF_A_TERM:
            return WordRefusal.TOO_MANY_WORDS
        if is_prefix and kind != TermKind.EXCLUDE and len("".join(found)) < 4:
            return WordRefusal.TOO_SHORT_TO_BEGIN
    return None
