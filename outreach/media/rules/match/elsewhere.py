"""The same party in another town: Vänsterpartiet i Sundbyberg is not ours, i Solna och Sundbyberg is."""

import re
from collections.abc import Set as AbstractSet

from outreach.media.rules.match.reading import Reading

IN = frozenset("i på".split())
GAP_IN_LIST = re.compile(r" ?[,/&–-] ?| ")
AND = frozenset("och samt & respektive".split())
# What the party may be in, and still be ours: a council, a paper, a channel.
NO_TOWNS = frozenset(
    "kommunfullmäktige fullmäktige kommunstyrelsen stadshuset stadsdelen kommunen almedalen facebook instagram twitter "
    "x svt sr p1 p4 tv4 dn svd etc opposition majoritet".split()
)


def is_elsewhere(text: Reading, first: int, last: int, places: AbstractSet[int], *, is_name: bool) -> bool:
    """Whether what is named by these words is said to be in another place.

    `is_name`: they are the party's own name, which other towns follow without "i": Vänsterpartiet Danderyd.
    """
    at = last + 1
    if at >= len(text) or text.gap(last) != " " or _shouts(text, first):
        return False
    if text.folded[at] in IN and text.gap(at) == " ":
        at += 1
    elif not is_name:
        return False
    return _names_others(text, at, places)


def _names_others(text: Reading, at: int, places: AbstractSet[int]) -> bool:
    """Whether a list of names begins here, and none of them is ours."""
    others = 0
    while at < len(text):
        if at in places:
            return False
        if not text.is_capital(at) or text.folded[at] in NO_TOWNS:
            break
        others += 1
        if not GAP_IN_LIST.fullmatch(text.gap(at)):
            break
        at += 1
        if at < len(text) and text.folded[at] in AND:
            at += 1
    return others > 0


def _shouts(text: Reading, at: int) -> bool:
    """In a headline in capitals every word looks like a name."""
    return len(text.words[at]) > 2 and text.words[at].isupper()
