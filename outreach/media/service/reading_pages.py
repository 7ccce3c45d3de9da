"""Read the articles that summaries say too little of, and keep some words around what was found, never the text."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from outreach import clock, config
from outreach.db import db
from outreach.fetch import Fetched, FetchFailed, Limits, Session
from outreach.media.extracting import Article, ExtractionGaveUpError, read_article
from outreach.media.manners import Manners, shared_manners
from outreach.media.models import Entry, EntryState, Feed, Outlet, OutletTier, TermKind
from outreach.media.queries import terms
from outreach.media.rules.judge import Judgement, judge
from outreach.media.rules.match import Matcher, Term, matcher
from outreach.media.rules.reading import Candidate, PageState, names_any, snippet, worth_reading
from outreach.media.rules.schedule import retry_after
from outreach.media.service.grouping import group_entries, wait_for_stories
from outreach.media.service.hosts import host_of, pause_host, paused_hosts

PAGE_LIMITS = Limits(wire_bytes=2_000_000, decoded_bytes=2_000_000)
PAGES_AT_ONCE = 15  # with two seconds between two of one host that is less than the minute to the next look
READ_WITHIN = timedelta(days=2)  # what was not read by then is no news
LOOKED_OVER = 500
SHORTEST_PAUSE = timedelta(hours=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PageRead:
    """An article that was looked at, and what came of it."""

    entry_id: int
    state: PageState


@dataclass(frozen=True)
class _Due(Candidate):
    """An entry whose article may be read."""

    poll: tuple[int, datetime]  # the feed, and when it was asked
    title: str
    summary: str
    only_here: bool


def read_due_pages(limit: int = PAGES_AT_ONCE, manners: Manners = shared_manners) -> list[PageRead]:
    """Read the pages of new entries of outlets where that is wanted. What fails in one never stops the others."""
    words = terms()
    due = _choose(words)
    paused = set(paused_hosts(clock.now()))
    allow = config.current().feed_allow
    db.session.commit()  # from here on nothing is held while the network is asked
    find = matcher(words)
    results: list[PageRead] = []
    with closing(Session(allow=allow, limits=PAGE_LIMITS)) as session:
        for one in _host_by_host(due):
            if len(results) >= limit:
                break
            host = host_of(one.link)
            if host in paused or not _take(one.key):
                continue
            state = _read(one, session, manners, find)
            if state is None:
                paused.add(host)  # it asked us to wait; the article stays due
            else:
                results.append(PageRead(one.key, state))
    return results


def _choose(words: Sequence[Term]) -> list[_Due]:
    """The entries to read. What else came with them is marked, and never looked at again."""
    places = [name for term in words if term.kind == TermKind.PLACE for name in (term.word, *term.forms)]
    rows = db.session.execute(
        select(Entry, Outlet)
        .join(Feed, Entry.feed_id == Feed.id)
        .join(Outlet, Feed.outlet_id == Outlet.id)
        .where(Outlet.reads_pages, Entry.state == EntryState.UNMATCHED, Entry.page_state == "")
        .where(Entry.fetched_at > clock.now() - READ_WITHIN)
        .order_by(Entry.fetched_at.desc(), Entry.published_at.desc(), Entry.id)
        .limit(LOOKED_OVER)
    )
    polls: dict[tuple[int, datetime], list[_Due]] = defaultdict(list)
    for entry, outlet in rows:
        one = _due(entry, outlet, places)
        polls[one.poll].append(one)
    chosen = [one for of_one_poll in polls.values() for one in worth_reading(of_one_poll)]
    keys = {one.key for one in chosen}
    passed = [one.key for of_one_poll in polls.values() for one in of_one_poll if one.key not in keys]
    if passed:
        db.session.execute(update(Entry).where(Entry.id.in_(passed)).values(page_state=PageState.PASSED))
        db.session.commit()
    return chosen


def _due(entry: Entry, outlet: Outlet, places: Iterable[str]) -> _Due:
    return _Due(
        key=entry.id,
        link=entry.link,
        categories=tuple(entry.categories),
        names_place=names_any(f"{entry.title}\n{entry.summary}", places),
        is_local=outlet.only_here or outlet.tier == OutletTier.LOCAL,
        poll=(entry.feed_id, entry.fetched_at),
        title=entry.title,
        summary=entry.summary,
        only_here=outlet.only_here,
    )


def _host_by_host(due: Sequence[_Due]) -> list[_Due]:
    """In turns, so that one site rests while another is asked."""
    hosts: dict[str, list[_Due]] = defaultdict(list)
    for one in due:
        hosts[host_of(one.link)].append(one)
    rounds = max(map(len, hosts.values()), default=0)
    return [queue[turn] for turn in range(rounds) for queue in hosts.values() if turn < len(queue)]


def _take(entry_id: int) -> bool:
    """Mark an article as being read, for good: it is never asked for twice, even if we are stopped meanwhile."""
    taken = db.session.execute(
        update(Entry)
        .where(Entry.id == entry_id, Entry.page_state == "", Entry.state == EntryState.UNMATCHED)
        .values(page_state=PageState.READING, page_read_at=clock.now())
        .returning(Entry.id)
    ).one_or_none()
    db.session.commit()
    return taken is not None


def _read(one: _Due, session: Session, manners: Manners, find: Matcher) -> PageState | None:
    """Fetch, read and match one article. None: the site asks us to wait, and the article is due again later."""
    try:
        if not manners.may_read(session, one.link):
            return _store(one, PageState.FORBIDDEN)
        answer = manners.fetch(session, one.link)
        if answer.status in (429, 503):
            _pause(one, answer)
            return None
        if answer.status != 200:
            is_closed = answer.status in (401, 402, 403, 451)
            return _store(one, PageState.WALL if is_closed else PageState.FAILED)
        return _match(one, read_article(answer.body, answer.headers.get("content-type", "")), find)
    except FetchFailed as failure:
        log.info("the article of entry %s: %s", one.key, failure.problem.code)
    except ExtractionGaveUpError:
        log.info("the article of entry %s took too much work", one.key)
    except Exception:
        log.exception("the article of entry %s could not be read", one.key)
        db.session.rollback()
    return _store(one, PageState.FAILED)


def _match(one: _Due, article: Article, find: Matcher) -> PageState:
    """Look for us in the article. Its text ends here: what stays is a snippet."""
    found = judge(
        find,
        one.title,
        one.summary,
        link=one.link,
        categories=one.categories,
        only_here=one.only_here,
        page=article.text,
    )
    if not found.is_match:
        return _store(one, PageState.WALL if article.is_wall else PageState.READ)
    return _store(one, PageState.MATCHED, found, snippet(article.text, found.why))


def _store(one: _Due, state: PageState, found: Judgement | None = None, words: str = "") -> PageState:
    if found is not None:
        wait_for_stories()
    entry = db.session.scalars(
        select(Entry).where(Entry.id == one.key).with_for_update(of=Entry).execution_options(populate_existing=True)
    ).one_or_none()
    if entry is not None:
        entry.page_state = state
        if found is not None and entry.state == EntryState.UNMATCHED:
            entry.is_match, entry.why, entry.page_snippet = True, list(found.why), words
            entry.kind_guess, entry.kind_sign = found.kind, found.sign
            entry.state = EntryState.WAITING
            group_entries([entry])
    db.session.commit()
    return state


def _pause(one: _Due, answer: Fetched) -> None:
    """The site asks to be left alone: so it is, with all its feeds and pages, and the article is due afterwards."""
    now = clock.now()
    wait = max(retry_after(answer.headers.get("retry-after", ""), now) or SHORTEST_PAUSE, SHORTEST_PAUSE)
    pause_host(host_of(answer.url), now + wait)
    db.session.execute(update(Entry).where(Entry.id == one.key).values(page_state="", page_read_at=None))
    db.session.commit()
