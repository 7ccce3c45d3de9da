"""Is it about us? (Our party or our people) and (our place, or a paper that writes of it alone)."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

WORD = re.compile(r"\w+")
GAP_IN_NAME = re.compile(r"[\s\-–’']{1,3}")
GAP_IN_LIST = re.compile(r"\s?[,/+&–-]\s?|\s")
AND = frozenset({"och", "samt", "and"})
SHORT = 2  # a party's letters, not its name
LETTERS = frozenset("V S M C L KD MP SD FI".split())


class TermKind(StrEnum):
    """What a match word stands for."""

    PARTY = "party"
    PERSON = "person"
    PLACE = "place"
    EXCLUDE = "exclude"


@dataclass(frozen=True)
class Term:
    """A word or name to look for, the other forms it takes, and whether longer words may begin with it.

    Forms need not be given with a genitive -s. A party's word of one or two capitals is its letters:
    they count only in parentheses, beside other parties' letters, before "i <our place>", or as "V:s".
    """

    kind: TermKind
    word: str
    forms: tuple[str, ...] = ()
    is_prefix: bool = False


@dataclass(frozen=True)
class Match:
    """Whether an entry is ours, and the words that say so (or would have), as they stand in the text."""

    is_match: bool
    why: tuple[str, ...]


class _Token(NamedTuple):
    text: str
    folded: str
    start: int
    end: int


@dataclass(frozen=True)
class _Pattern:
    kind: TermKind
    words: tuple[str, ...]
    is_prefix: bool


class _Hit(NamedTuple):
    kind: TermKind
    first: int
    last: int  # tokens, both included


Matcher = Callable[..., Match]


def matcher(terms: Iterable[Term]) -> Matcher:
    """Make ready to match many texts; the answer is called with (text, categories=, link=, only_here=)."""
    exact: dict[str, list[_Pattern]] = {}
    prefixes: list[_Pattern] = []
    letters: set[str] = set()
    place_names: set[str] = set()
    for term in terms:
        for word in {term.word, *term.forms}:
            # A single capital, as in "V-politiker", is a party's letter and stays one.
            words = tuple(w if len(w) == 1 and w.isupper() else w.casefold() for w in WORD.findall(word))
            if not words:
                continue
            if term.kind == TermKind.PARTY and len(words) == 1 and len(words[0]) <= SHORT:
                letters |= set(WORD.findall(word))
                continue
            if term.kind == TermKind.PLACE and len(words) == 1:
                place_names.add(words[0])
            pattern = _Pattern(term.kind, words, term.is_prefix)
            if term.is_prefix and len(words) == 1:
                prefixes.append(pattern)
            else:
                exact.setdefault(words[0], []).append(pattern)
    starts = tuple(pattern.words[0] for pattern in prefixes)

    def match(text: str, *, categories: Sequence[str] = (), link: str = "", only_here: bool = False) -> Match:
        # A full stop between texts keeps a name from beginning in one and ending in the next.
        whole = " . ".join((text, *categories))
        tokens = [_Token(found[0], found[0].casefold(), *found.span()) for found in WORD.finditer(whole)]
        hits = _hits(tokens, whole, exact, prefixes, starts)
        places = {hit.first for hit in hits if hit.kind == TermKind.PLACE}
        hits += [_Hit(TermKind.PARTY, at, at) for at in _letters(tokens, whole, letters, places)]
        barred = {at for hit in hits if hit.kind == TermKind.EXCLUDE for at in range(hit.first, hit.last + 1)}
        hits = [hit for hit in hits if barred.isdisjoint(range(hit.first, hit.last + 1))]
        hits.sort(key=lambda hit: hit.first)
        ours = any(hit.kind in (TermKind.PARTY, TermKind.PERSON) for hit in hits)
        here = only_here or any(hit.kind == TermKind.PLACE for hit in hits)
        why = list(dict.fromkeys(whole[tokens[hit.first].start : tokens[hit.last].end] for hit in hits))
        if ours and not here and (step := _place_in_link(link, place_names)):
            here, why = True, [*why, step]
        return Match(ours and here, tuple(why))

    return match


def marked(text: str, why: Iterable[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the words that matched."""
    words = sorted({word for word in why if word}, key=len, reverse=True)
    if not words:
        return [(text, False)]
    pattern = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, words)) + r")(?!\w)")
    return [(piece, at % 2 == 1) for at, piece in enumerate(pattern.split(text)) if piece]


