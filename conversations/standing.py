"""Standings: how the conduct in each conversation stands, kept as the conduct rules wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, delete
from sqlalchemy.orm import Mapped, mapped_column

from conversations.columns import UtcDateTime, utc_now
from conversations.database import Base, Database


class StandingRow(Base):
    """One conversation whose conduct is not simply good. Gone with the conversation."""

    __tablename__ = "standing"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Standings:
    """The book of conduct: nothing in it is good conduct."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, conversation_id: str) -> dict[str, Any] | None:
        with self._database.reading() as session:
            row = session.get(StandingRow, conversation_id)
            return dict(row.body) if row is not None else None

    def keep(self, conversation_id: str, body: Mapping[str, Any]) -> None:
        with self._database.transaction() as session:
            session.merge(StandingRow(conversation_id=conversation_id, body=dict(body), changed_at=utc_now()))

    def clear(self, conversation_id: str) -> None:
        """Good conduct again."""
        with self._database.transaction() as session:
            session.execute(delete(StandingRow).where(StandingRow.conversation_id == conversation_id))
