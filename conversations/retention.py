"""Retention: erase what is older than the policy allows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select

from conversations.audit import note
from conversations.columns import utc_now
from conversations.database import Database
from conversations.errors import UnknownConversation
from conversations.models import AuditRow, ConversationRow
from conversations.transcripts import Transcripts


@dataclass(frozen=True)
class RetentionPolicy:
    """How many days a conversation is kept after its last message, and an audit entry after it was written."""

    conversation_days: int = 365
    audit_days: int = 365 * 7

    def __post_init__(self) -> None:
        if self.conversation_days < 1 or self.audit_days < 1:
            raise ValueError("a retention policy keeps things for at least one day")


@dataclass(frozen=True)
class Purged:
    conversations: int
    audit_entries: int
    forgotten: tuple[str, ...] = ()
    """Their ids, so that copies elsewhere (Rasa's) can be erased too."""


def purge(
    database: Database, policy: RetentionPolicy, *, keep: Collection[str] = (), now: datetime | None = None
) -> Purged:
    """Erase old conversations, except those in `keep` (a lawyer still works on them), and old audit entries."""
    moment = now or utc_now()
    with database.reading() as session:
        silent_since = ConversationRow.last_at < moment - timedelta(days=policy.conversation_days)
        old = list(session.scalars(select(ConversationRow.id).where(silent_since)))
    transcripts = Transcripts(database)
    forgotten = tuple(number for number in old if number not in keep and _forget(transcripts, number))
    with database.transaction() as session:
        before = AuditRow.at < moment - timedelta(days=policy.audit_days)
        removed = cast(CursorResult[Any], session.execute(delete(AuditRow).where(before))).rowcount
        note(
            session,
            "system",
            "retention.purged",
            "conversations",
            conversations=len(forgotten),
            audit_entries=removed,
        )
    return Purged(len(forgotten), removed, forgotten)


def _forget(transcripts: Transcripts, conversation_id: str) -> bool:
    try:
        transcripts.forget(conversation_id)
    except UnknownConversation:  # its owner was faster
        return False
    return True
