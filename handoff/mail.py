"""Mail: notices as e-mail over SMTP, or into the log where no mail server is set."""

from __future__ import annotations

import logging
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from handoff.errors import BadMailServer
from handoff.outbox import Notice, Send

SECONDS = 20
log = logging.getLogger(__name__)


def to_log(notice: Notice) -> None:
    """The stand-in for a mail server: say in the log what would have been sent, and to whom."""
    log.info("mail to %s: %s (no mail server is set)", notice.address, notice.subject)


def over_smtp(url: str, *, sender: str) -> Send:
    """Return a function that sends by `smtp://[user:password@]host[:port]`, or `smtps://` for TLS from the start.

    With `smtp://`, TLS begins as soon as the server offers it; a password is never sent without TLS.
    """
    server = urlsplit(url)
    if server.scheme not in ("smtp", "smtps") or not server.hostname:
        raise BadMailServer("SMTP_URL must look like smtp://user:password@mail.example.com:587 or smtps://…")
    host, port = server.hostname, server.port or (465 if server.scheme == "smtps" else 587)
    user, password = unquote(server.username or ""), unquote(server.password or "")

    def send(notice: Notice) -> None:
        with _connection(server.scheme, host, port) as connection:
            if user:
                _require_tls(connection)
                connection.login(user, password)
            connection.send_message(_message(notice, sender))

    return send


def _connection(scheme: str, host: str, port: int) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=ssl.create_default_context())
    connection = smtplib.SMTP(host, port, timeout=SECONDS)
    connection.ehlo()
    if connection.has_extn("starttls"):
        connection.starttls(context=ssl.create_default_context())
        connection.ehlo()
    return connection


def _require_tls(connection: smtplib.SMTP) -> None:
    if not isinstance(connection.sock, ssl.SSLSocket):
        raise BadMailServer("the mail server offers no TLS; a password is not sent in the clear")


def _message(notice: Notice, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, notice.address, notice.subject
    message["Message-ID"] = f"<{notice.key}@{sender.rpartition('@')[2].strip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(notice.body)
    return message
