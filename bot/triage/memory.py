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
    offered: tuple[str, ...] = ()
    """Codes of the reasons of the last offer."""
    declined: tuple[str, ...] = ()
    """Reason codes and topics of the offer that was declined; empty when none was."""
    reasons: tuple[str, ...] = ()
    """Why a lawyer was last offered, in plain words; the lawyer sees them with the lead."""
    lead: bool = False
    """Whether details were passed on in this conversation."""
    withdrawn: bool = False
    """Whether they were taken back since."""
    warnings: int = 0
    answers: int = 0
    """Answers given so far."""
    offers: int = 0
    """Times that a lawyer was offered with a question to answer."""

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Memory:
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in (stored or {}).items() if name in known}
        for name in ("topics", "choices", "offered", "declined", "reasons"):
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
        unhelpful=_unhelpful(memory, evidence, decision),
        warnings=memory.warnings + 1 if decision.action == "deescalate" else memory.warnings,
        lead=memory.lead and decision.subject != "withdrawn",
        withdrawn=memory.withdrawn or decision.subject == "withdrawn",
        offered=_codes(decision) if decision.action == "handoff" else memory.offered,
        answers=memory.answers + (decision.action == "answer"),
        offers=memory.offers + (decision.action == "handoff" and decision.requested_slot is not None),
    )


def _codes(decision: Decision) -> tuple[str, ...]:
    return tuple(reason.code for reason in decision.reasons)


def decline(memory: Memory) -> Memory:
    """The memory after the person said no to a lawyer: respected until the topic or the danger changes."""
    declined = (*(memory.topics or ("any",)), *memory.offered)
    return replace(memory, declined=declined, action="declined", subject="")


def _unhelpful(memory: Memory, evidence: Evidence, decision: Decision) -> int:
    """ "Not helpful" in a row: an answer that nobody complained about, or a lawyer offered, ends the row."""
    if decision.action == "handoff":
        return 0
    if evidence.intent == "feedback_bad":
        return memory.unhelpful + 1
    uncontested = decision.action == "answer" and memory.action == "answer"
    return 0 if uncontested or evidence.intent in ("feedback_good", "thanks") else memory.unhelpful
