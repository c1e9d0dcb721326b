"""Erasures: which conversations were erased, so that no backup brings them back. Names nobody."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from conversations.database import Database
from handoff.access_models import ErasureRow
from handoff.withdrawal import remember_erasure


def erasures(database: Database) -> dict[str, datetime]:
    """Every conversation that was erased, and when."""
    with database.reading() as session:
        return {row.conversation_id: row.at for row in session.scalars(select(ErasureRow).order_by(ErasureRow.at))}


def remember(database: Database, conversation_id: str, at: datetime) -> None:
    """Note an erasure that the database does not know of."""
    with database.transaction() as session:
        remember_erasure(session, conversation_id, at)
