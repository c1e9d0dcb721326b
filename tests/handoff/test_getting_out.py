"""Getting it out: signed webhooks to public addresses alone, mails with a way back, threads that are screened."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from standardwebhooks.webhooks import Webhook

from conversations.columns import utc_now
from conversations.database import Database
from conversations.errors import WrongToken
from conversations.transcripts import Transcripts
from handoff.cipher import FieldCipher
from handoff.errors import BadLink, BadWebhook, NotShown, NotYours
from handoff.leads import Leads
from handoff.outbox import Notice
from handoff.parts import Handoff
from handoff.terms import Rules
from handoff.thread import Screening, Threads
from handoff.webhooks import Webhooks
from tests.handoff.conftest import AddLawyer, draft


class Receiver(ThreadingHTTPServer):
    """A lawyer's own system: keeps what it is sent, or turns it away."""

    daemon_threads = True
    calls: list[tuple[dict[str, str], str]]
    answer = 204


class _Call(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.calls.append(({key.lower(): value for key, value in self.headers.items()}, body))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output quiet."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver(("127.0.0.1", 0), _Call) as server:
        server.calls = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def letters() -> list[Notice]:
    return []


@pytest.fixture
def handoff(database: Database, cipher: FieldCipher) -> Handoff:
    secret, site = "a secret for these tests", "https://sidebar.example"
    return Handoff(database, cipher, Rules.load(), secret=secret, site=site, local=True)


def address(receiver: Receiver) -> str:
    return f"http://127.0.0.1:{receiver.server_address[1]}/leads?from=sidebar"


def test_a_lawyers_own_system_hears_of_offer_acceptance_and_withdrawal_signed(
    handoff: Handoff, receiver: Receiver, letters: list[Notice], leads: Leads, add_lawyer: AddLawyer
) -> None:
    ann = add_lawyer()
    endpoint = handoff.webhooks.add(ann, address(receiver), form="standard")
    courier = handoff.courier(letters.append)
    lead = leads.capture(draft("c"))
    handoff.outbox.deliver(courier)
    leads.accept(lead.id, account_id=ann, no_conflict=True)
    handoff.outbox.deliver(courier)
    leads.withdraw("c")
    handoff.outbox.deliver(courier)
    events = [Webhook(endpoint.secret).verify(body, headers) for headers, body in receiver.calls]
    assert [event["type"] for event in events] == ["offer.made", "lead.accepted", "lead.withdrawn"]
    assert "Maria" not in json.dumps(events[0])
    assert events[1]["data"]["email"] == "maria@example.com"
    assert events[2]["data"] == {"id": lead.id}
    assert len({headers["idempotency-key"] for headers, _ in receiver.calls}) == 3


def test_clio_grow_gets_its_own_fields_for_an_accepted_lead_alone(
    handoff: Handoff, receiver: Receiver, letters: list[Notice], leads: Leads, add_lawyer: AddLawyer
) -> None:
    ann = add_lawyer()
    handoff.webhooks.add(ann, address(receiver), form="clio", token="inbox-1")
    leads.accept(leads.capture(draft("c")).id, account_id=ann, no_conflict=True)
    handoff.outbox.deliver(handoff.courier(letters.append))
    ((_, body),) = receiver.calls
    sent = json.loads(body)
    assert sent["inbox_lead_token"] == "inbox-1"
    fields = ("from_first", "from_last", "from_email", "from_phone", "from_message", "referring_url", "from_source")
    assert set(sent["inbox_lead"]) == set(fields)
    assert (sent["inbox_lead"]["from_first"], sent["inbox_lead"]["from_last"]) == ("Maria", "Lopez")


def test_a_receiver_that_refuses_is_tried_again_and_shown_at_last(
    handoff: Handoff, receiver: Receiver, letters: list[Notice], leads: Leads, add_lawyer: AddLawyer
) -> None:
    ann = add_lawyer()
    handoff.webhooks.add(ann, address(receiver), form="standard")
    receiver.answer = 500
    leads.capture(draft("c"))
    now = utc_now()
    for _ in range(7):
        handoff.outbox.deliver(handoff.courier(letters.append), now=now)
        now += timedelta(days=1)
    (dead,) = handoff.outbox.given_up()
    assert (dead.event, dead.attempts) == ("offer.made", 7)
    assert "answered 500" in dead.error
    receiver.answer = 200
    handoff.outbox.revive(dead.id)
    assert handoff.outbox.deliver(handoff.courier(letters.append), now=now).sent == 1


def test_what_was_taken_back_before_it_was_sent_is_not_sent(
    handoff: Handoff, receiver: Receiver, letters: list[Notice], leads: Leads, add_lawyer: AddLawyer
) -> None:
    ann = add_lawyer()
    handoff.webhooks.add(ann, address(receiver), form="standard")
    leads.accept(leads.capture(draft("c")).id, account_id=ann, no_conflict=True)
    leads.erase("c")
    handoff.outbox.deliver(handoff.courier(letters.append))
    assert [json.loads(body)["type"] for _, body in receiver.calls] == ["lead.withdrawn"]
    assert {letter.address for letter in letters} == {"ann@example.com"}


@pytest.mark.parametrize(
    ("hook", "addresses"),
    [
        ("http://example.org/", ["93.184.216.34"]),
        ("https://localhost/", ["127.0.0.1"]),
        ("https://inner.example/", ["10.0.0.8"]),
        ("https://link.example/", ["169.254.169.254"]),
        ("https://both.example/", ["93.184.216.34", "192.168.1.1"]),
        ("https://six.example/", ["::1"]),
        ("https://mapped.example/", ["::ffff:127.0.0.1"]),
        ("https://me:secret@example.org/", ["93.184.216.34"]),
        ("ftp://example.org/", ["93.184.216.34"]),
        ("https://", []),
    ],
)
def test_only_public_https_addresses_are_called(
    database: Database, cipher: FieldCipher, add_lawyer: AddLawyer, hook: str, addresses: list[str]
) -> None:
    hooks = Webhooks(database, cipher=cipher, lookup=lambda host, port: addresses)
    with pytest.raises(BadWebhook):
        hooks.add(add_lawyer(), hook, form="standard")


def test_a_public_address_is_kept_with_a_key_of_its_own(
    database: Database, cipher: FieldCipher, add_lawyer: AddLawyer
) -> None:
    hooks, ann = Webhooks(database, cipher=cipher, lookup=lambda host, port: ["93.184.216.34"]), add_lawyer()
    made = [hooks.add(ann, "https://example.org/leads", form="standard") for _ in range(2)]
    assert made[0].secret != made[1].secret
    hooks.remove(made[0].id, account_id=ann + 1)
    hooks.remove(made[1].id, account_id=ann)
    assert hooks.of(ann) == [made[0]]


def test_a_person_gets_a_mail_with_a_link_back_that_says_nothing_of_the_matter(
    handoff: Handoff, letters: list[Notice], leads: Leads, transcripts: Transcripts, add_lawyer: AddLawyer
) -> None:
    ann, conversation = add_lawyer(), transcripts.open().conversation_id
    leads.accept(leads.capture(draft(conversation)).id, account_id=ann, no_conflict=True)
    handoff.outbox.deliver(handoff.courier(letters.append))
    (letter,) = [letter for letter in letters if letter.channel == "person"]
    assert letter.address == "maria@example.com"
    assert not [word for word in ("divorce", "lawyer", "Maria", "family") if word in letter.subject + letter.body]
    signed = letter.body.split("#return=")[1].split()[0]
    way = handoff.returning.enter(signed)
    assert transcripts.access(way.conversation_id, way.token).id == conversation
    with pytest.raises(WrongToken):
        transcripts.access(conversation, "another")
    with pytest.raises(BadLink, match="too old"):
        handoff.returning.enter(signed, now=utc_now() + timedelta(days=15))
    with pytest.raises(BadLink, match="not one of ours"):
        handoff.returning.enter(signed + "x")
    transcripts.forget(conversation)
    with pytest.raises(BadLink, match="erased"):
        handoff.returning.enter(signed)


def test_no_mail_goes_to_a_person_for_whom_it_is_not_safe(
    handoff: Handoff, letters: list[Notice], leads: Leads, transcripts: Transcripts, add_lawyer: AddLawyer
) -> None:
    ann, conversation = add_lawyer(), transcripts.open().conversation_id
    leads.accept(leads.capture(draft(conversation, mail_ok=False)).id, account_id=ann, no_conflict=True)
    handoff.outbox.deliver(handoff.courier(letters.append))
    assert {letter.channel for letter in letters} == {"lawyer"}
    assert "has accepted your request" in transcripts.messages(conversation)[-1].text


@pytest.fixture
def threads(database: Database, cipher: FieldCipher) -> Threads:
    def may_show(text: str) -> Screening:
        if "screen away" in text:
            raise NotShown("the message cannot be checked now")
        return Screening("password" not in text, ("credentials",) if "password" in text else ())

    return Threads(database, cipher=cipher, may_show=may_show)


def test_a_lawyer_writes_into_the_persons_chat_and_the_bot_is_silent(
    threads: Threads, leads: Leads, transcripts: Transcripts, handoff: Handoff, add_lawyer: AddLawyer
) -> None:
    ann, bob, conversation = add_lawyer("ann"), add_lawyer("bob"), transcripts.open().conversation_id
    lead = leads.accept(leads.capture(draft(conversation)).id, account_id=ann, no_conflict=True)
    threads.write(lead.id, "When can I call you?", account_id=ann)
    said = transcripts.messages(conversation)[-1]
    assert (said.author, said.text, said.speaker) == ("lawyer", "When can I call you?", "Ann")
    assert transcripts.held_by_lawyer(conversation)
    transcripts.add_person_message(conversation, "after six")
    for _ in range(2):
        handoff.dispatch.run(now=utc_now())
    assert [notice.event for notice in handoff.outbox.waiting()].count("answered") == 1
    with pytest.raises(NotYours):
        threads.write(lead.id, "Me too", account_id=bob)
    threads.close(lead.id, account_id=ann)
    assert not transcripts.held_by_lawyer(conversation)


def test_a_message_that_must_not_be_shown_is_kept_for_its_writer_alone(
    threads: Threads, leads: Leads, transcripts: Transcripts, add_lawyer: AddLawyer
) -> None:
    ann, conversation = add_lawyer("ann"), transcripts.open().conversation_id
    lead = leads.accept(leads.capture(draft(conversation)).id, account_id=ann, no_conflict=True)
    before = transcripts.messages(conversation)
    for text in ("Send me your password", "screen away"):
        with pytest.raises(NotShown):
            threads.write(lead.id, text, account_id=ann)
    assert transcripts.messages(conversation) == before
    assert [(one.text, one.reasons) for one in threads.refused(lead.id, account_id=ann)] == [
        ("Send me your password", ("credentials",))
    ]
    leads.withdraw(conversation)
    with pytest.raises(NotYours):
        threads.write(lead.id, "hello", account_id=ann)
