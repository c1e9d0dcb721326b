"""Fakes: a switchboard with set answers and an engine that can be switched off, over a real database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.errors import BadMessage, EngineUnavailable
from conversations.transcripts import Button, Citation, Message, Reply, Transcripts

LONGEST_TEXT = 4000
GREETING = Reply("notice", "Hello. I am Sidebar, a computer program. What happened?")
DEPOSIT = Reply(
    "answer",
    "In Texas your landlord has 30 days to return your deposit.\n\n"
    "What you can do:\n1. Give your new address **in writing**.\n2. Wait 30 days.\n3. Write a letter that asks for it.\n\n"
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
    "If you are in danger now, call 911.\n\nThe National Domestic Violence Hotline is at 1-800-799-7233, day and night.",
    explanation="You wrote that someone hurt you.",
)
CLARIFY = Reply(
    "clarify",
    "Do you mean a debt that you owe, or money that someone owes you?",
    buttons=(
        Button("I owe", "/inform_owe"),
        Button("They owe me", "/inform_owed"),
        Button("Something else", "/other"),
    ),
)
SCOPE = Reply("scope", "That is not a legal question, as far as I can tell. I can help with the law of daily life.")
SCRIPT = (("deposit", DEPOSIT), ("chapter 13", OFFER), ("hurt", DANGER), ("debt", CLARIFY))


@dataclass(frozen=True)
class Opening:
    conversation_id: str
    token: str
    messages: list[Message]


@dataclass(frozen=True)
class Turn:
    messages: list[Message]
    decision: dict[str, Any]


@dataclass
class SwitchedEngine:
    on: bool = True

    def ready(self) -> bool:
        return self.on


@dataclass
class ScriptedSwitchboard:
    """Answers by the first word of `SCRIPT` that the text holds; keeps everything as the real one does."""

    transcripts: Transcripts
    engine: SwitchedEngine = field(default_factory=SwitchedEngine)
    breaks_with: Exception | None = None

    def open(self, *, locale: str | None, page_url: str | None) -> Opening:
        opened = self.transcripts.open(locale=locale, page_url=page_url)
        greeting = self.transcripts.add_replies(opened.conversation_id, [GREETING])
        return Opening(opened.conversation_id, opened.token, greeting)

    def receive(
        self, conversation_id: str, token: str, *, text: str | None = None, payload: str | None = None
    ) -> Turn:
        self.transcripts.access(conversation_id, token)
        if self.breaks_with is not None:
            raise self.breaks_with
        said = text or self._title(conversation_id, payload) or ""
        if len(said) > LONGEST_TEXT:
            raise BadMessage("messages can be up to 4,000 characters; please make it shorter")
        message = self.transcripts.add_person_message(conversation_id, said, payload=payload)
        if not self.engine.ready():
            raise EngineUnavailable("the dialogue engine does not answer yet")
        reply = next((reply for word, reply in SCRIPT if word in said), SCOPE)
        decision = decision_for(reply)
        replies = self.transcripts.add_replies(conversation_id, [reply], decision=decision, in_reply_to=message.id)
        return Turn(replies, decision)

    def _title(self, conversation_id: str, payload: str | None) -> str | None:
        """What the pressed button said, else the payload itself."""
        buttons = (button for message in self.transcripts.messages(conversation_id) for button in message.buttons)
        return {button.payload: button.title for button in buttons}.get(payload or "", payload)

    def messages(self, conversation_id: str, token: str, *, after: int = 0) -> Sequence[Message]:
        self.transcripts.access(conversation_id, token)
        return self.transcripts.messages(conversation_id, after=after)

    def feedback(
        self, conversation_id: str, token: str, message_id: int, *, helpful: bool, comment: str = ""
    ) -> None:
        self.transcripts.access(conversation_id, token)
        self.transcripts.give_feedback(conversation_id, message_id, helpful=helpful, comment=comment)

    def forget(self, conversation_id: str, token: str) -> None:
        self.transcripts.access(conversation_id, token)
        self.transcripts.forget(conversation_id)


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
        "moderation": {"hateful": 0.0, "refused": False},
        "danger": None,
        "matches": [],
        "requested_slot": None,
        "answer_id": reply.answer_id,
        "versions": {"model": "test", "corpus": "test", "policy": "test"},
    }
