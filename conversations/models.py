"""Models: the tables of what was said, decided and learned."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from conversations.columns import TypedText, UtcDateTime
from conversations.database import Base

CONVERSATION = "conversation.id"


class ConversationRow(Base):
    """One visit. The `_at` columns from `answered_at` on are the steps of the funnel, set once, when first reached.

    `held_by_lawyer_at` is no step: it is set while a lawyer answers here and the bot keeps quiet.
    """

    __tablename__ = "conversation"
    __table_args__ = (Index("ix_conversation_opened_on", "opened_on"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    locale: Mapped[str | None] = mapped_column(String(35))
    page_url: Mapped[str | None] = mapped_column(TypedText)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_on: Mapped[date]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    topic: Mapped[str | None] = mapped_column(String(40))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    form_started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    consented_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    captured_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_by_lawyer_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReturnKeyRow(Base):
    """A further token of a conversation, given for a link from an e-mail. Only a hash of it is kept."""

    __tablename__ = "return_key"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(CONVERSATION, ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ForgottenRow(Base):
    """What remains of an erased conversation: a day, a topic, how far it went. Nothing leads back to anyone."""

    __tablename__ = "forgotten_conversation"
    __table_args__ = (Index("ix_forgotten_conversation_opened_on", "opened_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    opened_on: Mapped[date]
    topic: Mapped[str | None] = mapped_column(String(40))
    steps: Mapped[list[str]] = mapped_column(JSON)


class MessageRow(Base):
    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("author IN ('person', 'bot', 'lawyer')", name="author"),
        Index("ix_message_conversation_id_id", "conversation_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(CONVERSATION, ondelete="CASCADE"))
    author: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(TypedText)
    payload: Mapped[str | None] = mapped_column(TypedText)
    buttons: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    citations: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    explanation: Mapped[str] = mapped_column(TypedText)
    answer_id: Mapped[str | None] = mapped_column(String(200))
    card: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    speaker: Mapped[str | None] = mapped_column(TypedText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DecisionRow(Base):
    """One decision of the bot, whole as JSON, with what reports ask for beside it."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_conversation_id_id", "conversation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey(CONVERSATION, ondelete="CASCADE"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), index=True)
    action: Mapped[str] = mapped_column(String(20))
    confidence: Mapped[float | None]
    topic: Mapped[str | None] = mapped_column(String(40))
    model_version: Mapped[str | None] = mapped_column(String(100))
    corpus_version: Mapped[str | None] = mapped_column(String(100))
    policy_version: Mapped[str | None] = mapped_column(String(100))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class FeedbackRow(Base):
    """What a person thought of one message; saying it again replaces it."""

    __tablename__ = "feedback"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    helpful: Mapped[bool]
    comment: Mapped[str] = mapped_column(TypedText)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AccountRow(Base):
    __tablename__ = "account"
    __table_args__ = (CheckConstraint("role IN ('lawyer', 'staff', 'editor', 'admin')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(TypedText)
    role: Mapped[str] = mapped_column(String(10))
    password_hash: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuditRow(Base):
    """Who did what to what. Written, never changed."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
