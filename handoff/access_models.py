"""Access models: the tables of second factors, webhooks and erasures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from conversations.columns import TypedText, UtcDateTime
from conversations.database import Base

ACCOUNT = "account.id"


class SecondFactorRow(Base):
    """The sealed secret of an authenticator app. `last_step` is the newest 30-second step whose code was used."""

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey(ACCOUNT), primary_key=True, autoincrement=False)
    secret: Mapped[str] = mapped_column(Text)  # sealed
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int]
    failures: Mapped[int]
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCodeRow(Base):
    """One way in without the authenticator app, once. Only a hash of the code is kept."""

    __tablename__ = "recovery_code"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(ACCOUNT), index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WebhookRow(Base):
    """Where a lawyer's own system hears of leads."""

    __tablename__ = "webhook"
    __table_args__ = (CheckConstraint("format IN ('standard', 'clio')", name="format"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(ACCOUNT), index=True)
    url: Mapped[str] = mapped_column(TypedText)
    format: Mapped[str] = mapped_column(String(10))
    secret: Mapped[str] = mapped_column(Text)  # sealed: the signing key, or the receiver's token
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ErasureRow(Base):
    """A conversation that was erased, so that restoring an older backup erases it again. Names nobody."""

    __tablename__ = "erasure"
    __table_args__ = (Index("ix_erasure_at", "at"),)

    conversation_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
