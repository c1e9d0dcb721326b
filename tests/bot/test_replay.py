"""Replay: past turns decided again, from what was stored with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.commands.replay import past_turns, show, summary
from bot.triage.evidence import Evidence
from bot.triage.memory import Memory, decline
from bot.triage.policy import Policy
from bot.triage.replay import PastTurn, replay
from bot.triage.turn import decided
from conversations.database import Database
from conversations.messages import Reply
from conversations.transcripts import Transcripts
from tests.bot.evidences import danger, found, match, topic

STRICT, LAX = Policy.load().answering_from(0.8), Policy.load().answering_from(0.3)
HOUSING = (topic("housing"),)


def past(evidence: Evidence, memory: Memory, policy: Policy, conversation: str = "c") -> PastTurn:
    made = decided(evidence, memory, policy)
    inputs: dict[str, Any] = {"evidence": evidence.as_json(), "memory": memory.as_json()}
    body = made.as_json(evidence, [reason.code for reason in made.reasons], {"policy": policy.version}, inputs)
    return PastTurn(conversation, evidence.text, body)


def test_the_same_policy_decides_the_same() -> None:
    turns = [
        past(found(topics=HOUSING, matches=(match(probability=0.5),)), Memory(), LAX),
        past(found("get me a lawyer", intent="ask_lawyer"), decline(Memory(topics=("housing",))), LAX),
        past(found(danger=danger()), Memory(), LAX),
        past(
            found('/choose{"answer_id": "b"}', intent="choose", chosen={"answer_id": "b"}),
            Memory(choices=("b",)),
            LAX,
        ),
    ]
    assert replay(turns, LAX).changes == []


def test_a_stricter_policy_answers_less_and_says_which_turns_changed() -> None:
    sure, unsure = match("a", 0.9), match("b", 0.5)
    turns = [past(found(topics=HOUSING, matches=(one,)), Memory(), LAX, one.answer_id) for one in (sure, unsure)]
    compared = replay(turns, STRICT)
    assert (compared.before.answered, compared.after.answered) == (2, 1)
    (change,) = compared.changes
    assert (change.conversation_id, change.before, change.after) == ("b", "answer b", "clarify which_reading")
    assert (round(compared.before.wrong, 2), round(compared.after.wrong, 2)) == (0.6, 0.1)


def test_what_was_said_before_counts_as_it_did_then() -> None:
    unsure = found(topics=HOUSING, matches=(match("b", 0.5),))
    asked_twice = replay([past(unsure, Memory(clarified=2), LAX)], STRICT)
    assert asked_twice.changes[0].after == "handoff"


def test_turns_of_the_form_and_of_versions_without_inputs_are_left_as_they_were() -> None:
    form = PastTurn("c", "yes", {"action": "form", "confidence": 1.0, "subject": "captured"})
    compared = replay([form], STRICT)
    assert (compared.left_as_they_were, compared.before.turns, compared.captured) == (1, 0, {"c"})


def test_leads_are_estimated_from_what_offers_brought() -> None:
    offered = [past(found(topics=HOUSING), Memory(), LAX, name) for name in ("one", "two")]
    captured = PastTurn("one", "nobody", {"action": "form", "confidence": 1.0, "subject": "captured"})
    figures = summary(replay([*offered, captured], STRICT), STRICT)
    assert (figures["before"]["leads"], figures["after"]["leads"]) == (1.0, 1.0)
    assert "2 turns" in show(figures)


def test_decisions_are_read_from_the_record_with_the_words_that_they_were_made_on(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    database.migrate()
    transcripts = Transcripts(database)
    opened = transcripts.open()
    said = transcripts.add_person_message(opened.conversation_id, "my landlord kept my deposit")
    body = past(found(topics=HOUSING, matches=(match(probability=0.5),)), Memory(), LAX).body
    reply = [Reply(kind="answer", text="an answer")]
    transcripts.add_replies(opened.conversation_id, reply, decision=body, in_reply_to=said.id)
    now = datetime.now(UTC)
    turns = list(past_turns(database, now - timedelta(hours=1), now + timedelta(hours=1)))
    assert [turn.text for turn in turns] == ["my landlord kept my deposit"]
    assert len(replay(turns, STRICT).changes) == 1
    assert list(past_turns(database, now - timedelta(hours=2), now - timedelta(hours=1))) == []
    database.close()


def test_the_words_themselves_are_not_kept_a_second_time() -> None:
    turn = past(found("my secret story"), Memory(), LAX)
    assert "my secret story" not in str(turn.body["inputs"]["evidence"])
