"""Past decisions: what was decided in a stretch of time, and the words that it was decided on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from conversations.database import Database
from conversations.models import DecisionRow, MessageRow

AT_ONCE = 500
"""Rows read at a time: a year's decisions do not fit into memory."""


@dataclass(frozen=True)
class DecidedTurn:
    """One decision, whole, and what the person had said; no words where a button or feedback was pressed."""

    conversation_id: str
    made_at: datetime
    text: str
    body: Mapping[str, Any]


def past_decisions(database: Database, *, since: datetime, until: datetime) -> Iterator[DecidedTurn]:
    """Every decision made in that time, oldest first."""
    with database.reading() as session:
        rows = (
            select(DecisionRow.conversation_id, DecisionRow.made_at, MessageRow.text, DecisionRow.body)
            .join(MessageRow, MessageRow.id == DecisionRow.message_id, isouter=True)
            .where(DecisionRow.made_at >= since, DecisionRow.made_at < until)
            .order_by(DecisionRow.id)
        )
        for conversation_id, made_at, text, body in session.execute(rows).yield_per(AT_ONCE):
            yield DecidedTurn(conversation_id, made_at, text or "", body)
