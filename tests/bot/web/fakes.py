"""Fakes: a dialogue engine with set answers that can be switched off."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.engine import EngineTurn
from bot.errors import EngineUnavailable
from conversations.messages import Button, Citation, Reply

DEPOSIT = Reply(
    "answer",
    "In Texas your landlord has 30 days to return your deposit.\n\n"
    "What you can do:\n1. Give your new address **in writing**.\n2. Wait 30 days.\n3. Write a letter.\n\n"
    "A lawyer helps when the sum is large or you are taken to court.",
    citations=(
        Citation(
            "Texas State Law Library: security deposits",
            "https://guides.sll.texas.gov/landlord-tenant-law/security-deposits",
            "2026-11-21",
            "TX",
        ),
    ),
    explanation="It answers a question about security deposits in Texas.",
    answer_id="housing-deposit-return-tx",
)
OFFER = Reply(
    "handoff",
    "This is a matter for a lawyer. I can pass it on to one, if you agree.",
    buttons=(Button("Yes, pass it on", "/affirm"), Button("No, thank you", "/deny")),
    explanation="Your message touches bankruptcy and divorce, which affect each other.",
)
DANGER = Reply(
    "emergency",
    "If you are in danger now, call 911.\n\nThe National Domestic Violence Hotline: 1-800-799-7233, day and night.",
    explanation="You wrote that someone hurt you.",
)
CLARIFY = Reply(
    "clarify",
    "Do you mean a debt that you owe, or money that someone owes you?",
    buttons=(
        Button("I owe", '/choose{"reading": 1}'),
        Button("They owe me", '/choose{"reading": 2}'),
        Button("Something else", '/choose{"reading": 0}'),
    ),
)
SCOPE = Reply("scope", "That is not a legal question, as far as I can tell. I can help with the law of daily life.")
REFUSAL = Reply("deescalate", "I can't go on with that kind of language about people.")
SCRIPT = (("vermin", REFUSAL), ("deposit", DEPOSIT), ("chapter 13", OFFER), ("hurt", DANGER), ("debt", CLARIFY))


@dataclass
class ScriptedEngine:
    """Answers with the reply of the first word of `SCRIPT` that the message holds; `on` switches it off."""

    on: bool = True
    breaks_with: Exception | None = None
    heard: list[str] = field(default_factory=list)

    def ready(self) -> bool:
        return self.on

    def turn(self, conversation_id: str, text: str, *, jurisdiction: str | None = None) -> EngineTurn:
        if self.breaks_with is not None:
            raise self.breaks_with
        if not self.on:
            raise EngineUnavailable("the dialogue engine does not answer yet")
        self.heard.append(text)
        reply = next((reply for word, reply in SCRIPT if word in text), SCOPE)
        return EngineTurn((reply,), decision_for(reply))

    press = turn

    def parse(self, text: str) -> dict[str, Any]:
        """The screen refuses what holds the word `vermin`, and hears danger in `hurt`."""
        refused = "vermin" in text
        moderation = {"hateful": 0.97 if refused else 0.02, "refused": refused, "reported": False, "labels": {}}
        return {"text": text, "moderation": moderation, "danger": {"kind": "violence"} if "hurt" in text else None}


def decision_for(reply: Reply) -> dict[str, Any]:
    topics = {"answer": ["housing"], "handoff": ["debt", "family"]}.get(reply.kind, [])
    return {
        "action": reply.kind,
        "confidence": 0.9,
        "reasons": [{"code": "test", "text": reply.explanation}] if reply.explanation else [],
        "intent": "ask",
        "topics": [{"topic": topic, "subtopic": None, "code": None, "probability": 0.8} for topic in topics],
        "jurisdiction": "TX",
        "jurisdiction_candidates": [],
        "moderation": {"hateful": 0.0, "refused": reply is REFUSAL, "reported": False},
        "danger": None,
        "matches": [],
        "requested_slot": None,
        "answer_id": reply.answer_id,
        "versions": {"model": "test", "corpus": "test", "policy": "test"},
    }
