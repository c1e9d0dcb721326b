"""Forms for tests: the intake as a person meets it, one message after another, without Rasa."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, cast

from bot.assembly import DialogueParts
from bot.engine import EngineTurn
from bot.form_questions import Form
from bot.form_turn import FormTurn, take_form_turn
from bot.intake import ALL
from bot.lead_capture import capture
from bot.replies import Speech
from bot.settings import Settings
from bot.triage.evidence import Evidence
from bot.triage.memory import Memory
from bot.triage.policy import Policy
from bot.wording import Wording
from conversations.messages import Reply
from handoff.errors import BadLead
from handoff.lead import LeadDraft
from handoff.terms import Rules
from intents.topics import load_topics
from tests.bot.evidences import found

SPEECH = Speech(wording=Wording.load(), answers={}, topics=load_topics())
POLICY = Policy.load()
REFUSED = "all of them are vermin"


@dataclass(frozen=True)
class Stored:
    """What `Leads.capture` gives, as far as the chat looks at it."""

    held: str | None = None


@dataclass
class KeptLeads:
    """Stands for `Leads`: keeps every draft that is captured, or refuses them all."""

    drafts: list[LeadDraft] = field(default_factory=list)
    refuses: bool = False

    rules = Rules.load()

    def capture(self, draft: LeadDraft) -> Stored:
        if self.refuses:
            raise BadLead("not today")
        draft.check()
        self.drafts.append(draft)
        return Stored()


@dataclass
class Parts:
    """Stands for `DialogueParts`; understands nothing, and refuses the words of `REFUSED`."""

    leads: KeptLeads = field(default_factory=KeptLeads)
    speech: Speech = SPEECH
    policy: Policy = POLICY
    settings: Settings = field(default_factory=lambda: Settings.read({}))

    def parse(self, text: str) -> dict[str, Any]:
        refused = {"hateful": 0.99, "refused": True}
        intent = {"name": "inform", "confidence": 0.9}
        return {"text": text, "intent": intent, "moderation": refused if REFUSED in text else {}}


@dataclass
class Person:
    """Somebody who fills in the form."""

    memory: Memory = field(default_factory=lambda: Memory(question="they kept my deposit", topics=("housing",)))
    language: str = "en"
    parts: Parts = field(default_factory=Parts)
    slot: str | None = "accept"
    filled: dict[str, Any] = field(default_factory=lambda: dict.fromkeys(ALL))

    def says(self, text: str, *, intent: str = "inform", **more: Any) -> FormTurn:
        return self._take(found(text, intent=intent, language=self.language, **more))

    def presses(self, payload: str, **chosen: str) -> FormTurn:
        text = f"/{payload}{chosen or ''}"
        return self._take(found(text, intent=payload, language=self.language, chosen=chosen))

    def edits(self, name: str, value: str) -> FormTurn:
        return self.presses("inform", field=name, value=value)

    def sends(self, conversation_id: str = "c1") -> tuple[Reply, bool]:
        parts = cast(DialogueParts, self.parts)
        return capture(conversation_id, Form(self.filled, self.memory, self.language, parts))

    def _take(self, evidence: Evidence) -> FormTurn:
        assert self.slot is not None, "the form is over"
        turn = take_form_turn(self.slot, evidence, self.memory, self.filled, cast(DialogueParts, self.parts))
        self.filled = {**self.filled, **turn.values}
        self.slot, self.memory = turn.decision.requested_slot, turn.memory
        return turn


def at_the_summary(**more: Any) -> Person:
    """A person who has answered everything that is asked."""
    person = Person(**more)
    for text in ("yes", "I agree", "Ana Diaz", "ana@example.com or 617-555-0142", "Texas"):
        person.says(text)
    for text in ("They kept my deposit after I moved out.", "Acme Properties", "skip"):
        person.says(text)
    return person


def words(turn: FormTurn) -> str:
    return "\n".join(reply.text for reply in turn.replies)


@dataclass
class FormEngine:
    """Stands for the dialogue engine: a conversation that is a form from the first message to the last."""

    person: Person = field(default_factory=Person)

    def ready(self) -> bool:
        return True

    def turn(self, conversation_id: str, text: str) -> EngineTurn:
        return self._said(conversation_id, self.person.says(text))

    def press(self, conversation_id: str, payload: str) -> EngineTurn:
        intent, brace, rest = payload.removeprefix("/").partition("{")
        return self._said(conversation_id, self.person.presses(intent, **(json.loads(brace + rest) if brace else {})))

    def parse(self, text: str) -> dict[str, Any]:
        return self.person.parts.parse(text)

    def _said(self, conversation_id: str, turn: FormTurn) -> EngineTurn:
        replies = turn.replies
        if self.person.filled["review"]:
            replies = (*replies, self.person.sends(conversation_id)[0])
        decision = {"action": "form", "confidence": 1.0, "reasons": [], "topics": [], "moderation": {}}
        return EngineTurn(replies, {**decision, "requested_slot": self.person.slot, "subject": ""})
