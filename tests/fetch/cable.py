"""Name servers and cables of our own: where one wanted to go is told, and nothing leaves this machine."""

import socket
from collections.abc import Callable
from typing import Any

import pytest

from outreach.fetch import FetchFailed, FetchProblem, fetch
from outreach.fetch.connections import DeadlineSocket, connect
from tests.feedserver import FeedServer

PUBLIC = "93.184.216.34"


def resolve_to(*addresses: str) -> Callable[..., list[Any]]:
    """A name server that gives these addresses for every name."""

    def resolve(_host: str, port: int, **_options: Any) -> list[Any]:
        families = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in addresses]
        return [(family, 1, 6, "", (address, port)) for family, address in zip(families, addresses, strict=True)]

    return resolve


class Cable:
    """Leads every public address to the server on this machine, and remembers where one wanted to go."""

    def __init__(self, server: FeedServer) -> None:
        self.server = server
        self.wanted: list[str] = []

    def connect(self, _family: int, address: tuple[Any, ...], seconds: float) -> DeadlineSocket:
        self.wanted.append(address[0])
        return connect(socket.AF_INET, ("127.0.0.1", self.server.port), seconds)


def problem_of(url: str, **options: Any) -> FetchProblem:
    with pytest.raises(FetchFailed) as failure:
        fetch(url, **options)
    return failure.value.problem
