"""The one door to the network: fetches a web address within limits, and never from inside our own network."""

import ssl
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urljoin

from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import HTTPResponse

from outreach.fetch.connections import HostPorts, Network, PlainConnection, TlsConnection, Trip
from outreach.fetch.decoding import decoded
from outreach.fetch.targets import PORTS, FetchFailed, FetchProblem, Target, masked, target_of

__all__ = ["FetchFailed", "FetchProblem", "Fetched", "HostPorts", "Network", "fetch", "masked", "target_of"]

USER_AGENT = "Outreach/1.0 (feed reader of a local association; polls politely)"
ACCEPT = "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, */*;q=0.5"
KEPT_HEADERS = ("etag", "last-modified", "content-type", "retry-after", "cache-control", "expires")
TOTAL_SECONDS = 20.0
WIRE_BYTES = 2_000_000
REDIRECTS = 5
REAL_NETWORK = Network()


@dataclass(frozen=True)
class Fetched:
    """An answer. The body is decoded, and empty unless the status is 200."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes
    permanent_redirect_to: str | None = None


def fetch(
    url: str,
    *,
    etag: str = "",
    last_modified: str = "",
    allow: HostPorts = frozenset(),
    network: Network = REAL_NETWORK,
) -> Fetched:
    """Fetch `url`, following redirects. Raises FetchFailed, and nothing else, when it can't be done.

    `allow` names the (host, port) pairs that may be private addresses and uncommon ports.
    """
    trip = Trip(allow, network, time.monotonic() + TOTAL_SECONDS)
    try:
        return _follow(url, {"If-None-Match": etag, "If-Modified-Since": last_modified}, trip)
    except FetchFailed as failure:
        raise FetchFailed(failure.problem, url) from failure
    except (TimeoutError, ReadTimeoutError) as error:
        raise FetchFailed(FetchProblem.TOO_SLOW, url) from error
    except ssl.SSLError as error:
        raise FetchFailed(FetchProblem.BAD_CERTIFICATE, url) from error
    except OSError as error:
        raise FetchFailed(FetchProblem.NO_CONNECTION, url) from error
    except (HTTPException, HTTPError, ValueError) as error:
        raise FetchFailed(FetchProblem.GARBLED, url) from error


def _follow(url: str, validators: Mapping[str, str], trip: Trip) -> Fetched:
    first = target_of(url)
    permanent = True
    for hop in range(REDIRECTS + 1):
        target = target_of(url)
        headers = {"User-Agent": USER_AGENT, "Accept": ACCEPT, "Accept-Encoding": "gzip"}
        if target.origin == first.origin:
            # Neither what identifies the reader nor what opens the door is told to another host.
            headers |= {name: value for name, value in validators.items() if value}
            headers |= {"Authorization": first.authorization} if first.authorization else {}
        answer, location = _ask(target, url, headers, trip)
        if location is None:
            moved_for_good = hop > 0 and permanent and not (first.scheme == "https" and target.scheme == "http")
            return Fetched(answer.status, url, answer.headers, answer.body, url if moved_for_good else None)
        permanent = permanent and answer.status in (301, 308)
        url = urljoin(url, location)
    raise FetchFailed(FetchProblem.TOO_MANY_REDIRECTS)


def _ask(target: Target, url: str, headers: Mapping[str, str], trip: Trip) -> tuple[Fetched, str | None]:
    """One request: the answer, and where it sends us instead."""
    if target.port not in PORTS.values() and (target.host, target.port) not in trip.allow:
        raise FetchFailed(FetchProblem.FORBIDDEN_PORT)
    with closing(TlsConnection(target, trip) if target.scheme == "https" else PlainConnection(target, trip)) as line:
        line.request("GET", target.path, headers=headers, preload_content=False, decode_content=False)
        with closing(line.getresponse()) as response:
            return _read(response, url)


def _read(response: HTTPResponse, url: str) -> tuple[Fetched, str | None]:
    """What of an answer is kept, and where it sends us instead. Only a proper answer's body is read."""
    kept = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    location = response.headers.get("location") if response.status in (301, 302, 303, 307, 308) else None
    if location is not None:
        # Header bytes arrive as Latin-1; addresses that are not ASCII are meant as UTF-8.
        location = location.encode("latin-1").decode("utf-8", "replace").strip()
    body = _body(response) if response.status == 200 else b""
    return Fetched(response.status, url, kept, body), location


def _body(response: HTTPResponse) -> bytes:
    wire = bytearray()
    while chunk := response.read(65_536, decode_content=False):
        wire += chunk
        if len(wire) > WIRE_BYTES:
            raise FetchFailed(FetchProblem.TOO_LARGE)
    return decoded(bytes(wire), response.headers.get("content-encoding", ""))
