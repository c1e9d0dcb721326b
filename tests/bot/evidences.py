"""Evidence for tests: what a parse would have found, said in one line."""

from __future__ import annotations

from typing import Any

from bot.triage.evidence import DangerReading, Evidence, MatchReading, TopicReading

INTENTS = (
    *("ask", "follow_up", "ask_lawyer", "emergency", "feedback_good", "feedback_bad", "greet", "thanks", "goodbye"),
    *("bot_question", "affirm", "deny", "stop", "change_mind", "inform", "vague", "out_of_scope", "abuse", "choose"),
)


def found(text: str = "my landlord kept my deposit", intent: str = "ask", **more: Any) -> Evidence:
    """Evidence with everything else at rest: in scope, nothing dangerous, nothing matched."""
    rest = {"intent": intent, "intent_confidence": 0.95, "in_scope": 0.97, "length": len(text.split())}
    return Evidence(**{"text": text, **rest, **more})


def topic(name: str, probability: float = 0.9, subtopic: str | None = None) -> TopicReading:
    return TopicReading(name, subtopic, "XX-00-00-00-00", probability)


def match(answer_id: str = "housing-deposit-us", probability: float = 0.9, **more: Any) -> MatchReading:
    fields = {"question": f"What about {answer_id}?", "topics": ("housing",), "jurisdiction": "US", **more}
    return MatchReading(answer_id, probability=probability, **fields)


def danger(kind: str = "domestic_violence", probability: float = 0.95) -> DangerReading:
    return DangerReading(kind, probability, "he hit me")
