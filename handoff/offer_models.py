"""Offer models: the tables of offers, of how they were routed, and of what they cost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from conversations.columns import UtcDateTime
from conversations.database import Base

LIVE = text("status = 'live'")


class OfferRow(Base):
    """One lead shown to one lawyer. Two indexes keep the promise: one live offer per lead, one offer per lawyer."""

    __tablename__ = "offer"
    __table_args__ = (
        CheckConstraint("status IN ('live', 'accepted', 'declined', 'expired', 'withdrawn')", name="status"),
        UniqueConstraint("lead_id", "account_id", name="uq_offer_lead_id_account_id"),
        Index("uq_offer_live_lead", "lead_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        Index("ix_offer_account_id_made_at", "account_id", "made_at"),
        Index("ix_offer_status_expires_at", "status", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    status: Mapped[str] = mapped_column(String(10))
    mode: Mapped[str] = mapped_column(String(12))
    cents: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)  # sealed


class RoutingRow(Base):
    """One search for a lawyer: whom it looked at, why each was left out, and who was chosen."""

    __tablename__ = "routing"
    __table_args__ = (Index("ix_routing_lead_id_id", "lead_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    mode: Mapped[str] = mapped_column(String(12))
    chosen: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    verdicts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class RefusedMessageRow(Base):
    """What a lawyer wrote to a person and the screen held back; only its writer sees it."""

    __tablename__ = "refused_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    text: Mapped[str] = mapped_column(Text)  # sealed
    reasons: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class BillingRow(Base):
    """One line of the ledger: what a lawyer owes (above zero) or gets back (below). Triggers keep it as it is."""

    __tablename__ = "billing_entry"
    __table_args__ = (
        CheckConstraint("kind IN ('charge', 'credit', 'subscription')", name="kind"),
        Index("ix_billing_entry_account_id_at", "account_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    kind: Mapped[str] = mapped_column(String(12))
    cents: Mapped[int]
    text: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
