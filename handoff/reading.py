"""Reading: what the bot understood of a conversation, for the lawyer to judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handoff.lead import Lead


@dataclass(frozen=True)
class Reading:
    """`reasons` are in plain words."""

    topics: tuple[str, ...]
    jurisdiction: str | None
    reasons: tuple[str, ...]


def reading(lead: Lead, decisions: Sequence[Mapping[str, Any]]) -> Reading:
    """The reading of the decision that offered a lawyer; without one, what the lead itself holds."""
    offers = [decision for decision in decisions if decision.get("action") == "handoff"]
    deciding = next(iter((*offers, *decisions)), {})
    said = [str(reason.get("text", "")) for reason in deciding.get("reasons", []) if reason.get("text")]
    return Reading(
        topics=tuple(str(entry["topic"]) for entry in deciding.get("topics", [])) or lead.topics,
        jurisdiction=deciding.get("jurisdiction"),
        reasons=tuple(said) or lead.reasons,
    )
