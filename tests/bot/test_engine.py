"""Engine: what is sent to Rasa and what is made of its answer."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from bot.engine import Engine, neutral, read_turn
from bot.errors import EngineUnavailable
from tests.bot.fakes import ScriptedAnswer, ScriptedSession, said


def engine(*answers: Any) -> tuple[Engine, ScriptedSession]:
    session = ScriptedSession(list(answers))
    return Engine("http://rasa.example/", session=session), session  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("my rent", "my rent"),
        ("/restart", "restart"),
        ("  //session_start", "session_start"),
        ('/ask_lawyer{"x": 1}', 'ask_lawyer{"x": 1}'),
        ("EXTERNAL: affirm", "affirm"),
        ("/ EXTERNAL: /restart", "restart"),
        ("/", "?"),
    ],
)
def test_typed_text_is_never_a_command(typed: str, sent: str) -> None:
    assert neutral(typed) == sent


def test_a_turn_sends_the_text() -> None:
    rasa, session = engine(said("hello"))
    rasa.turn("c1", "/restart my rent")
    assert session.sent[0] == (
        "http://rasa.example/webhooks/rest/webhook",
        {"sender": "c1", "message": "restart my rent"},
    )


def test_a_button_is_sent_as_it_is() -> None:
    rasa, session = engine(said("hello"))
    rasa.press("c1", "/affirm")
    assert session.sent[0][1] == {"sender": "c1", "message": "/affirm"}


def test_custom_parts_are_joined_to_the_text_before_them() -> None:
    custom = {
        "kind": "answer",
        "citations": [],
        "explanation": "why",
        "answer_id": "a",
        "decision": {"action": "answer"},
    }
    turn = read_turn(
        [
            {"text": "first", "buttons": [{"title": "Yes", "payload": "/affirm"}]},
            {"custom": {"kind": "form"}},
            {"text": "second"},
            {"text": "its next paragraph"},
            {"custom": custom},
        ]
    )
    assert [(reply.kind, reply.text) for reply in turn.replies] == [
        ("form", "first"),
        ("answer", "second\n\nits next paragraph"),
    ]
    assert turn.replies[0].buttons[0].payload == "/affirm"
    assert (turn.replies[1].explanation, turn.replies[1].answer_id) == ("why", "a")
    assert turn.decision == {"action": "answer"}


@pytest.mark.parametrize(
    "trouble",
    [
        requests.ConnectionError("refused"),
        requests.Timeout("slow"),
        ScriptedAnswer("<html>"),
        ScriptedAnswer({}, 500),
    ],
)
def test_an_engine_that_does_not_answer_is_unavailable(trouble: Any) -> None:
    rasa, _ = engine(trouble)
    with pytest.raises(EngineUnavailable, match=r"http://rasa\.example"):
        rasa.turn("c1", "hello")


def test_an_engine_is_ready_when_it_has_a_model() -> None:
    assert engine(ScriptedAnswer({"model_file": "sidebar.tar.gz"}))[0].ready()
    assert not engine(ScriptedAnswer({"model_file": None}))[0].ready()
    assert not engine(requests.ConnectionError())[0].ready()


def test_a_parse_remembers_nothing() -> None:
    rasa, session = engine(ScriptedAnswer({"text": "rent"}))
    assert rasa.parse("/rent") == {"text": "rent"}
    assert session.sent[0] == ("http://rasa.example/model/parse", {"text": "rent"})