def excerpt(text: str, why: Iterable[str], signs: int) -> str:
    """At most `signs` of the text, with the first word that matched in it."""
    if len(text) <= signs:
        return text
    first, is_word = marked(text, why)[0]
    at = 0 if is_word or first == text else len(first)
    start = text.rfind(" ", 0, at - signs // 3) + 1 if at > signs - 40 else 0
    piece = text[start : start + signs]
    is_cut = start + signs < len(text)
    if is_cut:
        piece = piece.rpartition(" ")[0] or piece
    return ("… " if start else "") + piece + (" …" if is_cut else "")


def _hits(
    tokens: Sequence[_Token],
    text: str,
    exact: dict[str, list[_Pattern]],
    prefixes: Sequence[_Pattern],
    starts: tuple[str, ...],
) -> list[_Hit]:
    hits: list[_Hit] = []
    for at, token in enumerate(tokens):
        if starts and token.folded.startswith(starts):
            hits += [_Hit(p.kind, at, at) for p in prefixes if token.folded.startswith(p.words[0])]
        for form in (token.folded, token.folded.removesuffix("s"), token.text):
            for pattern in exact.get(form, ()):
                if _stands_at(pattern, tokens, at, text):
                    hits.append(_Hit(pattern.kind, at, at + len(pattern.words) - 1))
    return list(dict.fromkeys(hits))


def _stands_at(pattern: _Pattern, tokens: Sequence[_Token], at: int, text: str) -> bool:
    last = at + len(pattern.words) - 1
    if last >= len(tokens):
        return False
    for step, word in enumerate(pattern.words):
        token = tokens[at + step]
        if at + step < last:
            gap = text[token.end : tokens[at + step + 1].start]
            if word not in (token.folded, token.text) or not GAP_IN_NAME.fullmatch(gap):
                return False
        elif not (token.folded in (word, word + "s") or (pattern.is_prefix and token.folded.startswith(word))):
            return False
    return True


def _letters(tokens: Sequence[_Token], text: str, letters: set[str], places: set[int]) -> list[int]:
    """Where a party's letters stand as such: (V), S och V, S/V/MP, V i Solna, V:s; not an initial."""
    found = []
    for at, token in enumerate(tokens):
        if token.text not in letters:
            continue
        before, after = text[max(token.start - 1, 0) : token.start], text[token.end : token.end + 1]
        in_place = at + 2 in places and text[token.end : tokens[at + 2].start].split() in (["i"], ["in"])
        owns = after == ":" and at + 1 < len(tokens) and tokens[at + 1].text == "s"
        if (before == "(" and after == ")") or in_place or owns or _has_party_beside(tokens, text, at, letters):
            found.append(at)
    return found


def _has_party_beside(tokens: Sequence[_Token], text: str, at: int, letters: set[str]) -> bool:
    for direction in (-1, 1):
        beside = at + direction
        if 0 <= beside < len(tokens) and tokens[beside].folded in AND:
            beside += direction
        if not 0 <= beside < len(tokens):
            continue
        other = tokens[beside].text
        low, high = sorted((at, beside))
        gaps = [text[tokens[i].end : tokens[i + 1].start] for i in range(low, high)]
        is_list = all(GAP_IN_LIST.fullmatch(gap) for gap in gaps) and gaps != [" "]  # "S V" alone may be initials
        if is_list and other in LETTERS and other not in letters:
            return True
    return False


def _place_in_link(link: str, place_names: set[str]) -> str | None:
    """A step of the address that names our place, as in mitti.se/nyheter/solna/…"""
    steps = urlsplit(link).path.split("/")[:-1] if link else []
    return next((step for step in steps if unquote(step).casefold() in place_names), None)
