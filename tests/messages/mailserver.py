"""A small real mail server on loopback: takes mails, or answers what it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """`answers` are given instead of the usual ones, by the command's first word: {"RCPT": "550 No such person"}."""

    answers: dict[str, str] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def converse(self, connection: socketserver.StreamRequestHandler) -> None:
        def say(text: str) -> None:
            connection.wfile.write(f"{text}\r\n".encode())

        say(self.answers.get("", "220 test"))
        for line in connection.rfile:
            command = line.decode().strip()
            word = command.split(" ")[0].split(":")[0].upper()
            self.commands.append(command)
            usual = {"DATA": "354 Go on", "QUIT": "221 Bye", "STARTTLS": "502 No TLS here"}.get(word, "250 OK")
            answer = self.answers.get(word, usual)
            say(answer)
            if word == "DATA" and answer.startswith("354"):
                say(self.answers.get(".", self._take(connection)))
            if word == "QUIT":
                return

    def _take(self, connection: socketserver.StreamRequestHandler) -> str:
        lines = []
        for line in connection.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if "." not in self.answers:
            self.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        return "250 Taken"


@contextmanager
def mail_server(**answers: str) -> Iterator[MailServer]:
    """A server that runs as long as the context does: mail_server(RCPT="550 No such person")."""
    ours = MailServer(answers)

    class Connection(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            ours.converse(self)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Connection) as server:
        ours.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield ours
        finally:
            server.shutdown()
            thread.join()
