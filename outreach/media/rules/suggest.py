"""What dismissals teach: an exclusion after three equal ones. And which of our events an entry is about."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

EQUAL = 3
WORD = re.compile(r"\w+")
GAP = re.compile(r"[\s\-–’']{1,3}")  # what may stand between the words of an exclusion
AROUND = 2  # words on either side that a phrase may have
LONGEST_PHRASE = 100
# A phrase with one of these is no name: “bor i Solna” would bar what is ours as well.
SMALL = frozenset(
    "i på och att en ett av för från till med om den det de som är var har vid mot ur ut in så men eller vi oss sin "
    "sitt sina the of and in on at to a an is".split()
)
ABOUT_WITHIN = timedelta(days=5)


@dataclass(frozen=True)
class Seen:
    """An entry as it was decided: its text, and the words that matched in it."""

    text: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """A phrase to exclude; where the equal ones share no phrase, only the words that matched in all of them."""

    phrase: str
    words: tuple[str, ...]
    times: int


@dataclass(frozen=True)
class Happening:
    """One of our events, as a text might name it."""

    id: int
    day: date
    places: tuple[str, ...]
    kind_words: tuple[str, ...]


def suggestion(dismissed: Sequence[Seen], kept: Sequence[Seen], excluded: Iterable[str] = ()) -> Suggestion | None:
    """What to exclude, once three dismissals are equal: they share a phrase around a word that matched.

    Nothing that would have lost one of `kept`, and nothing that is excluded already. Of phrases in equally many
    the longer one, since it bars less.
    """
    known = [_plain(term) for term in excluded]
    spelled: dict[str, str] = {}
    times: Counter[str] = Counter()
    for one in dismissed:
        phrases = {_plain(phrase): phrase for word in one.why for phrase in _phrases(one.text, word)}
        for plain, phrase in phrases.items():
            spelled.setdefault(plain, phrase)
        times.update(phrases.keys())
    lost = [f" {_plain(one.text)} " for one in kept]
    good = [
        plain
        for plain, count in times.items()
        if count >= EQUAL
        and len(spelled[plain]) <= LONGEST_PHRASE
        and not any(f" {plain} " in text for text in lost)
        and not any(f" {term} " in f" {plain} " for term in known if term)
    ]
    if good:
        best = max(good, key=lambda plain: (times[plain], plain.count(" "), -len(plain), plain))
        return Suggestion(spelled[best], (), times[best])
    return _same_words(dismissed, kept, known)


def about_event(text: str, published_on: date, happenings: Iterable[Happening]) -> Happening | None:
    """The event that a text is about: held in the days before, its place and its kind both named."""
    words = [word.casefold() for word in WORD.findall(text)]
    plain = " ".join(words)
    found = [
        one
        for one in happenings
        if timedelta(0) <= published_on - one.day <= ABOUT_WITHIN
        and any(_names(plain, place) for place in one.places)
        and any(word.startswith(kind) for word in words for kind in one.kind_words)
    ]
    return max(found, key=lambda one: (one.day, one.id), default=None)


def _same_words(dismissed: Sequence[Seen], kept: Sequence[Seen], known: Sequence[str]) -> Suggestion | None:
    """Three that matched by the very same words, which no kept one did: the words themselves need a look."""
    ours = {frozenset(map(str.casefold, one.why)) for one in kept}
    # what is excluded since then would not come again
    left = [one for one in dismissed if not any(f" {term} " in f" {_plain(one.text)} " for term in known if term)]
    times = Counter(frozenset(map(str.casefold, one.why)) for one in left if one.why)
    good = [words for words, count in times.items() if count >= EQUAL and words not in ours]
    if not good:
        return None
    best = max(good, key=lambda words: (times[words], sorted(words)))
    first = next(one for one in left if frozenset(map(str.casefold, one.why)) == best)
    return Suggestion("", first.why, times[best])


def _phrases(text: str, word: str) -> Iterable[str]:
    """The word with one or two words before or after it, as it stands in the text."""
    tokens = [found.span() for found in WORD.finditer(text)]
    starts = {start: at for at, (start, _end) in enumerate(tokens)}
    ends = {end: at for at, (_start, end) in enumerate(tokens)}
    for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
        first, last = starts.get(found.start()), ends.get(found.end())
        if first is None or last is None:
            continue
        for before in range(AROUND + 1):
            for after in range(AROUND + 1 - before):
                begin, end = first - before, last + after
                if before + after and begin >= 0 and end < len(tokens) and _is_phrase(text, tokens[begin : end + 1]):
                    yield text[tokens[begin][0] : tokens[end][1]]


def _is_phrase(text: str, tokens: Sequence[tuple[int, int]]) -> bool:
    words = {text[slice(*token)].casefold() for token in tokens}
    gaps = (text[one[1] : other[0]] for one, other in pairwise(tokens))
    return words.isdisjoint(SMALL) and all(GAP.fullmatch(gap) for gap in gaps)


def _names(plain: str, place: str) -> bool:
    """Whether a text names a place, also in the genitive (Hagalunds torg) or as part of a longer word."""
    wanted = _plain(place)
    return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}", plain) is not None


def _plain(text: str) -> str:
    return " ".join(word.casefold() for word in WORD.findall(text))
