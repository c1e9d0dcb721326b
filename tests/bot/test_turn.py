"""Turn: a message understood with what was said before it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.triage.decision import Decision, Reason
from bot.triage.memory import Memory, decline, remember
from bot.triage.policy import Policy
from bot.triage.turn import take_turn
from tests.bot.evidences import found, match, topic

POLICY = Policy.load()


STATES = {"Texas": "TX", "California": "CA", "Massachusetts": "MA"}


class Parser:
    """Stands for the engine: keeps what it was asked, and finds a deposit question and a state in it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, text: str) -> dict[str, Any]:
        self.asked.append(text)
        place = next((code for name, code in STATES.items() if name in text), None)
        return {
            "text": text,
            "intent": {"name": "ask", "confidence": 0.9},
            "scope": {"in_scope": 0.95},
            "topics": [vars(topic("housing"))],
            "place": {"jurisdiction": place, "candidates": [], "mention": None},
            "matches": [vars(match(f"deposit-{place}", 0.9, jurisdiction=place or "US"))],
        }


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("what about in Texas?", "follow_up"),
        ("texas", "inform"),
        ("sorry i meant texas", "change_mind"),
        ("no i live in texas", "deny"),
        ("i'm in texas", "ask"),
    ],
)
def test_another_state_asks_the_earlier_question_there(text: str, intent: str) -> None:
    parser = Parser()
    memory = Memory(
        question="im in cali, landlord kept my deposit", mention="cali", jurisdiction="CA", action="answer"
    )
    turn = take_turn(found(text, intent=intent, jurisdiction="TX"), memory, POLICY, parser)
    assert parser.asked == ["im in Texas, landlord kept my deposit"]
    assert (turn.decision.answer_id, turn.evidence.jurisdiction, turn.memory.jurisdiction) == (
        "deposit-TX",
        "TX",
        "TX",
    )


def test_a_state_answers_the_question_which_state() -> None:
    parser = Parser()
    memory = Memory(question="my landlord kept my deposit?", action="clarify", subject="which_state", clarified=1)
    turn = take_turn(found("texas", intent="inform", jurisdiction="TX"), memory, POLICY, parser)
    assert parser.asked == ["my landlord kept my deposit in Texas"]
    assert turn.decision.action == "answer"


def test_a_question_without_a_place_is_looked_up_for_the_place_said_before() -> None:
    parser = Parser()
    memory = Memory(question="hello", jurisdiction="MA", action="answer")
    turn = take_turn(found("how long to get my deposit", matches=(match("deposit-CA", 0.9),)), memory, POLICY, parser)
    assert turn.decision.answer_id == "deposit-MA"


@pytest.mark.parametrize(("text", "chosen"), [("the first one", "a"), ("yes", "a"), ("2", "b"), ("la segunda", "b")])
def test_a_reading_may_be_chosen_in_words(text: str, chosen: str) -> None:
    memory = Memory(question="rent", action="clarify", subject="which_reading", choices=("a", "b"), clarified=1)
    turn = take_turn(found(text, intent="affirm"), memory, POLICY, Parser())
    assert (turn.decision.action, turn.decision.answer_id) == ("answer", chosen)


@pytest.mark.parametrize("text", ["ok i changed my mind, get me the lawyer", "can't do this, i want a lawyer please"])
def test_a_wish_for_a_lawyer_is_heard_in_a_longer_sentence(text: str) -> None:
    turn = take_turn(found(text, intent="change_mind", matches=(match(),)), Memory(), POLICY, Parser())
    assert (turn.decision.action, turn.decision.reasons[0].code) == ("handoff", "asked")


def test_a_question_about_needing_a_lawyer_is_a_question() -> None:
    turn = take_turn(found("do i need a lawyer for small claims", matches=(match(),)), Memory(), POLICY, Parser())
    assert turn.decision.action == "answer"


