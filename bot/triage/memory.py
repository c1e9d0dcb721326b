"""Memory: what the dialogue carries from one turn to the next, and how a decision changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from bot.triage.decision import Decision
from bot.triage.evidence import Evidence


@dataclass(frozen=True)
class Memory:
    """A conversation so far, as small as decide() needs it; kept by Rasa in one slot as JSON."""

    question: str = ""
    """The last question put in the person's own words; a follow-up or a chosen reading refers to it."""
    mention: str = ""
    """The words in that question that named its place."""
    topics: tuple[str, ...] = ()
    jurisdiction: str | None = None
    action: str = ""
    subject: str = ""
    answer_id: str | None = None
    choices: tuple[str, ...] = ()
    clarified: int = 0
    """Clarifying questions in a row, this turn's included."""
    unhelpful: int = 0
    """"Not helpful" in a row."""
    declined: tuple[str, ...] = ()
    """Reason codes and topics of the offer that was declined; empty when none was."""
    reasons: tuple[str, ...] = ()
    """Why a lawyer was last offered, in plain words; the lawyer sees them with the lead."""
    lead: bool = False
    """Whether details were passed on in this conversation."""
    warnings: int = 0

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Memory:
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in (stored or {}).items() if name in known}
        for name in ("topics", "choices", "declined", "reasons"):
            values[name] = tuple(values.get(name) or ())
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


QUESTION_INTENTS = frozenset({"ask", "follow_up", "emergency", "ask_lawyer", "inform", "vague"})


def remember(memory: Memory, evidence: Evidence, decision: Decision) -> Memory:
    """The memory after `decision` was said."""
    asked = decision.action in ("answer", "clarify", "handoff", "emergency") and evidence.chosen is None
    topics = tuple(topic.topic for topic in evidence.topics_above(0.4))
    return replace(
        memory,
        question=evidence.text if asked and evidence.intent in QUESTION_INTENTS else memory.question,
        mention=evidence.mention if asked and evidence.intent in QUESTION_INTENTS else memory.mention,
        topics=topics or memory.topics,
        jurisdiction=evidence.jurisdiction or memory.jurisdiction,
        action=decision.action,
        subject=decision.subject,
        answer_id=decision.answer_id or (memory.answer_id if decision.action == "smalltalk" else None),
        choices=decision.choices,
        clarified=memory.clarified + 1 if decision.action == "clarify" else 0,
        unhelpful=_unhelpful(memory, evidence),
        warnings=memory.warnings + 1 if decision.action == "deescalate" else memory.warnings,
    )


def decline(memory: Memory) -> Memory:
    """The memory after the person said no to a lawyer: respected until the topic or the danger changes."""
    return replace(memory, declined=memory.topics or ("any",), action="declined", subject="")


def _unhelpful(memory: Memory, evidence: Evidence) -> int:
    if evidence.intent == "feedback_bad":
        return memory.unhelpful + 1
    return 0 if evidence.intent == "feedback_good" else memory.unhelpful
