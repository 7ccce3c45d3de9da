"""Keep what polls brought: several feeds in one short transaction, and none of them lost for another's sake."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from outreach import clock
from outreach.db import db
from outreach.media.models import Feed, FeedAnswer
from outreach.media.rules.answers import FeedProblem
from outreach.media.service.grouping import group_entries
from outreach.media.service.hosts import pause_hosts
from outreach.media.service.polling.changes import Change, PollResult, PollStatus, change_after
from outreach.media.service.polling.gathering import Gathered
from outreach.media.service.storing import Shelf, stored

ANSWERS = 50  # kept of each feed

log = logging.getLogger(__name__)


def keep(batch: Sequence[Gathered]) -> dict[int, PollResult]:
    """Store a batch. Should it fail each of its feeds is stored alone, and the one at fault is marked."""
    try:
        return _keep(batch)
    except Exception:
        db.session.rollback()
        if len(batch) > 1:
            return {feed_id: result for one in batch for feed_id, result in keep([one]).items()}
        log.exception("what feed %s holds could not be stored", batch[0].taken.feed_id)
    failed = Gathered(batch[0].taken, problem=FeedProblem.OUR_FAULT)
    try:
        return _keep([failed])
    except Exception:
        log.exception("feed %s could not even be marked", failed.taken.feed_id)
        db.session.rollback()
        result = PollResult(failed.taken.url, PollStatus.FAILED, problem=FeedProblem.OUR_FAULT)
        return {failed.taken.feed_id: result}


def forget_answers(feed_ids: Sequence[int]) -> None:
    """Keep the newest answers of these feeds. A few more may lie there until the next time."""
    many = select(FeedAnswer.feed_id).where(FeedAnswer.feed_id.in_(feed_ids)).group_by(FeedAnswer.feed_id)
    full = db.session.scalars(many.having(func.count() > ANSWERS + ANSWERS // 5)).all()
    if full:
        newest_first = (FeedAnswer.at.desc(), FeedAnswer.id.desc())
        place = func.row_number().over(partition_by=FeedAnswer.feed_id, order_by=newest_first)
        numbered = select(FeedAnswer.id, place.label("place")).where(FeedAnswer.feed_id.in_(full)).subquery()
        old = delete(FeedAnswer).where(FeedAnswer.id.in_(select(numbered.c.id).where(numbered.c.place > ANSWERS)))
        db.session.execute(old.execution_options(synchronize_session=False))
    db.session.commit()


def _keep(batch: Sequence[Gathered]) -> dict[int, PollResult]:
    shelf = Shelf(clock.now())
    still_ours = _still_ours(batch)
    kept = [one for one in batch if one.taken.feed_id in still_ours]
    # At a first look nothing is stored, so that need not be looked up.
    known = stored(
        {one.taken.feed_id: one.seen.items for one in kept if one.seen and one.taken.last_answered_at is not None}
    )
    changes = [change_after(one, known.get(one.taken.feed_id), shelf) for one in kept]
    ours = shelf.write()
    if changes:
        _write(changes)
    if ours:
        group_entries(ours)
    db.session.commit()
    return {change.gathered.taken.feed_id: change.result for change in changes}


def _still_ours(batch: Sequence[Gathered]) -> frozenset[int]:
    """Lock the rows. A feed that was deleted, or that took so long that another poller has it, is left alone."""
    until = {one.taken.feed_id: one.taken.until for one in batch}
    rows = db.session.execute(
        select(Feed.id, Feed.polling_until).where(Feed.id.in_(until)).order_by(Feed.id).with_for_update()
    )
    return frozenset(feed_id for feed_id, polling_until in rows if polling_until == until[feed_id])


def _write(changes: Sequence[Change]) -> None:
    """One statement for all feeds in which the same columns change."""
    connection = db.session.connection()
    rows = [{"at_feed": one.gathered.taken.feed_id, **one.columns} for one in changes]
    rows += [{"at_feed": one.gathered.taken.feed_id, **one.further} for one in changes if one.further]
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        alike[tuple(row)].append({name if name == "at_feed" else f"new_{name}": it for name, it in row.items()})
    for names, several in alike.items():
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names if name != "at_feed"}
        connection.execute(update(Feed).where(Feed.id == bindparam("at_feed")).values(values), several)
    connection.execute(insert(FeedAnswer), [_answer(change) for change in changes])
    pauses = [(one.gathered.taken.host, one.gathered.host_until) for one in changes]
    if asked := [(host, until) for host, until in pauses if until is not None]:
        pause_hosts(asked)


def _answer(change: Change) -> dict[str, Any]:
    gathered, result = change.gathered, change.result
    return {
        "feed_id": gathered.taken.feed_id,
        "at": change.columns["last_polled_at"],
        "status": gathered.answer.status if gathered.answer else None,
        "problem": result.problem.code if result.problem else "",
        "milliseconds": gathered.milliseconds,
        "size": gathered.size,
        "entries": result.entries,
        "new": result.new,
        "matched": result.matched,
    }
