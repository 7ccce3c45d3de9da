"""What an entry is to us: ours or not and why, letter or article and the sign for it. One call for each entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from outreach.media.rules.classify import CoverageKind, classify
from outreach.media.rules.dates import STOCKHOLM, published_at
from outreach.media.rules.documents import Item
from outreach.media.rules.identify import Named, identities, story_key
from outreach.media.rules.match import Matcher


@dataclass(frozen=True)
class Judgement:
    """Ours or not, the words that say so, the kind, and the sign that the kind rests on."""

    is_match: bool
    why: tuple[str, ...]
    kind: CoverageKind
    sign: str


class Judged(NamedTuple):
    """An item with all that can be told of it without looking at what is stored.

    `identity` is what it is stored under where nothing is yet; None when the same came before it in the file.
    """

    item: Item
    published_at: datetime
    is_match: bool
    why: tuple[str, ...]
    kind: CoverageKind
    sign: str
    story_key: str
    identity: str | None

    @property
    def named(self) -> Named:
        return Named(self.item.guid, self.item.link, self.item.name)


def judge_items(items: Sequence[Item], find: Matcher, *, only_here: bool, now: datetime) -> list[Judged]:
    """Match, classify, date and name the items of a file."""
    found = identities([Named(item.guid, item.link, item.name) for item in items], ())
    return [_judged(item, identity, find, only_here, now) for item, identity in zip(items, found, strict=True)]


def _judged(item: Item, identity: str | None, find: Matcher, only_here: bool, now: datetime) -> Judged:
    said = judge(find, item.title, item.summary, link=item.link, categories=item.categories, only_here=only_here)
    moment = published_at(item.raw_date, now, datetime.fromisoformat(item.guessed_at) if item.guessed_at else None)
    key = story_key(item.link, item.name, moment.astimezone(STOCKHOLM).date().isoformat())
    return Judged(item, moment, said.is_match, said.why, said.kind, said.sign, key, identity)


def judge(
    find: Matcher,
    title: str,
    summary: str = "",
    *,
    link: str = "",
    categories: Sequence[str] = (),
    only_here: bool = False,
    page: str = "",
) -> Judgement:
    """`page`: what the article's own page says, where it was read. All texts are plain, as `clean` makes them."""
    # Line breaks part them: no name begins in the title and ends in the summary.
    text = f"{title}\n{summary}\n{page}" if page else f"{title}\n{summary}"
    match = find(text, categories=categories, link=link, only_here=only_here)
    guess = classify(title, link, categories, summary, page)
    return Judgement(match.is_match, match.why, guess.kind, guess.sign)


def remembered(page_snippet: str, why: Sequence[str]) -> str:
    """What is left of a page that was read and not kept: the piece around its words, and the words themselves."""
    # A party's letters alone would be an initial; they were the party when they were found.
    words = [f"({word})" if len(word) <= 2 else word for word in why]
    return "\n".join([page_snippet, *words])
