"""What we sent in: whether an entry is that letter, how much of what is sent gets printed, and a month without."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from outreach.refusals import N_, Refusal

PRINTED_WITHIN = timedelta(days=60)
NUDGE_FROM_DAY = 10  # of a month: before that nobody is late
STEM = 6  # biblioteket and bibliotek: the word's beginning is enough to know it again
SHORTEST = 4
ENOUGH_TITLE_WORDS = 2
ENOUGH_TEXT_WORDS = 5
ALIKE_TITLE, ALIKE_TEXT = 0.6, 0.6
BOTH_TITLE, BOTH_TEXT = 0.3, 0.4  # neither alone says it, together they do
WORD = re.compile(r"\w+")
# What stands in any letter, and what papers put before it.
COMMON = frozenset(
    "insändare debatt debattartikel debattinlägg replik slutreplik öppet brev läsarbrev pressmeddelande till från "
    "eller inte måste kommer också efter under över mellan sina deras denna detta dessa vara varit blir blev skulle "
    "kunna vill ville många mera mest alla andra annat något några samt utan sedan vilket solna vänsterpartiet".split()
)


class SubmissionRefusal(Refusal):
    """Why a submission can't be as it was said."""

    NO_OUTLET = N_("Choose at least one outlet.")
    NOT_YET_SENT = N_("It can't have been sent after today.")
    ANSWERED_BEFORE_SENT = N_("The answer can't come before it was sent.")
    IS_COUNTED = N_("What was printed there is counted. Remove it from the counted ones first.")
    NO_SUCH_SUBMISSION = N_("There is no such submission at that outlet.")


@dataclass(frozen=True)
class Sent:
    """Something that lies at an outlet and has not been answered."""

    sending_id: int
    outlet_id: int
    title: str
    text: str
    sent_on: date


@dataclass(frozen=True)
class Rate:
    """Of what was sent, how much was printed; by outlet or by topic."""

    name: str
    sent: int
    printed: int

    @property
    def percent(self) -> int:
        return round(100 * self.printed / self.sent) if self.sent else 0


def looks_like(title: str, text: str, outlet_id: int, published_on: date, sent: Iterable[Sent]) -> Sent | None:
    """The submission that this publication looks like, if it looks like any.

    It must lie at the same outlet and have been sent no more than two months before. Papers write headlines of
    their own, so the words of the beginning count as well as those of the title.
    """
    best: tuple[float, date, int] | None = None
    found: Sent | None = None
    title_words, text_words = words_of(title), words_of(text)
    for one in sent:
        if one.outlet_id != outlet_id or not timedelta(0) <= published_on - one.sent_on <= PRINTED_WITHIN:
            continue
        score = _likeness(title_words, text_words, words_of(one.title), words_of(f"{one.title} {one.text}"))
        rank = (score, one.sent_on, one.sending_id)
        if score > 0 and (best is None or rank > best):
            best, found = rank, one
    return found


def words_of(text: str) -> frozenset[str]:
    """The beginnings of the words that carry a text."""
    words = (word.casefold() for word in WORD.findall(text))
    return frozenset(word[:STEM] for word in words if len(word) >= SHORTEST and word not in COMMON)


def _likeness(title: frozenset[str], text: frozenset[str], sent_title: frozenset[str], sent: frozenset[str]) -> float:
    """How alike the two are, from 0 (not at all) to 2."""
    shared = title & sent_title
    by_title = len(shared) / min(len(title), len(sent_title)) if title and sent_title else 0.0
    enough = len(shared) >= ENOUGH_TITLE_WORDS or (title == sent_title and bool(title))
    by_text = len(text & sent) / len(text) if len(text) >= ENOUGH_TEXT_WORDS else 0.0
    is_alike = (
        (enough and by_title >= ALIKE_TITLE)
        or by_text >= ALIKE_TEXT
        or (by_title >= BOTH_TITLE and by_text >= BOTH_TEXT)
    )
    return by_title + by_text if is_alike else 0.0


def rates(rows: Iterable[tuple[str, bool]]) -> list[Rate]:
    """From (name, was it printed) of each thing that was sent: the rate by name, most sent first."""
    sent: Counter[str] = Counter()
    printed: Counter[str] = Counter()
    for name, is_printed in rows:
        sent[name] += 1
        printed[name] += is_printed
    return [Rate(name, sent[name], printed[name]) for name in sorted(sent, key=lambda name: (-sent[name], name))]


def is_quiet_month(today: date, last_sent_on: date | None) -> bool:
    """Whether the month has gone on for a while and nothing was sent in."""
    if today.day < NUDGE_FROM_DAY:
        return False
    return last_sent_on is None or (last_sent_on.year, last_sent_on.month) < (today.year, today.month)


def why_not_sent(sent_on: date | None, answered_on: date | None, today: date) -> SubmissionRefusal | None:
    """Why something can't have been sent and answered on these days."""
    if sent_on is not None and sent_on > today:
        return SubmissionRefusal.NOT_YET_SENT
    if sent_on is not None and answered_on is not None and answered_on < sent_on:
        return SubmissionRefusal.ANSWERED_BEFORE_SENT
    return None
