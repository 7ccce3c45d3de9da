"""The one door to the network: fetches a web address within limits, and never from inside our own network."""

from collections.abc import Mapping
from contextlib import closing

from outreach.fetch.connections import HostPorts, Network
from outreach.fetch.limits import LIMITS, Limits
from outreach.fetch.session import REAL_NETWORK, Fetched, Session
from outreach.fetch.targets import FetchFailed, FetchProblem, masked, target_of

__all__ = [
    "LIMITS",
    "FetchFailed",
    "FetchProblem",
    "Fetched",
    "HostPorts",
    "Limits",
    "Network",
    "Session",
    "fetch",
    "masked",
    "post",
    "target_of",
]


def fetch(
    url: str,
    *,
    etag: str = "",
    last_modified: str = "",
    only: tuple[str, ...] = (),
    allow: HostPorts = frozenset(),
    network: Network = REAL_NETWORK,
    limits: Limits = LIMITS,
) -> Fetched:
    """Fetch `url`, following redirects. Raises FetchFailed, and nothing else, when it can't be done.

    `only` names the media types that are wanted, if not any; `allow` the (host, port) pairs that may be private
    addresses and uncommon ports. Whoever asks many addresses keeps a Session.
    """
    with closing(Session(allow=allow, network=network, limits=limits)) as session:
        return session.fetch(url, etag=etag, last_modified=last_modified, only=only)


def post(
    url: str,
    fields: Mapping[str, str],
    *,
    login: tuple[str, str] | None = None,
    allow: HostPorts = frozenset(),
    network: Network = REAL_NETWORK,
    limits: Limits = LIMITS,
) -> Fetched:
    """Send a form to a service that the settings name. Raises FetchFailed, and nothing else.

    Redirects are not followed, and what the service says is kept whatever its status: it may tell why not.
    """
    with closing(Session(allow=allow, network=network, limits=limits)) as session:
        return session.post(url, fields, login=login)
