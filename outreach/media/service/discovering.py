"""Find the feeds of a site, and follow those that somebody chose."""

import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from outreach import clock, config
from outreach.db import db
from outreach.fetch import Fetched, FetchFailed, Limits, Session, masked, target_of
from outreach.media.models import Feed, OutletTier
from outreach.media.parser import ParserGaveUpError, shared_parser
from outreach.media.rules.answers import PROBLEM_OF_DOCUMENT, FeedProblem, problem_of_status
from outreach.media.rules.count import FeedRefusal
from outreach.media.rules.dates import published_at
from outreach.media.rules.discovery import (
    DiscoveryRefusal,
    feed_kind,
    looks_like_a_feed,
    named_feeds,
    page_text,
    usual_places,
    web_address,
)
from outreach.media.rules.documents import Document, NotAFeed
from outreach.media.rules.identify import canonical_link
from outreach.media.service.subscribing import add_feed
from outreach.refusals import Refusal, Refused

# Somebody is waiting for the page: all looks together end in time for the web server's own limit.
LOOK_FOR_SECONDS = 14.0
LOOK_LIMITS = Limits(total_seconds=8.0)


@dataclass(frozen=True)
class FoundFeed:
    """A feed of a site, as it is now; `problem` says why it could not be read."""

    url: str
    title: str = ""
    kind: str = ""
    entries: int = 0
    newest_at: datetime | None = None
    problem: Refusal | None = None


@dataclass(frozen=True)
class Choice:
    """A feed that somebody wants to follow."""

    url: str
    outlet_name: str
    tier: OutletTier


@dataclass(frozen=True)
class Followed:
    """What was added, and why the others (by their masked address) were not."""

    added: int
    refused: tuple[tuple[str, Refusal], ...]


def find_feeds(typed: str) -> list[FoundFeed]:
    """The feeds of a site: the address itself, those that its page names, or those in the usual places.

    Raises Refused with the reason when the site can't be asked. What a person names is asked whatever robots.txt
    says, but only there where any feed may be, and within the same limits.
    """
    allow = config.current().feed_allow
    db.session.commit()  # nothing is held while the network is asked
    with closing(Session(allow=allow, limits=LOOK_LIMITS)) as session:
        return _Looking(session, time.monotonic() + LOOK_FOR_SECONDS).find(web_address(typed))


def refuse_site(url: str) -> None:
    """Raise Refused, naming the feeds of the site that was given in place of a feed's address.

    An address that calls itself a feed is believed, and a site that does not answer now may do so later.
    """
    if looks_like_a_feed(url):
        return
    try:
        found = find_feeds(url)
    except Refused:
        return
    if found and not any(one.url == url for one in found):
        raise Refused(DiscoveryRefusal.A_SITE, feeds=" ".join(masked(one.url) for one in found))


def why_not_follow(urls: Sequence[str]) -> list[Refusal | None]:
    """For each of these addresses why it can't be followed; None when it can."""
    followed = {canonical_link(url) for url in db.session.scalars(select(Feed.url))}
    seen: set[str] = set()
    answer: list[Refusal | None] = []
    for url in urls:
        name = canonical_link(url)
        answer.append(_why_not(url, name, followed, seen))
        seen.add(name)
    return answer


def follow_feeds(choices: Iterable[Choice]) -> Followed:
    """Follow each of these. One that is refused does not stop the others."""
    added = 0
    refused: list[tuple[str, Refusal]] = []
    for choice in choices:
        try:
            add_feed(choice.url, choice.outlet_name, choice.tier)
        except Refused as reason:
            db.session.rollback()
            refused.append((masked(choice.url), reason.reason))
        else:
            added += 1
    return Followed(added, tuple(refused))


def _why_not(url: str, name: str, followed: set[str], seen: set[str]) -> Refusal | None:
    try:
        target_of(url)
    except FetchFailed:
        return FeedRefusal.NOT_AN_ADDRESS
    if name in followed:
        return FeedRefusal.ALREADY_THERE
    return DiscoveryRefusal.TWICE if name in seen else None


@dataclass(frozen=True)
class _Looking:
    """One look at a site."""

    session: Session
    until: float

    def find(self, url: str) -> list[FoundFeed]:
        answer, document = self._ask(url)
        if document.problem is None:
            return [_found(url, answer, document)]
        if document.problem is not NotAFeed.HTML:
            raise Refused(PROBLEM_OF_DOCUMENT[document.problem])
        named = named_feeds(page_text(answer.body, answer.headers.get("content-type", "")), answer.url)
        found = [one for address, title in named if (one := self._look(address, title)) is not None]
        if not any(one.problem is None for one in found):
            found += [one for address in usual_places(answer.url) if (one := self._look(address)) and not one.problem]
        return list({canonical_link(one.url): one for one in reversed(found)}.values())[::-1]

    def _look(self, url: str, title: str = "") -> FoundFeed | None:
        """What is at an address; None where it is a page, so no feed at all."""
        unread = FoundFeed(url, title)
        if time.monotonic() > self.until:
            return replace(unread, problem=DiscoveryRefusal.NO_TIME)
        try:
            answer, document = self._ask(url)
        except Refused as refused:
            return replace(unread, problem=refused.reason)
        return _found(url, answer, document, title) if document.problem is None else None

    def _ask(self, url: str) -> tuple[Fetched, Document]:
        try:
            answer = self.session.fetch(url)
            problem = problem_of_status(answer.status)
            if problem is not None:
                raise Refused(problem)
            return answer, shared_parser.parse(answer.body, answer.headers.get("content-type", ""), answer.url)
        except FetchFailed as failure:
            raise Refused(failure.problem) from failure
        except ParserGaveUpError as error:
            raise Refused(FeedProblem.TOO_COSTLY) from error


def _found(url: str, answer: Fetched, document: Document, title: str = "") -> FoundFeed:
    now = clock.now()
    dated = (
        published_at(item.raw_date, now, datetime.fromisoformat(item.guessed_at) if item.guessed_at else None)
        for item in document.items
        if item.raw_date
    )
    kind, entries = feed_kind(answer.body), len(document.items)
    return FoundFeed(url, document.title or title, kind, entries, max(dated, default=None))
