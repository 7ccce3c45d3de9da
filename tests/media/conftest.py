"""A newspaper's server, an app that may ask it, the words to look for, and a feed in a line."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest
from flask import Flask

from outreach.db import db
from outreach.media.models import Feed, MatchWord, Outlet, OutletTier, TermKind
from outreach.media.parser import shared_parser
from tests.conftest import MakeApp
from tests.feedserver import FeedServer

SAMPLES = Path(__file__).parents[1] / "samples" / "feeds"
WORDS = (
    (TermKind.PARTY, "Vänsterpartiet", True),
    (TermKind.PARTY, "V", False),
    (TermKind.PLACE, "Solna", True),
    (TermKind.PLACE, "Hagalund", False),
)


@pytest.fixture(scope="session", autouse=True)
def _parser_is_stopped() -> Iterator[None]:
    yield
    shared_parser.close()


@pytest.fixture
def feed_server() -> Iterator[FeedServer]:
    server = FeedServer()
    yield server
    server.close()


@pytest.fixture
def desk(make_app: MakeApp, feed_server: FeedServer) -> Iterator[Flask]:
    """An app that may ask the server on this machine, with words to look for; its context is pushed."""
    app = make_app(feed_allow=feed_server.allow)
    with ExitStack() as stack:
        stack.enter_context(app.app_context())
        db.session.add_all(MatchWord(kind=kind, word=word, is_prefix=is_prefix) for kind, word, is_prefix in WORDS)
        db.session.commit()
        yield app


class MakeFeed(Protocol):
    def __call__(self, url: str, outlet: str = ..., *, only_here: bool = ...) -> Feed: ...


@pytest.fixture
def make_feed() -> MakeFeed:
    """Registers a feed of a local outlet: make_feed("https://…")."""

    def make(url: str, outlet: str = "Solnabladet", *, only_here: bool = False) -> Feed:
        found = db.session.query(Outlet).filter_by(name=outlet).one_or_none()
        feed = Feed(url=url, outlet=found or Outlet(name=outlet, tier=OutletTier.LOCAL, only_here=only_here))
        db.session.add(feed)
        db.session.commit()
        return feed

    return make


def rss(*items: str, title: str = "Solnabladet") -> bytes:
    """A feed of these items: rss("<title>Ett</title>", …)."""
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>{title}</title>{body}</channel></rss>'.encode()
