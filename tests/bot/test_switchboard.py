"""Switchboard: checked, recorded, answered, recorded; on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.engine import Engine
from bot.errors import BadMessage, EngineUnavailable
from bot.switchboard import LONGEST_MESSAGE, Switchboard
from bot.wording import Wording
from conversations.database import Database
from conversations.errors import UnknownConversation, WrongToken
from conversations.transcripts import Transcripts
from tests.bot.fakes import ScriptedAnswer, ScriptedSession, said


@dataclass
class Desk:
    switchboard: Switchboard
    session: ScriptedSession
    transcripts: Transcripts
    erased: list[str]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    database.migrate()
    session, erased = ScriptedSession([said("an answer", jurisdiction="TX")]), []
    transcripts = Transcripts(database)
    switchboard = Switchboard(
        transcripts,
        Engine("http://rasa.example", session=session),  # type: ignore[arg-type]
        Wording.load(),
        forget_dialogue=lambda conversation: erased.append(f"dialogue {conversation}"),
        erase_lead=lambda conversation: erased.append(f"lead {conversation}"),
    )
    yield Desk(switchboard, session, transcripts, erased)
    database.close()


def said_so_far(desk: Desk, conversation_id: str) -> list[tuple[str, str]]:
    return [(message.author, message.text) for message in desk.transcripts.messages(conversation_id)][1:]


def test_a_conversation_opens_with_a_welcome_in_the_persons_language(desk: Desk) -> None:
    assert desk.switchboard.open(locale="es-MX").messages[0].text.startswith("Hola")
    assert desk.switchboard.open(locale="de").messages[0].text.startswith("Hi")


def test_a_message_and_its_answer_are_recorded_with_the_decision(desk: Desk) -> None:
    opened = desk.switchboard.open()
    exchange = desk.switchboard.receive(opened.conversation_id, opened.token, text=" my rent ")
    assert said_so_far(desk, opened.conversation_id) == [("person", "my rent"), ("bot", "an answer")]
    assert exchange.decision["action"] == "answer"
    assert desk.transcripts.decisions(opened.conversation_id)[0]["jurisdiction"] == "TX"


def test_a_message_is_kept_when_the_engine_is_down_and_not_kept_twice_when_it_is_sent_again(desk: Desk) -> None:
    opened = desk.switchboard.open()
    desk.session.answers[:0] = [requests.ConnectionError("not yet")]
    with pytest.raises(EngineUnavailable):
        desk.switchboard.receive(opened.conversation_id, opened.token, text="my rent")
    assert said_so_far(desk, opened.conversation_id) == [("person", "my rent")]
    desk.switchboard.receive(opened.conversation_id, opened.token, text="my rent")
    assert said_so_far(desk, opened.conversation_id) == [("person", "my rent"), ("bot", "an answer")]


def test_an_engine_without_its_action_server_is_unavailable(desk: Desk) -> None:
    desk.session.answers[:] = [ScriptedAnswer([])]
    opened = desk.switchboard.open()
    with pytest.raises(EngineUnavailable, match="action server"):
        desk.switchboard.receive(opened.conversation_id, opened.token, text="my rent")


@pytest.mark.parametrize("text", [None, "", "   ", "x" * (LONGEST_MESSAGE + 1)])
def test_a_bad_message_is_refused_and_not_recorded(desk: Desk, text: str | None) -> None:
    opened = desk.switchboard.open()
    with pytest.raises(BadMessage):
        desk.switchboard.receive(opened.conversation_id, opened.token, text=text)
    assert said_so_far(desk, opened.conversation_id) == []


@pytest.mark.parametrize("payload", ["/restart", "affirm", '/slot{"memory": 1}', "/affirm{}{}", "/choose{{}}"])
def test_only_payloads_of_buttons_are_accepted(desk: Desk, payload: str) -> None:
    opened = desk.switchboard.open()
    with pytest.raises(BadMessage, match="button"):
        desk.switchboard.receive(opened.conversation_id, opened.token, payload=payload)


def test_a_button_is_recorded_with_its_title(desk: Desk) -> None:
    opened = desk.switchboard.open()
    desk.switchboard.receive(opened.conversation_id, opened.token, text="Yes, please", payload="/affirm")
    assert said_so_far(desk, opened.conversation_id)[0] == ("person", "Yes, please")
    sent: Any = desk.session.sent[0][1]
    assert sent["message"] == "/affirm"


def test_nothing_opens_without_the_right_token(desk: Desk) -> None:
    opened = desk.switchboard.open()
    with pytest.raises(WrongToken):
        desk.switchboard.receive(opened.conversation_id, "wrong", text="hello")
    with pytest.raises(UnknownConversation):
        desk.switchboard.messages("nobody", opened.token)


def test_forgetting_reaches_the_record_the_lead_and_the_engines_copy(desk: Desk) -> None:
    opened = desk.switchboard.open()
    desk.switchboard.forget(opened.conversation_id, opened.token)
    assert desk.erased == [f"lead {opened.conversation_id}", f"dialogue {opened.conversation_id}"]
    with pytest.raises(UnknownConversation):
        desk.switchboard.messages(opened.conversation_id, opened.token)
