"""Which connection to a mail server is safe enough."""

from enum import Enum, auto
from urllib.parse import parse_qs, urlsplit

THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})


class Tls(Enum):
    """How a connection is encrypted. There is no "if the server offers it": that is what an attacker takes away."""

    FROM_THE_START = auto()
    STARTTLS = auto()
    NONE = auto()


def tls_of(url: str) -> Tls:
    """What an address asks for: smtps:// from the start; smtp:// STARTTLS, and nothing only on this machine.

    smtp://127.0.0.1?tls=required asks for it there too.
    """
    parts = urlsplit(url)
    if parts.scheme == "smtps":
        return Tls.FROM_THE_START
    is_asked_for = parse_qs(parts.query).get("tls") == ["required"]
    return Tls.NONE if (parts.hostname or "localhost") in THIS_MACHINE and not is_asked_for else Tls.STARTTLS
