"""Audit: who did what to what, written once and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.columns import storable, utc_now
from conversations.database import Database
from conversations.models import AuditRow


@dataclass(frozen=True)
class AuditEntry:
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    at: datetime


def note(session: Session, actor: str, action: str, subject: str, **detail: Any) -> None:
    """Write an entry that is kept only if the caller's transaction is."""
    session.add(AuditRow(actor=storable(actor), action=action, subject=subject, detail=detail, at=utc_now()))


class Audit:
    """The book of who did what."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, actor: str, action: str, subject: str, **detail: Any) -> None:
        with self._database.transaction() as session:
            note(session, actor, action, subject, **detail)

    def entries(self, *, subject: str | None = None, limit: int = 100) -> list[AuditEntry]:
        """The newest entries first, about one subject or about all."""
        found = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        if subject is not None:
            found = found.where(AuditRow.subject == subject)
        with self._database.reading() as session:
            rows = session.scalars(found)
            return [AuditEntry(row.actor, row.action, row.subject, row.detail, row.at) for row in rows]
