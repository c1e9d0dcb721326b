"""Models: the tables of leads, consent and lawyers. `Sealed` columns hold text encrypted by `FieldCipher`."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from conversations.columns import TypedText, UtcDateTime
from conversations.database import Base
from handoff import access_models, offer_models  # noqa: F401  (one register of tables)

ACCOUNT, LEAD = "account.id", "lead.id"
ONE_OPEN_LEAD = text("closed_at IS NULL")

Sealed = Text


class ConsentRow(Base):
    """One line of the consent ledger; triggers refuse to change or delete it. Holds no name and no address."""

    __tablename__ = "consent_entry"
    __table_args__ = (
        CheckConstraint("kind IN ('given', 'revoked')", name="kind"),
        Index("ix_consent_entry_conversation_id", "conversation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10))
    conversation_id: Mapped[str] = mapped_column(String(40))
    wording: Mapped[str] = mapped_column(TypedText)
    version: Mapped[str] = mapped_column(String(100))
    page_url: Mapped[str | None] = mapped_column(TypedText)
    channels: Mapped[list[str]] = mapped_column(JSON)
    recipients: Mapped[list[str]] = mapped_column(JSON)
    locale: Mapped[str | None] = mapped_column(String(35))
    how: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class LeadRow(Base):
    """One person's request for a lawyer. Everything that could name them is sealed."""

    __tablename__ = "lead"
    __table_args__ = (
        Index(
            "uq_lead_open_conversation",
            "conversation_id",
            unique=True,
            sqlite_where=ONE_OPEN_LEAD,
            postgresql_where=ONE_OPEN_LEAD,
        ),
        Index("ix_lead_status_state", "status", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(40), index=True)
    status: Mapped[str] = mapped_column(String(12))
    name: Mapped[str | None] = mapped_column(Sealed)
    email: Mapped[str | None] = mapped_column(Sealed)
    phone: Mapped[str | None] = mapped_column(Sealed)
    opposing_party: Mapped[str | None] = mapped_column(Sealed)
    description: Mapped[str | None] = mapped_column(Sealed)
    safe_contact: Mapped[str | None] = mapped_column(Sealed)
    email_print: Mapped[str | None] = mapped_column(String(64), index=True)
    phone_print: Mapped[str | None] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(2))
    county: Mapped[str | None] = mapped_column(TypedText)
    city: Mapped[str | None] = mapped_column(TypedText)
    language: Mapped[str] = mapped_column(String(35))
    deadline: Mapped[date | None]
    reasons: Mapped[list[str]] = mapped_column(JSON)
    consent_id: Mapped[int] = mapped_column(ForeignKey("consent_entry.id"))
    consent_hash: Mapped[str] = mapped_column(String(64))
    consented_at: Mapped[datetime] = mapped_column(UtcDateTime)
    completeness: Mapped[float]
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey(LEAD))
    mail_ok: Mapped[bool]  # whether it is safe to write to the person by e-mail
    held: Mapped[str | None] = mapped_column(String(20))  # why it waits for a person of the house
    outcome: Mapped[str | None] = mapped_column(String(20))  # what the lawyer last reported
    captured_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey(ACCOUNT), index=True)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LeadTopicRow(Base):
    __tablename__ = "lead_topic"

    lead_id: Mapped[int] = mapped_column(ForeignKey(LEAD, ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]


class LeadEventRow(Base):
    """One move of a lead from state to state."""

    __tablename__ = "lead_event"
    __table_args__ = (Index("ix_lead_event_lead_id_id", "lead_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey(LEAD, ondelete="CASCADE"))
    moved_from: Mapped[str | None] = mapped_column(String(12))
    moved_to: Mapped[str] = mapped_column(String(12))
    actor: Mapped[str] = mapped_column(String(100))
    note: Mapped[str | None] = mapped_column(Sealed)
    outcome: Mapped[str | None] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class LawyerRow(Base):
    __tablename__ = "lawyer"

    account_id: Mapped[int] = mapped_column(ForeignKey(ACCOUNT), primary_key=True, autoincrement=False)
    firm: Mapped[str] = mapped_column(TypedText)
    phone: Mapped[str] = mapped_column(String(32))
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    languages: Mapped[list[str]] = mapped_column(JSON)
    time_zone: Mapped[str] = mapped_column(String(40))
    schedule: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    counties: Mapped[list[str]] = mapped_column(JSON)
    office: Mapped[str] = mapped_column(String(120))
    radius_miles: Mapped[int | None]
    federal: Mapped[bool]
    cap_day: Mapped[int | None]
    cap_week: Mapped[int | None]
    cap_month: Mapped[int | None]
    plan: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LicenceRow(Base):
    """A state in which a lawyer may practise, with the number of the licence there."""

    __tablename__ = "lawyer_licence"
    __table_args__ = (UniqueConstraint("account_id", "state", name="uq_lawyer_licence_account_id_state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("lawyer.account_id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(2), index=True)
    bar_number: Mapped[str] = mapped_column(String(40))


class LawyerTopicRow(Base):
    __tablename__ = "lawyer_topic"

    account_id: Mapped[int] = mapped_column(ForeignKey("lawyer.account_id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)


class NoticeRow(Base):
    """Something a lawyer, a person or a lawyer's own system has to be told. Says nothing about who the lead is about.

    What does (a person's address, the contact in a webhook) is opened only while it is sent.
    """

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    channel: Mapped[str] = mapped_column(String(10))  # lawyer, person, webhook
    event: Mapped[str] = mapped_column(String(30))
    account_id: Mapped[int | None] = mapped_column(ForeignKey(ACCOUNT))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey(LEAD, ondelete="CASCADE"))
    webhook_id: Mapped[int | None] = mapped_column(ForeignKey("webhook.id"))
    subject: Mapped[str] = mapped_column(TypedText)
    body: Mapped[str] = mapped_column(TypedText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    attempts: Mapped[int]
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(TypedText)


class ConflictListRow(Base):
    """The names of a lawyer's own clients and their adversaries, one on a line, sealed as a whole."""

    __tablename__ = "conflict_list"

    account_id: Mapped[int] = mapped_column(ForeignKey(ACCOUNT), primary_key=True, autoincrement=False)
    names: Mapped[str] = mapped_column(Sealed)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ConflictCheckRow(Base):
    """What comparing a lead with a lawyer's list came to, the first and only time. Holds no name."""

    __tablename__ = "conflict_check"

    lead_id: Mapped[int] = mapped_column(ForeignKey(LEAD, ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(ACCOUNT), primary_key=True)
    band: Mapped[str | None] = mapped_column(String(10))
    names: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
