"""Where a party's letters stand as such: V may be a numeral, an initial, a week, a car or a star, too."""

import re
from collections.abc import Set as AbstractSet

from outreach.media.rules.match.reading import Reading

LETTERS = frozenset("V S M C L KD MP SD FI".split())
AND = frozenset("och samt and".split())
IN = frozenset("i in".split())
GAP_IN_LIST = re.compile(r"\s?[,/+&–-]\s?|\s")
SENTENCE_STARTS = re.compile(r"(^|[.!?:|–—-]|[”\"»])\s*$")
SHARE = re.compile(r" \d{1,2}[,.]\d\b")
# Who does this is somebody: V vill, kräver V; and so is whom one stands with or against: med V, från V.
ACTS = frozenset(
    "vill kräver säger föreslår lämnar går röstar kritiserar ställer driver lovar motsätter stödjer stöder får "
    "backar tappar ökar minskar rasar sågar presenterar begär anser menar varnar hoppas fruktar svarar hyllar "
    "välkomnar avvisar ifrågasätter granskar anmäler polisanmäler reserverar överklagar tar ger gör har är blir kan "
    "ska måste vann vinner förlorar styr satsar lägger bjuder kallar ratar stoppar tvingar pressar möter byter "
    "väljer utser petar".split()
)
WITH = frozenset("med från av enligt inom utan mot hos mellan både".split())


def stands_for_party(text: Reading, at: int, places: AbstractSet[int], letters: AbstractSet[str]) -> bool:
    """Whether the letters at this word are the party: (V), S och V, V i Solna, V:s, V vill, stöd från V, V 9,4."""
    before, after = text.before(at), text.after(at)
    if is_in_brackets(text, at):
        return True
    if before == "/" and at and text.words[at - 1].istitle():
        return True  # Ann Ek/V
    if _has_party_beside(text, at, letters):
        return True
    if at and before == " " and text.is_capital(at - 1):
        return False  # Gustav V, Volvo V 70, Etapp V
    return _belongs(text, at, after, places) or _acts(text, at, before, after) or _has_share(text, at, letters)


def is_in_brackets(text: Reading, at: int) -> bool:
    """(V), and (v) as some papers write it."""
    return text.before(at).endswith("(") and text.after(at)[:1] in (")", ",")


def _belongs(text: Reading, at: int, after: str, places: AbstractSet[int]) -> bool:
    """V i Solna, V:s"""
    if at + 2 in places and after == " " and text.folded[at + 1] in IN and text.gap(at + 1) == " ":
        return True
    return after == ":" and at + 1 < len(text) and text.words[at + 1] == "s"


def _acts(text: Reading, at: int, before: str, after: str) -> bool:
    has_next = at + 1 < len(text)
    if has_next and after == " " and text.folded[at + 1] in ACTS and not text.is_capital(at + 1):
        return bool(SENTENCE_STARTS.search(before)) or text.folded[at - 1] in AND | {"att", "när", "om", "men"}
    ends = not (has_next and after == " ") or not (text.is_capital(at + 1) or text.words[at + 1][0].isdigit())
    # "med V-formad hals" is a shape: the word must end here.
    ends = ends and not after.startswith(("-", "–", "’", "'"))
    return ends and before == " " and at > 0 and text.folded[at - 1] in WITH | ACTS


def _has_share(text: Reading, at: int, letters: AbstractSet[str]) -> bool:
    """A result, beside another party's: S 26,8, V 9,4."""

    def share(of: int) -> bool:
        return bool(SHARE.match(text.text, text.spans[of][1]))

    return share(at) and any(
        text.words[other] in LETTERS and text.words[other] not in letters and share(other)
        for other in range(max(at - 9, 0), min(at + 10, len(text)))
    )


def _has_party_beside(text: Reading, at: int, letters: AbstractSet[str]) -> bool:
    for direction in (-1, 1):
        beside = at + direction
        if 0 <= beside < len(text) and text.folded[beside] in AND:
            beside += direction
        if not 0 <= beside < len(text):
            continue
        other = text.words[beside]
        low, high = sorted((at, beside))
        gaps = [text.gap(i) for i in range(low, high)]
        is_list = all(GAP_IN_LIST.fullmatch(gap) for gap in gaps) and gaps != [" "]  # "S V" alone may be initials
        if is_list and other in LETTERS and other not in letters:
            return True
    return False
