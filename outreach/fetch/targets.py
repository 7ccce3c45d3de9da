"""A web address taken apart, and why one may not be fetched."""

import base64
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from outreach.refusals import N_, Refusal

PORTS = {"http": 80, "https": 443}
SECRET_PARAMETER = re.compile(
    r"((?:^|[&;])[^=&;]{0,40}(?:token|key|secret|pass|pwd|auth|sig)[^=&;]{0,40}=)[^&;]*", re.IGNORECASE
)
SAFE_IN_URL = "/%:@!$&'()*+,;=~-._?"


class FetchProblem(Refusal):
    """Why an address could not be fetched."""

    BAD_ADDRESS = N_("This is not a web address that can be fetched.")
    PRIVATE_ADDRESS = N_("The address leads into a private network.")
    FORBIDDEN_PORT = N_("Only the ordinary web ports, 80 and 443, are used.")
    NO_SUCH_HOST = N_("No site of that name was found.")
    NO_CONNECTION = N_("The site does not answer.")
    BAD_CERTIFICATE = N_("The site can't show a valid certificate.")
    TOO_SLOW = N_("The site took too long to answer.")
    TOO_LARGE = N_("The answer is larger than any feed should be.")
    OTHER_KIND = N_("The answer is a file of another kind.")
    TOO_MANY_REDIRECTS = N_("The site sends us round in circles.")
    GARBLED = N_("The answer broke off or could not be read.")


class FetchFailed(Exception):
    """The address could not be fetched; `problem` names why. Secrets in the address are masked."""

    def __init__(self, problem: FetchProblem, url: str = "") -> None:
        super().__init__(f"{problem.value} ({masked(url)})" if url else problem.value)
        self.problem = problem


@dataclass(frozen=True)
class Target:
    """An address taken apart, with the host in ASCII."""

    scheme: str
    host: str
    port: int
    path: str
    authorization: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return (self.scheme, self.host, self.port)


def target_of(url: str) -> Target:
    """Take an address apart. Raises FetchFailed(BAD_ADDRESS) unless it is plain http or https."""
    try:
        if any(sign <= " " or sign in "\\\x7f" for sign in url):
            raise ValueError("blanks, control signs and backslashes are read differently by different programs")
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        if parts.scheme not in PORTS or not host or "%" in host:
            raise ValueError("not an address of the web")
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except ValueError as error:
        raise FetchFailed(FetchProblem.BAD_ADDRESS, url) from error
    login = ""
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        login = "Basic " + base64.b64encode(pair.encode()).decode("ascii")
    path = quote(parts.path or "/", safe=SAFE_IN_URL) + (
        "?" + quote(parts.query, safe=SAFE_IN_URL) if parts.query else ""
    )
    return Target(parts.scheme, host, PORTS[parts.scheme] if port is None else port, path, login)


def masked(url: str) -> str:
    """The address as it may be shown: without the password or the secret parameters in it."""
    head, question, query = url.partition("?")
    scheme, slashes, rest = head.rpartition("//")
    host, slash, path = rest.partition("/")
    shown = scheme + slashes + ("***@" if "@" in host else "") + host.rpartition("@")[2] + slash + path
    return shown + question + SECRET_PARAMETER.sub(r"\1***", query)
