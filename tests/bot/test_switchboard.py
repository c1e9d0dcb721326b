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
from bot.manners import Manners
from bot.switchboard import LONGEST_MESSAGE, Switchboard
from bot.wording import Wording
from conversations.appeals import Appeals
from conversations.database import Database
from conversations.errors import UnknownConversation, WrongToken
from conversations.standing import Standings
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
    engine = Engine("http://rasa.example", session=session)  # type: ignore[arg-type]
    switchboard = Switchboard(
        transcripts,
        engine,
        Wording.load(),
        manners=Manners(Standings(database), Appeals(database), Wording.load(), parse=engine.parse),
        forget_dialogue=lambda conversation: erased.append(f"dialogue {conversation}"),
        erase_lead=lambda conversation: erased.append(f"lead {conversation}"),
        in_danger=lambda text: "knife" in text,
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


def test_while_a_lawyer_holds_the_conversation_the_bot_says_once_how_to_get_it_back_and_is_then_quiet(
    desk: Desk,
) -> None:
    opened = desk.switchboard.open()
    desk.transcripts.hold(opened.conversation_id)
    first = desk.switchboard.receive(opened.conversation_id, opened.token, text="thank you for writing")
    assert [message.kind for message in first.messages] == ["notice"]
    assert first.messages[0].buttons[0].payload == "/ask_bot"
    second = desk.switchboard.receive(opened.conversation_id, opened.token, text="when can we talk?")
    assert (second.messages, second.decision["action"]) == ([], "quiet")
    assert desk.session.sent == []
    assert ("person", "when can we talk?") in said_so_far(desk, opened.conversation_id)


@pytest.mark.parametrize(
    "words",
    [
        {"text": "sidebar"},
        {"text": "can I talk to the bot again please"},
        {"text": "Ask Sidebar", "payload": "/ask_bot"},
        {"text": "quiero hablar con el asistente"},
    ],
)
def test_the_bot_can_be_asked_back(desk: Desk, words: dict[str, str]) -> None:
    opened = desk.switchboard.open()
    desk.transcripts.hold(opened.conversation_id)
    back = desk.switchboard.receive(opened.conversation_id, opened.token, **words)
    assert "I'm back" in back.messages[0].text
    assert not desk.transcripts.held_by_lawyer(opened.conversation_id)
    assert (
        desk.switchboard.receive(opened.conversation_id, opened.token, text="my rent").decision["action"] == "answer"
    )


@pytest.mark.parametrize("text", ["he is here with a knife", "withdraw"])
def test_danger_and_a_request_taken_back_reach_the_bot_although_a_lawyer_answers(desk: Desk, text: str) -> None:
    opened = desk.switchboard.open()
    desk.transcripts.hold(opened.conversation_id)
    assert desk.switchboard.receive(opened.conversation_id, opened.token, text=text).decision["action"] == "answer"


def test_a_word_about_a_bot_does_not_interrupt_a_conversation_that_nobody_holds(desk: Desk) -> None:
    opened = desk.switchboard.open()
    assert desk.switchboard.receive(opened.conversation_id, opened.token, text="bot").decision["action"] == "answer"


def test_not_helpful_by_the_button_is_told_to_the_dialogue_once_and_its_words_are_kept(desk: Desk) -> None:
    opened = desk.switchboard.open()
    answer = desk.switchboard.receive(opened.conversation_id, opened.token, text="my rent").messages[0]
    desk.session.answers[:] = [said("what was missing?", action="clarify")]
    for _ in range(2):
        desk.switchboard.feedback(opened.conversation_id, opened.token, answer.id, helpful=False)
    sent = [body["message"] for _, body in desk.session.sent if body]
    assert sent == ["my rent", "/feedback_bad"]
    assert said_so_far(desk, opened.conversation_id)[-1] == ("bot", "what was missing?")


def test_feedback_is_kept_when_the_engine_is_down_or_a_form_runs(desk: Desk) -> None:
    opened = desk.switchboard.open()
    desk.session.answers[:] = [said("your name?", action="form", requested_slot="name")]
    asked = desk.switchboard.receive(opened.conversation_id, opened.token, text="lawyer").messages[0]
    desk.switchboard.feedback(opened.conversation_id, opened.token, asked.id, helpful=False)
    assert len(desk.session.sent) == 1
    desk.session.answers[:] = [said("an answer")]
    answer = desk.switchboard.receive(opened.conversation_id, opened.token, text="stop").messages[0]
    desk.session.answers[:] = [requests.ConnectionError("away")]
    desk.switchboard.feedback(opened.conversation_id, opened.token, answer.id, helpful=False)
    assert said_so_far(desk, opened.conversation_id)[-1] == ("bot", "an answer")
