"""The labelled entries of tests/samples/entries, and how well the rules do on them."""

import json
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from outreach.media.rules.clean import SUMMARY_SIGNS, TITLE_SIGNS, plain_text
from outreach.media.rules.judge import Judgement, judge
from outreach.media.rules.match import Matcher, Term, TermKind, matcher

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests" / "samples" / "entries"
PARTS = ("tuned", "held_out")
PAGE_SIGNS = 200_000


@dataclass(frozen=True)
class Labelled:
    """An entry as a feed's reader hands it on, and what a media editor says of it."""

    title: str
    summary: str
    link: str
    categories: tuple[str, ...]
    page: str
    only_here: bool
    matched: bool
    kind: str
    tag: str

    def judged(self, find: Matcher) -> Judgement:
        return judge(
            find,
            self.title,
            self.summary,
            link=self.link,
            categories=self.categories,
            only_here=self.only_here,
            page=self.page,
        )


@dataclass(frozen=True)
class Score:
    """How many were judged, how well, and which were judged wrong."""

    entries: int
    ours: int
    precision: float
    recall: float
    kinds_right: float
    kinds_right_of_ours: float
    wrong: tuple[str, ...]


@cache
def entries(part: str) -> tuple[Labelled, ...]:
    """One part of the set: "tuned" or "held_out"."""
    outlets: dict[str, Any] = _voices()["outlets"]
    rows = [json.loads(line) for line in (FOLDER / f"{part}.jsonl").read_text("utf-8").splitlines()]
    return tuple(_labelled(row, outlets[row["outlet"]]) for row in rows)


@cache
def starter_matcher() -> Matcher:
    """The matcher of a fresh association: the words of the starter and three spokespersons."""
    path = ROOT / "outreach" / "starters" / "solna" / "match_words.toml"
    words = tomllib.loads(path.read_text("utf-8"))["match_word"]
    terms = [
        Term(
            TermKind(word["kind"]),
            word["word"],
            tuple(word.get("forms", ())),
            word.get("is_prefix", False),
            word.get("is_case_exact", False),
        )
        for word in words
    ]
    people = [Term(TermKind.PERSON, name, is_case_exact=True) for name in _voices()["spokespersons"]]
    return matcher([*terms, *people])


def score(labelled: Sequence[Labelled], judged: Callable[[Labelled], Judgement]) -> Score:
    """Precision and recall of matching, and the share of right kinds: of all, and of those that are ours."""
    answers = [(one, judged(one)) for one in labelled]
    hits = [one for one, said in answers if said.is_match and one.matched]
    found = [one for one, said in answers if said.is_match]
    ours = [one for one in labelled if one.matched]
    right = [one for one, said in answers if said.kind == one.kind]
    wrong = [
        f"{'found' if said.is_match else 'missed'}: {one.tag}: {one.title} / {one.summary} {said.why}"
        for one, said in answers
        if said.is_match != one.matched
    ]
    wrong += [
        f"called {said.kind} ({said.sign}): {one.tag}: {one.title}" for one, said in answers if said.kind != one.kind
    ]
    return Score(
        entries=len(labelled),
        ours=len(ours),
        precision=len(hits) / (len(found) or 1),
        recall=len(hits) / (len(ours) or 1),
        kinds_right=len(right) / len(labelled),
        kinds_right_of_ours=sum(one.matched for one in right) / (len(ours) or 1),
        wrong=tuple(wrong),
    )


@cache
def _voices() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "voices.toml").read_text("utf-8"))


def _labelled(row: dict[str, Any], outlet: dict[str, Any]) -> Labelled:
    # Cleaned as the reader of feeds cleans: soft hyphens and line breaks are gone before anything is matched.
    return Labelled(
        title=plain_text(row["title"], TITLE_SIGNS),
        summary=plain_text(row["summary"], SUMMARY_SIGNS),
        link=f"https://{outlet['host']}{row['path']}",
        categories=tuple(row.get("categories", ())),
        page=plain_text(row.get("page", ""), PAGE_SIGNS),
        only_here=outlet["only_here"],
        matched=row["matched"],
        kind=row["kind"],
        tag=row["tag"],
    )
