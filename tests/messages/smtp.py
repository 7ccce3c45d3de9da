"""A mail server that is not ours (aiosmtpd), on loopback, which can be made to fail in the ways that they do."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

CERTIFICATE = Path(__file__).parents[1] / "samples" / "tls" / "self_signed.pem"


@dataclass
class Postbox:
    """What has come in; and `fault`: "" | "451" | "550" | "stall"."""

    port: int
    fault: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    # the names of aiosmtpd's hooks are its own
    stalled: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.fault == "451":
            return "451 Try again later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if self.fault == "550":
            return "550 No such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.fault == "stall":
            self.stalled.set()
            while self.fault == "stall":  # noqa: ASYNC110  (the test ends it from another thread)
                await asyncio.sleep(0.01)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 Taken"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def postbox(box: Postbox | None = None, *, tls: bool = False) -> Iterator[Postbox]:
    """A server that runs as long as the context does; on the port of `box`, if there is one, to come back there."""
    box = box or Postbox(free_port())
    options: dict[str, Any] = {}
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        options = {"tls_context": context, "require_starttls": True}
    server = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    server.start()
    try:
        yield box
    finally:
        box.fault = ""
        server.stop()
