"""Milestones: how far a conversation came on its way from a question to a lawyer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from conversations.columns import utc_now
from conversations.models import ConversationRow

# In the order of the funnel; each has a column `<step>_at` in the table of conversations.
STEPS = ("answered", "offered", "form_started", "consented", "captured", "accepted")

ANSWERING = frozenset({"answer", "emergency"})
OFFER = "accept"  # the slot that asks whether the person wants a lawyer


def reach(session: Session, conversation_id: str, step: str) -> None:
    """Note that the conversation came to `step`, unless it was there before or has been erased."""
    if step not in STEPS:
        raise ValueError(f"{step!r} is no step of the funnel; there are {', '.join(STEPS)}")
    row = session.get(ConversationRow, conversation_id)
    if row is not None and getattr(row, f"{step}_at") is None:
        setattr(row, f"{step}_at", utc_now())


def steps_of(decision: Mapping[str, Any]) -> tuple[str, ...]:
    """The steps that one decision of the bot shows to be reached."""
    action, slot = decision.get("action"), decision.get("requested_slot")
    found = {
        "answered": action in ANSWERING,
        "offered": action == "handoff" or slot is not None,
        "form_started": slot is not None and slot != OFFER,
    }
    return tuple(step for step, reached in found.items() if reached)


def topic_of(decision: Mapping[str, Any]) -> str | None:
    """The likeliest topic of a decision, if it has one."""
    topics = decision.get("topics") or ()
    return str(topics[0]["topic"]) if topics else None


def reached(row: ConversationRow) -> list[str]:
    """Every step that a conversation came to."""
    return [step for step in STEPS if getattr(row, f"{step}_at") is not None]
