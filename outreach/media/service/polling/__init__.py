"""Poll feeds: take those that are due, ask and parse without holding the database, then store what is new."""

from collections.abc import Sequence
from typing import Any

from outreach.db import db
from outreach.fetch import masked
from outreach.media.queries import terms
from outreach.media.rules.looks import words_as_text
from outreach.media.service.polling.changes import PollResult, PollStatus
from outreach.media.service.polling.gathering import gather
from outreach.media.service.polling.keeping import forget_answers, keep
from outreach.media.service.polling.taking import MOST_AT_ONCE, Taken, Wish, let_go, take

__all__ = ["PollResult", "PollStatus", "poll_due", "poll_feed", "poll_wanted", "polls_as_json"]


def poll_due(*, every_feed: bool = False) -> list[PollResult]:
    """Poll the feeds that are due, or every feed that is not paused. What fails in one never stops the others."""
    return _poll_all(Wish(every=every_feed))


def poll_wanted() -> list[PollResult]:
    """Poll the feeds that somebody has asked for."""
    return _poll_all(Wish(wanted=True))


def poll_feed(feed_id: int) -> PollResult | None:
    """Poll one feed now, due or not; None when it is paused, its host is to be left alone, or a poller has it."""
    results = _poll_all(Wish(feed_id=feed_id))
    return results[0] if results else None


def polls_as_json(results: Sequence[PollResult]) -> dict[str, Any]:
    """What `outreach poll --json` prints. Passwords in addresses are masked."""
    return {
        "feeds": [
            {
                "url": masked(result.url),
                "status": result.status.value,
                "entries": result.entries,
                "new": result.new,
                "matched": result.matched,
                "error": None if result.problem is None else result.problem.value,
            }
            for result in results
        ]
    }


def _poll_all(wish: Wish) -> list[PollResult]:
    """Take and poll until nothing is left of what was wished for, each feed once."""
    results: list[PollResult] = []
    done: set[int] = set()
    is_more = True
    while is_more:
        taken = take(wish, done)
        done |= {one.feed_id for one in taken}
        results += _poll(taken) if taken else []
        is_more = len(taken) == MOST_AT_ONCE
    if done:
        forget_answers(sorted(done))
    return results


def _poll(taken: Sequence[Taken]) -> list[PollResult]:
    """Ask, read and store these."""
    words = words_as_text(terms())
    db.session.commit()  # from here on nothing is held while the network is asked
    results: dict[int, PollResult] = {}
    for batch in gather(taken, words):
        let_go([one.taken.feed_id for one in batch if one.is_skipped])
        if asked := [one for one in batch if not one.is_skipped]:
            results |= keep(asked)
    return [results[one.feed_id] for one in taken if one.feed_id in results]
