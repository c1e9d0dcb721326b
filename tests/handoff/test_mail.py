"""Mail: a notice leaves as a letter, and no password leaves in the clear."""

from __future__ import annotations

import logging
import smtplib
import ssl

import pytest

from handoff.errors import BadMailServer
from handoff.mail import over_smtp, to_log
from handoff.outbox import Notice
from tests.handoff.mailbox import mailbox

NOTICE = Notice(1, "lead-7-offered-3", "ann@example.com", "A new lead in MA: family", "Sign in.\n¿Sí?", 1, "")
SENDER = "Sidebar <no-reply@example.org>"


def test_a_notice_arrives_as_a_letter_that_can_be_recognised_when_it_comes_twice() -> None:
    with mailbox() as server:
        over_smtp(server.url, sender=SENDER)(NOTICE)
    (letter,) = server.letters
    assert (letter["To"], letter["From"], letter["Subject"]) == (NOTICE.address, SENDER, NOTICE.subject)
    assert letter["Message-ID"] == "<lead-7-offered-3@example.org>"
    assert letter.get_payload(decode=True).decode().splitlines() == ["Sign in.", "¿Sí?"]


def test_a_recipient_who_is_refused_is_an_error() -> None:
    with mailbox(refuse=True) as server, pytest.raises(smtplib.SMTPRecipientsRefused):
        over_smtp(server.url, sender=SENDER)(NOTICE)
    assert server.letters == []


def test_a_password_is_not_sent_to_a_server_without_tls() -> None:
    with mailbox() as server:
        send = over_smtp(server.url.replace("//", "//user:secret@"), sender=SENDER)
        with pytest.raises(BadMailServer, match="offers no TLS"):
            send(NOTICE)
    assert not [command for command in server.commands if command.startswith("AUTH")]


def test_smtps_speaks_tls_or_not_at_all() -> None:
    with mailbox() as server, pytest.raises(ssl.SSLError):
        over_smtp(server.url.replace("smtp:", "smtps:"), sender=SENDER)(NOTICE)
    assert server.letters == []


@pytest.mark.parametrize("url", ["", "mail.example.com", "http://mail.example.com", "smtp://"])
def test_an_address_that_is_no_mail_server_is_refused_at_once(url: str) -> None:
    with pytest.raises(BadMailServer, match="smtp://user:password@"):
        over_smtp(url, sender=SENDER)


def test_without_a_mail_server_the_log_says_what_would_have_been_sent(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        to_log(NOTICE)
    assert "mail to ann@example.com: A new lead in MA: family (no mail server is set)" in caplog.text
