"""Mailbox: a real, small SMTP server that keeps what it is given."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message


class Mailbox(socketserver.ThreadingTCPServer):
    """Speaks just enough SMTP (RFC 5321) for one letter at a time; `refuse` makes it turn recipients away."""

    daemon_threads = True

    def __init__(self, *, refuse: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.refuse = refuse
        self.letters: list[Message] = []
        self.commands: list[str] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def mailbox(*, refuse: bool = False) -> Iterator[Mailbox]:
    with Mailbox(refuse=refuse) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class _Conversation(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self._say("220 mailbox ready")
        while line := self.rfile.readline():
            command = line.decode().strip()
            self.server.commands.append(command)
            self._answer(command.split(" ")[0].upper())
            if command.upper() == "QUIT":
                return

    def _answer(self, verb: str) -> None:
        if verb == "DATA":
            self._say("354 go ahead")
            letter = b"".join(iter(self.rfile.readline, b".\r\n"))
            self.server.letters.append(message_from_bytes(letter))
        if verb == "RCPT" and self.server.refuse:
            self._say("550 no such mailbox")
        else:
            self._say("221 bye" if verb == "QUIT" else "250 fine")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
