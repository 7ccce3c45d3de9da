"""A site that can't show who it is gets no question from us, and is never asked without encryption instead."""

import socket
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from outreach.fetch import FetchFailed, FetchProblem, Network, connections, fetch
from outreach.fetch.connections import DeadlineSocket, connect
from tests.fetch.cable import PUBLIC, resolve_to

TLS = Path(__file__).parents[1] / "samples" / "tls"


class TlsServer:
    """Shows a certificate, and counts who comes and who goes on to ask."""

    def __init__(self, certificate: str, newest: ssl.TLSVersion | None = None) -> None:
        self.came: list[int] = []
        self.asked: list[bytes] = []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(TLS / f"{certificate}.pem")
        if newest is not None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                self.context.set_ciphers("ALL:@SECLEVEL=0")
                self.context.minimum_version, self.context.maximum_version = ssl.TLSVersion.TLSv1, newest
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self.listener.accept()
                with suppress(OSError), line:
                    line.settimeout(5)
                    with self.context.wrap_socket(line, server_side=True) as safe:
                        self.asked.append(safe.recv(65_536))
                        safe.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<rss/>")

    def connect(self, _family: int, address: tuple[Any, ...], seconds: float) -> DeadlineSocket:
        self.came.append(address[1])
        return connect(socket.AF_INET, self.listener.getsockname(), seconds)

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)


@pytest.fixture
def _authority_is_trusted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Our own made-up authority stands for those that the system trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "authority.pem"))
    connections._tls.cache_clear()  # noqa: SLF001  (it is read once)
    yield
    connections._tls.cache_clear()  # noqa: SLF001


def ask(server: TlsServer) -> bytes:
    try:
        return fetch("https://paper.example/feed", network=Network(resolve_to(PUBLIC), server.connect)).body
    finally:
        server.close()


@pytest.mark.usefixtures("_authority_is_trusted")
def test_a_good_certificate() -> None:
    """The control of those below: all but one thing is the same."""
    server = TlsServer("good")

    assert ask(server) == b"<rss/>"
    assert server.asked[0].startswith(b"GET /feed HTTP/1.1\r\n")


BAD = {
    "expired": ("expired", None),
    "another host's": ("other_host", None),
    "vouched for by nobody": ("self_signed", None),
    "an old protocol": ("good", ssl.TLSVersion.TLSv1_1),
}


@pytest.mark.parametrize(("certificate", "newest"), BAD.values(), ids=BAD)
@pytest.mark.usefixtures("_authority_is_trusted")
def test_a_bad_one(certificate: str, newest: ssl.TLSVersion | None) -> None:
    server = TlsServer(certificate, newest)

    with pytest.raises(FetchFailed) as failure:
        ask(server)

    assert failure.value.problem == FetchProblem.BAD_CERTIFICATE
    assert (server.came, server.asked) == ([443], []), "one try, encrypted, and no question"
