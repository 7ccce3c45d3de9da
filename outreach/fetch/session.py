"""Requests over connections that may be kept open; each was checked when it was opened."""

import base64
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlencode, urljoin

from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import HTTPResponse

from outreach.fetch.connections import HostPorts, Line, Network, PlainLine, TlsLine, Trip
from outreach.fetch.decoding import decoded
from outreach.fetch.limits import LIMITS, Limits
from outreach.fetch.targets import PORTS, FetchFailed, FetchProblem, Target, target_of

USER_AGENT = "Outreach/1.0 (feed reader of a local association; polls politely)"
ACCEPT = "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, */*;q=0.5"
KEPT_HEADERS = ("etag", "last-modified", "content-type", "retry-after", "cache-control", "expires")
REAL_NETWORK = Network()
SPARE_LINES = 64
REPLY_BYTES = 65_536  # of what a service says to a form


@dataclass(frozen=True)
class Fetched:
    """An answer. The body is decoded, and empty unless the status is 200."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes
    permanent_redirect_to: str | None = None


@dataclass(frozen=True)
class _Question:
    """One request, as it is put on a line."""

    target: Target
    headers: Mapping[str, str]
    only: tuple[str, ...] = ()
    form: bytes | None = None


class Session:
    """Asks many addresses; a connection is used again where the site keeps it open. Safe between threads."""

    def __init__(
        self, *, allow: HostPorts = frozenset(), network: Network = REAL_NETWORK, limits: Limits = LIMITS
    ) -> None:
        self.allow, self.network, self.limits = allow, network, limits
        self._spare: dict[tuple[str, str, int], list[Line]] = {}
        self._lock = threading.Lock()

    def fetch(self, url: str, *, etag: str = "", last_modified: str = "", only: tuple[str, ...] = ()) -> Fetched:
        """Fetch `url`, following redirects. Raises FetchFailed, and nothing else, when it can't be done."""
        with self._trip(url) as trip:
            return self._follow(url, {"If-None-Match": etag, "If-Modified-Since": last_modified}, only, trip)

    def post(self, url: str, fields: Mapping[str, str], *, login: tuple[str, str] | None = None) -> Fetched:
        """Send a form; redirects are not followed. Raises FetchFailed, and nothing else."""
        with self._trip(url) as trip:
            headers = {"User-Agent": USER_AGENT, "Content-Type": "application/x-www-form-urlencoded"}
            if login:
                headers["Authorization"] = "Basic " + base64.b64encode(":".join(login).encode()).decode("ascii")
            form = urlencode(fields).encode("ascii")
            return self._ask(_Question(target_of(url), headers, form=form), url, trip)[0]

    def close(self) -> None:
        """Close the connections that are kept."""
        with self._lock:
            spare, self._spare = self._spare, {}
        for lines in spare.values():
            for line in lines:
                line.close()

    @contextmanager
    def _trip(self, url: str) -> Iterator[Trip]:
        """What holds for all hops; whatever goes wrong on the way becomes a FetchFailed."""
        try:
            yield Trip(self.allow, self.network, self.limits, time.monotonic() + self.limits.total_seconds)
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

    def _follow(self, url: str, validators: Mapping[str, str], only: tuple[str, ...], trip: Trip) -> Fetched:
        first = target_of(url)
        permanent = True
        for hop in range(self.limits.redirects + 1):
            target = target_of(url)
            headers = {"User-Agent": USER_AGENT, "Accept": ", ".join(only) or ACCEPT, "Accept-Encoding": "gzip"}
            if target.origin == first.origin:
                # Neither what identifies the reader nor what opens the door is told to another host.
                headers |= {name: value for name, value in validators.items() if value}
                headers |= {"Authorization": first.authorization} if first.authorization else {}
            answer, location = self._ask(_Question(target, headers, only), url, trip)
            if location is None:
                moved_for_good = hop > 0 and permanent and not (first.scheme == "https" and target.scheme == "http")
                moved_to = url if moved_for_good else None
                return Fetched(answer.status, url, answer.headers, answer.body, moved_to)
            permanent = permanent and answer.status in (301, 308)
            url = urljoin(url, location)
        raise FetchFailed(FetchProblem.TOO_MANY_REDIRECTS)

    def _ask(self, question: _Question, url: str, trip: Trip) -> tuple[Fetched, str | None]:
        """One request: the answer, and where it sends us instead."""
        target = question.target
        if target.port not in PORTS.values() and (target.host, target.port) not in trip.allow:
            raise FetchFailed(FetchProblem.FORBIDDEN_PORT)
        line = self._spare_line(target, trip) if question.form is None else None
        if line is not None:
            try:
                return self._put(line, question, url, trip)
            except (ConnectionError, ssl.SSLError):
                pass  # the site had hung up meanwhile, which is its right: ask on a new line
        return self._put(
            TlsLine(target, trip) if target.scheme == "https" else PlainLine(target, trip), question, url, trip
        )

    def _put(self, line: Line, question: _Question, url: str, trip: Trip) -> tuple[Fetched, str | None]:
        """Put the question on the line. The line is kept when the answer was read to its end."""
        is_done = False
        try:
            method = "GET" if question.form is None else "POST"
            line.request(
                method, question.target.path, body=question.form, headers=question.headers,
                preload_content=False, decode_content=False,
            )  # fmt: skip
            with closing(line.getresponse()) as response:
                answer = _read(response, url, question, trip.limits)
                is_done = response.closed
        finally:
            self._keep_or_close(line, is_done=is_done)
        return answer

    def _spare_line(self, target: Target, trip: Trip) -> Line | None:
        with self._lock:
            lines = self._spare.get(target.origin)
            line = lines.pop() if lines else None
        if line is not None:
            line.go_on(trip)
        return line

    def _keep_or_close(self, line: Line, *, is_done: bool) -> None:
        with self._lock:
            if is_done and line.sock is not None and sum(map(len, self._spare.values())) < SPARE_LINES:
                self._spare.setdefault(line.target.origin, []).append(line)
                return
        line.close()


def _read(response: HTTPResponse, url: str, question: _Question, limits: Limits) -> tuple[Fetched, str | None]:
    """What of an answer is kept, and where it sends us instead. Only a proper answer's body is read."""
    kept = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    if question.form is not None:
        return Fetched(response.status, url, kept, response.read(REPLY_BYTES, decode_content=False)), None
    location = response.headers.get("location") if response.status in (301, 302, 303, 307, 308) else None
    if location is not None:
        # Header bytes arrive as Latin-1; addresses that are not ASCII are meant as UTF-8.
        location = location.encode("latin-1").decode("utf-8", "replace").strip()
    body = b""
    if response.status == 200:
        kind = kept.get("content-type", "").partition(";")[0].strip().lower()
        if question.only and kind not in question.only:
            raise FetchFailed(FetchProblem.OTHER_KIND)
        body = _body(response, limits)
    elif response.length_remaining == 0:
        response.read(1, decode_content=False)  # nothing is to come, so the line is free for the next question
    return Fetched(response.status, url, kept, body), location


def _body(response: HTTPResponse, limits: Limits) -> bytes:
    wire = bytearray()
    while chunk := response.read(65_536, decode_content=False):
        wire += chunk
        if len(wire) > limits.wire_bytes:
            raise FetchFailed(FetchProblem.TOO_LARGE)
    return decoded(bytes(wire), response.headers.get("content-encoding", ""), limits.decoded_bytes)
