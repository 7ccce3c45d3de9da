"""The terms made ready, and the question put to many texts. Most texts hold none of them: that is seen first."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from outreach.media.rules.match.elsewhere import is_elsewhere
from outreach.media.rules.match.letters import is_in_brackets, stands_for_party
from outreach.media.rules.match.reading import Reading
from outreach.media.rules.match.terms import SHORT, WORD, Match, Term, TermKind

GAP_IN_NAME = re.compile(r"[ \xa0\-–’']{1,3}")
HINT = 5  # letters of a word that are looked up before anything else is done

Matcher = Callable[..., Match]


class _Pattern(NamedTuple):
    """A term's spelling. `words` are in small letters, but for single capitals; `cased` as they were given."""

    kind: TermKind
    words: tuple[str, ...]
    cased: tuple[str, ...]
    is_prefix: bool
    is_case_exact: bool


class _Hit(NamedTuple):
    kind: TermKind
    first: int
    last: int  # words, both included
    is_name: bool = False


@dataclass
class _Index:
    """The terms by their first word, or by how it begins where longer words may go on."""

    exact: dict[str, list[_Pattern]] = field(default_factory=dict)
    prefixes: dict[str, list[_Pattern]] = field(default_factory=dict)
    letters: set[str] = field(default_factory=set)
    small: set[str] = field(default_factory=set)  # the same in small letters
    places: set[str] = field(default_factory=set)  # that an address may have as a step
    hints: set[str] = field(default_factory=set)
    hint: int = HINT

    def hits_at(self, text: Reading, at: int) -> list[_Hit]:
        folded = text.folded[at]
        return [
            _Hit(one.kind, at, at + len(one.words) - 1, _is_name(one, text, at))
            for group in (self.exact.get(folded, ()), self.prefixes.get(folded[: self.hint], ()))
            for one in group
            if _stands_at(one, text, at)
        ]


def matcher(terms: Iterable[Term]) -> Matcher:
    """Make ready to match many texts; the answer is called with (text, categories=, link=, only_here=)."""
    index = _indexed(terms)
    hints, letters = _quick_signs(index)

    def match(text: str, *, categories: Sequence[str] = (), link: str = "", only_here: bool = False) -> Match:
        # A full stop between texts keeps a name from beginning in one and ending in the next.
        whole = " . ".join((text, *categories)) if categories else text
        folded = whole.casefold()
        if not any(hint in folded for hint in hints) and (letters is None or letters.search(whole) is None):
            return NOTHING
        found = Reading(whole)
        hits = _hits(found, index)
        ours = any(hit.kind in (TermKind.PARTY, TermKind.PERSON) for hit in hits)
        here = only_here or any(hit.kind == TermKind.PLACE for hit in hits)
        why = list(dict.fromkeys(found.said(hit.first, hit.last) for hit in hits))
        if ours and not here and (step := _place_in_link(link, index.places)):
            here, why = True, [*why, step]
        return Match(ours and here, tuple(why))

    return match


NOTHING = Match(is_match=False, why=())


def _quick_signs(index: _Index) -> tuple[list[str], re.Pattern[str] | None]:
    """What a text must hold to be looked at: the beginning of a word in it, or a party's letters by themselves."""
    whole = "|".join(map(re.escape, sorted(index.letters)))
    in_brackets = "|".join(map(re.escape, sorted(index.small)))
    letters = re.compile(rf"\b(?:{whole})\b|\((?i:{in_brackets})[),]") if index.letters else None
    return sorted({first[: index.hint] for first in (*index.exact, *index.prefixes)}), letters


def _indexed(terms: Iterable[Term]) -> _Index:
    index = _Index()
    patterns: list[_Pattern] = []
    for term in terms:
        for spelling in {term.word, *term.forms}:
            cased = tuple(WORD.findall(spelling))
            if not cased:
                continue
            if term.kind == TermKind.PARTY and len(cased) == 1 and len(cased[0]) <= SHORT:
                index.letters.add(cased[0])
                index.small.add(cased[0].casefold())
                index.hints.add(cased[0].casefold())
                continue
            # A single capital, as in "V-politiker", is a party's letter and stays one.
            words = tuple(word if _is_letter(word) else word.casefold() for word in cased)
            if term.kind == TermKind.PLACE and len(words) == 1:
                index.places.add(words[0])
            patterns.append(_Pattern(term.kind, words, cased, term.is_prefix, term.is_case_exact))
    index.hint = min([HINT, *(len(one.words[0]) for one in patterns if one.is_prefix and len(one.words) == 1)])
    for one in patterns:
        first = one.words[0].casefold()
        if one.is_prefix and len(one.words) == 1:
            index.prefixes.setdefault(first[: index.hint], []).append(one)
            index.hints.add(first[: index.hint])
            continue
        for form in (first, first + "s") if len(one.words) == 1 else (first,):
            index.exact.setdefault(form, []).append(one)
            index.hints.add(form[: index.hint])
    return index


def _hits(text: Reading, index: _Index) -> list[_Hit]:
    """What stands in the text, in its order; without what an exclusion covers, and the party elsewhere."""
    hits: list[_Hit] = []
    letters: list[int] = []
    for at, folded in enumerate(text.folded):
        if folded[: index.hint] in index.hints:
            hits += index.hits_at(text, at)
            if text.words[at] in index.letters or (folded in index.small and is_in_brackets(text, at)):
                letters.append(at)
    places = {at for hit in hits if hit.kind == TermKind.PLACE for at in range(hit.first, hit.last + 1)}
    hits += [_Hit(TermKind.PARTY, at, at) for at in letters if stands_for_party(text, at, places, index.letters)]
    barred = {at for hit in hits if hit.kind == TermKind.EXCLUDE for at in range(hit.first, hit.last + 1)}
    kept = [
        hit
        for hit in hits
        if barred.isdisjoint(range(hit.first, hit.last + 1))
        and not (
            hit.kind == TermKind.PARTY and is_elsewhere(text, hit.first, hit.last, places - barred, is_name=hit.is_name)
        )
    ]
    return sorted(dict.fromkeys(kept), key=lambda hit: hit.first)


def _stands_at(pattern: _Pattern, text: Reading, at: int) -> bool:
    last = len(pattern.words) - 1
    if at + last >= len(text):
        return False
    for step, word in enumerate(pattern.words):
        said, folded = text.words[at + step], text.folded[at + step]
        if step < last:
            is_same = said == word if _is_letter(word) else folded == word
            if not is_same or not GAP_IN_NAME.fullmatch(text.gap(at + step)):
                return False
        elif not (folded in (word, word + "s") or (pattern.is_prefix and folded.startswith(word))):
            return False
        if pattern.is_case_exact and not said.startswith((pattern.cased[step], pattern.cased[step].upper())):
            return False
    return True


def _is_name(pattern: _Pattern, text: Reading, at: int) -> bool:
    """Whether the term is a name, such as Vänsterpartiet, and stands there with nothing added."""
    return pattern.cased[-1][0].isupper() and text.folded[at + len(pattern.words) - 1] == pattern.words[-1]


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isupper()


def _place_in_link(link: str, places: set[str]) -> str | None:
    """A step of the address that names our place, as in mitti.se/nyheter/solna/…"""
    if not link:
        return None
    try:
        steps = urlsplit(link).path.split("/")[:-1]
    except ValueError:
        return None
    return next((step for step in steps if unquote(step).casefold() in places), None)
