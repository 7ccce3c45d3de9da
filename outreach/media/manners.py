"""How a site's pages are asked for: what its robots.txt lets us, one at a time, and never in a hurry."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from outreach import clock
from outreach.fetch import Fetched, FetchFailed, FetchProblem, Session
from outreach.media.rules.robots import EVERYTHING, NOTHING, Rules, may_read, robots_after

GAP_SECONDS = 2.0  # between two questions to one host
ROBOTS_KEPT = timedelta(days=1)
ROBOTS_RETRY = timedelta(hours=1)  # when it could not be told what the site wants
MOST_HOSTS = 500
PAGE_TYPES = ("text/html", "application/xhtml+xml")


@dataclass
class Manners:
    """What one process knows of sites: their wishes for a day, and when each was asked last."""

    wait: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic
    _asked: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, tuple[Rules, datetime]] = field(default_factory=dict)

    def may_read(self, session: Session, url: str) -> bool:
        """Whether the site lets us read this page. Asks it once a day; a site in trouble is left alone."""
        return may_read(self._rules(session, url), url)

    def fetch(self, session: Session, url: str, only: tuple[str, ...] = PAGE_TYPES) -> Fetched:
        """Ask for a page, not before the site has had its rest. Raises FetchFailed."""
        host = (urlsplit(url).hostname or "").lower()
        rest = self._asked[host] + GAP_SECONDS - self.now() if host in self._asked else 0.0
        if rest > 0:
            self.wait(rest)
        try:
            return session.fetch(url, only=only)
        finally:
            if len(self._asked) >= MOST_HOSTS:
                self._asked.clear()
            self._asked[host] = self.now()

    def _rules(self, session: Session, url: str) -> Rules:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        known = self._robots.get(site)
        if known is not None and known[1] > clock.now():
            return known[0]
        rules = self._ask_rules(session, site)
        kept_until = clock.now() + (ROBOTS_RETRY if rules is None else ROBOTS_KEPT)
        if len(self._robots) >= MOST_HOSTS:
            self._robots.clear()
        self._robots[site] = (NOTHING if rules is None else rules, kept_until)
        return self._robots[site][0]

    def _ask_rules(self, session: Session, site: str) -> Rules | None:
        try:
            answer = self.fetch(session, f"{site}/robots.txt", only=())
        except FetchFailed as failure:
            # One that is too large or goes round in circles says nothing; a site that is not there is left alone.
            unsaid = (FetchProblem.TOO_LARGE, FetchProblem.TOO_MANY_REDIRECTS)
            return EVERYTHING if failure.problem in unsaid else None
        return robots_after(answer.status, answer.body)


shared_manners = Manners()
