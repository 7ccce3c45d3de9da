"""A server that stands somewhere else than in Stockholm."""

import time
from collections.abc import Iterator

import pytest

ZONES = ["UTC", "America/New_York", "Asia/Kathmandu"]


@pytest.fixture(params=ZONES)
def server_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The zone that the server's own clock shows."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()
