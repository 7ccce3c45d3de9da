"""Connections that go only where they may, and end in time."""

import functools
import math
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection

from outreach.fetch.addresses import is_public
from outreach.fetch.limits import Limits
from outreach.fetch.targets import FetchFailed, FetchProblem, Target

HostPorts = frozenset[tuple[str, int]]


class DeadlineSocket(socket.socket):
    """A socket whose reads together end at a deadline, however slowly the bytes drip."""

    deadline = math.inf

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(_time_left(self.deadline))
        return super().recv_into(*args, **kwargs)


class DeadlineTlsSocket(ssl.SSLSocket):
    """The same over TLS."""

    deadline = math.inf

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(_time_left(self.deadline))
        return super().recv_into(*args, **kwargs)


def connect(family: int, address: tuple[Any, ...], seconds: float) -> DeadlineSocket:
    """Open a connection to a resolved address."""
    sock = DeadlineSocket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(seconds)
        sock.connect(address)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        sock.close()
        raise
    return sock


@dataclass(frozen=True)
class Network:
    """How names are looked up and connections opened: tests put their own in place."""

    resolve: Callable[..., list[Any]] = socket.getaddrinfo
    connect: Callable[[int, tuple[Any, ...], float], DeadlineSocket] = connect


@dataclass(frozen=True)
class Trip:
    """What holds for all hops of one fetch."""

    allow: HostPorts
    network: Network
    limits: Limits
    deadline: float


def _addresses(target: Target, trip: Trip) -> list[tuple[int, tuple[Any, ...]]]:
    """The addresses of a host that may be connected to. Looking up a name is cut short like all else."""
    answers: queue.SimpleQueue[list[Any] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(trip.network.resolve(target.host, target.port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        answer = answers.get(timeout=min(trip.limits.connect_seconds, trip.deadline - time.monotonic()))
    except (queue.Empty, ValueError) as error:
        raise FetchFailed(FetchProblem.TOO_SLOW) from error
    if isinstance(answer, Exception):
        raise FetchFailed(FetchProblem.NO_SUCH_HOST) from answer
    found = [(family, address) for family, _type, _protocol, _name, address in answer]
    if (target.host, target.port) not in trip.allow:
        found = [(family, address) for family, address in found if is_public(address[0])]
    if not found:
        raise FetchFailed(FetchProblem.PRIVATE_ADDRESS)
    return found


class Line(HTTPConnection):
    """A connection that goes only to an address that was checked: the name is looked up once, here."""

    target: Target
    trip: Trip

    def go_on(self, trip: Trip) -> None:
        """Use an open connection for another trip, with that trip's deadline."""
        self.trip = trip
        if isinstance(self.sock, DeadlineSocket | DeadlineTlsSocket):
            self.sock.deadline = trip.deadline

    def _new_conn(self) -> DeadlineSocket:
        problem: OSError | None = None
        for family, address in _addresses(self.target, self.trip):
            try:
                most = self.trip.limits.connect_seconds
                seconds = min(most, _time_left(self.trip.deadline) or most)
                sock = self.trip.network.connect(family, address, seconds)
            except OSError as error:
                problem = error
            else:
                sock.deadline = self.trip.deadline
                return sock
        raise problem or OSError("no address")


class PlainLine(Line):
    def __init__(self, target: Target, trip: Trip) -> None:
        super().__init__(target.host, target.port, timeout=trip.limits.connect_seconds)
        self.target, self.trip = target, trip


class TlsLine(Line, HTTPSConnection):
    def __init__(self, target: Target, trip: Trip) -> None:
        seconds = trip.limits.connect_seconds
        HTTPSConnection.__init__(self, target.host, target.port, timeout=seconds, ssl_context=_tls())
        self.target, self.trip = target, trip

    def connect(self) -> None:
        super().connect()
        self.go_on(self.trip)


@functools.cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = DeadlineTlsSocket
    return context


def _time_left(deadline: float) -> float | None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline has passed")
    return None if left == math.inf else left
