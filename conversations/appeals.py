"""Appeals: a person who was refused asks somebody to look again; a reviewer decides, and the person is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from conversations import audit
from conversations.columns import TypedText, UtcDateTime, utc_now
from conversations.database import Base, Database
from conversations.errors import AppealDecided, NothingToAppeal, UnknownAppeal
from conversations.messages import Reply
from conversations.models import ConversationRow, DecisionRow, MessageRow
from conversations.transcripts import add_reply

Outcome = Literal["upheld", "overturned"]
LOOK_BACK = 50
"""Decisions: a refusal further back than this is not what somebody means who presses the button now."""


class AppealRow(Base):
    """A refused message that a person wants looked at again. Gone with its conversation."""

    __tablename__ = "appeal"
    __table_args__ = (
        CheckConstraint("outcome IN ('upheld', 'overturned')", name="outcome"),
        Index("ix_appeal_conversation_id", "conversation_id"),
        Index("ix_appeal_decided_at", "decided_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), unique=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(TypedText)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Appeal:
    """An appeal with the message it is about. `hateful` is the probability that the screen gave."""

    id: int
    conversation_id: str
    message_id: int
    text: str
    hateful: float | None
    language: str
    opened_at: datetime
    outcome: str | None
    note: str
    decided_at: datetime | None


class Appeals:
    """Every appeal, from the button to the reviewer's word."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, conversation_id: str) -> Appeal:
        """Appeal the latest refusal of the conversation; asking again gives the same appeal.

        Raises `NothingToAppeal` when nothing was refused.
        """
        with self._database.transaction() as session:
            message_id = _refused(session, conversation_id)
            if message_id is None:
                raise NothingToAppeal("nothing was refused in this conversation")
            row = session.scalar(select(AppealRow).where(AppealRow.message_id == message_id))
            if row is None:
                row = AppealRow(conversation_id=conversation_id, message_id=message_id, opened_at=utc_now(), note="")
                session.add(row)
                session.flush()
                audit.note(session, "person", "appeal.opened", f"appeal:{row.id}")
            return _appeal(session, row)

    def waiting(self) -> list[Appeal]:
        """What nobody has decided yet, longest wait first."""
        return self._all(select(AppealRow).where(AppealRow.decided_at.is_(None)).order_by(AppealRow.id))

    def decided(self, *, limit: int = 50) -> list[Appeal]:
        """What was decided, latest first."""
        known = select(AppealRow).where(AppealRow.decided_at.is_not(None))
        return self._all(known.order_by(AppealRow.decided_at.desc()).limit(limit))

    def decide(
        self, appeal_id: int, outcome: Outcome, *, account_id: int, tell: Callable[[Appeal], Reply], note: str = ""
    ) -> Appeal:
        """Keep the decision and say it in the person's conversation, both or neither.

        `tell` words it. Raises `UnknownAppeal`, or `AppealDecided` when somebody was faster.
        """
        with self._database.transaction() as session:
            row = session.get(AppealRow, appeal_id, with_for_update=True)
            if row is None:
                raise UnknownAppeal(f"there is no appeal {appeal_id}; its conversation may have been erased")
            if row.outcome is not None:
                raise AppealDecided(f"appeal {appeal_id} was {row.outcome} already")
            row.outcome, row.note, row.decided_by, row.decided_at = outcome, note, account_id, utc_now()
            audit.note(session, f"account:{account_id}", f"appeal.{outcome}", f"appeal:{appeal_id}")
            appeal = _appeal(session, row)
            add_reply(session, row.conversation_id, tell(appeal))
            return appeal

    def _all(self, found: Select[tuple[AppealRow]]) -> list[Appeal]:
        with self._database.reading() as session:
            return [_appeal(session, row) for row in session.scalars(found)]


def _refused(session: Session, conversation_id: str) -> int | None:
    """The message of the latest decision that refused what the person wrote."""
    made = select(DecisionRow).where(
        DecisionRow.conversation_id == conversation_id, DecisionRow.message_id.is_not(None)
    )
    for row in session.scalars(made.order_by(DecisionRow.id.desc()).limit(LOOK_BACK)):
        if _refuses(row.body):
            return row.message_id
    return None


def _refuses(decision: Mapping[str, Any]) -> bool:
    screened = decision.get("moderation") or {}
    return bool(screened.get("refused") and not screened.get("reported")) or decision.get("subject") == "insult"


def _appeal(session: Session, row: AppealRow) -> Appeal:
    message = session.get_one(MessageRow, row.message_id)
    conversation = session.get_one(ConversationRow, row.conversation_id)
    body = session.scalar(select(DecisionRow.body).where(DecisionRow.message_id == row.message_id).limit(1)) or {}
    return Appeal(
        id=row.id,
        conversation_id=row.conversation_id,
        message_id=row.message_id,
        text=message.text,
        hateful=(body.get("moderation") or {}).get("hateful"),
        language=(conversation.locale or "en")[:2].lower(),
        opened_at=row.opened_at,
        outcome=row.outcome,
        note=row.note,
        decided_at=row.decided_at,
    )
