"""Replay: decide past turns again under another policy, and put both outcomes side by side.

Each turn is decided on what was known then: its stored evidence and the stored memory of the conversation before it.
What people would have said next under the other policy nobody knows, so later turns are taken as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.triage.decision import Decision
from bot.triage.evidence import Evidence
from bot.triage.memory import Memory
from bot.triage.policy import Policy
from bot.triage.turn import decided


@dataclass(frozen=True)
class PastTurn:
    """A stored decision and the words it was made on."""

    conversation_id: str
    text: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """A turn that would have gone otherwise."""

    conversation_id: str
    text: str
    before: str
    after: str
    reasons: tuple[str, ...]


@dataclass
class Side:
    """What one policy made of the turns."""

    turns: int = 0
    answered: int = 0
    handed_off: int = 0
    wrong: float = 0.0
    """Answers that are likely wrong: each counts with the probability that it is."""
    offered: set[str] = field(default_factory=set)
    """Conversations in which a lawyer was offered with a question to answer."""

    def add(self, conversation_id: str, action: str, confidence: float, *, offered: bool) -> None:
        self.turns += 1
        self.answered += action == "answer"
        self.handed_off += action == "handoff"
        self.wrong += 1 - confidence if action == "answer" else 0.0
        if offered:
            self.offered.add(conversation_id)


@dataclass
class Comparison:
    """Both sides, the turns that changed, and how many turns had nothing to decide on again."""

    before: Side = field(default_factory=Side)
    after: Side = field(default_factory=Side)
    changes: list[Change] = field(default_factory=list)
    left_as_they_were: int = 0
    captured: set[str] = field(default_factory=set)
    """Conversations that did bring a lead."""

    @property
    def lead_rate(self) -> float | None:
        """Leads for each conversation with an offer, as it was; None when none was offered."""
        return len(self.captured) / len(self.before.offered) if self.before.offered else None


def replay(turns: Iterable[PastTurn], policy: Policy) -> Comparison:
    """Decide every turn again; turns inside the form, and those of a version without inputs, stay as they were."""
    found = Comparison()
    for turn in turns:
        if turn.body.get("subject") == "captured":
            found.captured.add(turn.conversation_id)
        inputs = turn.body.get("inputs")
        if not inputs:
            found.left_as_they_were += 1
            continue
        _compare(turn, _again(turn, inputs, policy), found)
    return found


def _again(turn: PastTurn, inputs: Mapping[str, Any], policy: Policy) -> Decision:
    evidence = Evidence.from_json(inputs["evidence"], turn.text)
    return decided(evidence, Memory.from_json(inputs["memory"]), policy)


def _compare(turn: PastTurn, again: Decision, found: Comparison) -> None:
    body = turn.body
    was_offered = body["action"] == "handoff" and body.get("requested_slot") is not None
    found.before.add(turn.conversation_id, body["action"], float(body["confidence"] or 0.0), offered=was_offered)
    is_offered = again.action == "handoff" and again.requested_slot is not None
    found.after.add(turn.conversation_id, again.action, again.confidence, offered=is_offered)
    before = _outcome(body["action"], body.get("subject") or "", body.get("answer_id"))
    after = _outcome(again.action, again.subject, again.answer_id)
    if before != after:
        codes = tuple(reason.code for reason in again.reasons)
        found.changes.append(Change(turn.conversation_id, turn.text, before, after, codes))


def _outcome(action: str, subject: str, answer_id: str | None) -> str:
    return " ".join(word for word in (action, subject, answer_id) if word)
