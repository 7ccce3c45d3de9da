"""A server to fetch from."""

from collections.abc import Iterator

import pytest

from tests.feedserver import FeedServer
from tests.fetch.cable import Cable


@pytest.fixture
def feed_server() -> Iterator[FeedServer]:
    server = FeedServer()
    yield server
    server.close()


@pytest.fixture
def cable(feed_server: FeedServer) -> Cable:
    return Cable(feed_server)