def test_an_apology_after_abuse_is_accepted() -> None:
    turn = take_turn(found("i'm sorry", intent="ask"), Memory(action="deescalate", warnings=1), POLICY, Parser())
    assert turn.decision.subject == "apology"


def test_what_follows_a_vague_cry_is_read_together_with_it() -> None:
    parser = Parser()
    memory = Memory(question="trouble with my apartment", action="clarify", subject="what_happened", clarified=1)
    turn = take_turn(found("he kept the deposit", in_scope=0.4), memory, POLICY, parser)
    assert parser.asked == ["trouble with my apartment he kept the deposit"]
    assert turn.decision.action == "answer"


def test_a_new_question_that_stands_alone_is_read_alone() -> None:
    parser = Parser()
    memory = Memory(question="trouble with my apartment", action="answer")
    take_turn(found("how do i vote", matches=(match("vote", 0.9),)), memory, POLICY, parser)
    assert parser.asked == []


@pytest.mark.parametrize("text", ["withdraw", "please withdraw my request", "retirar", "take back my consent"])
def test_a_passed_on_request_can_be_taken_back(text: str) -> None:
    turn = take_turn(found(text, intent="out_of_scope", not_legal=0.9), Memory(lead=True), POLICY, Parser())
    assert turn.decision.subject == "withdrawn"


@pytest.mark.parametrize("text", ["lawyer", "a lawyer please", "ABOGADO", "attorney!"])
def test_the_word_lawyer_is_enough(text: str) -> None:
    turn = take_turn(found(text, intent="out_of_scope", not_legal=0.9), Memory(), POLICY, Parser())
    assert (turn.decision.action, turn.decision.requested_slot) == ("handoff", "accept")


@pytest.mark.parametrize(
    "text",
    [
        "i have a problem with my landlord",
        "need help with my ex",
        "a legal question",
        "trouble at work",
        "Hi, I have a question",
    ],
)
def test_trouble_that_is_only_named_is_asked_about(text: str) -> None:
    found_something = found(text, topics=(topic("housing"),), matches=(match(probability=0.9),))
    turn = take_turn(found_something, Memory(), POLICY, Parser())
    assert (turn.decision.action, turn.decision.reasons[0].code) == ("clarify", "vague")


@pytest.mark.parametrize(
    "text", ["i have a problem with my landlord keeping the deposit", "what is a legal question"]
)
def test_trouble_that_is_told_is_read(text: str) -> None:
    found_something = found(text, topics=(topic("housing"),), matches=(match(probability=0.9),))
    assert take_turn(found_something, Memory(), POLICY, Parser()).decision.action == "answer"


def test_a_declined_offer_is_respected_until_something_changes() -> None:
    housing, family = topic("housing"), topic("family")
    memory = decline(Memory(topics=("housing",)))
    same = take_turn(found(topics=(housing,)), memory, POLICY, Parser())
    assert (same.decision.action, same.decision.requested_slot) == ("handoff", None)
    other = take_turn(found(topics=(family,)), memory, POLICY, Parser())
    assert other.decision.requested_slot == "accept"
    asked = take_turn(found("lawyer"), memory, POLICY, Parser())
    assert asked.decision.requested_slot == "accept"


def test_no_second_form_is_begun_once_a_lead_is_passed_on() -> None:
    turn = take_turn(found("get me a lawyer", intent="ask_lawyer"), Memory(lead=True), POLICY, Parser())
    assert (turn.decision.action, turn.decision.requested_slot) == ("handoff", None)


def test_memory_survives_json_and_counts_questions_in_a_row() -> None:
    asked = Decision("clarify", 0.5, (Reason("vague"),), subject="what_happened")
    memory = remember(remember(Memory(), found(), asked), found(topics=(topic("housing"),)), asked)
    assert memory.clarified == 2
    assert Memory.from_json(memory.as_json()) == memory
    answered = remember(memory, found(), Decision("answer", 0.9, (Reason("fits"),), answer_id="a"))
    assert answered.clarified == 0
