"""Doubts: what speaks against a lead being from a person who looks for help, kept for staff who look at it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from disposable_email_domains import blocklist
from sqlalchemy import JSON, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from conversations.database import Base, Database
from conversations.models import ConversationRow
from handoff.lead import LeadDraft
from handoff.models import LeadRow

HOLD_AT = 0.5
FASTEST = timedelta(seconds=20)  # nobody answers seven questions with a description in less
REPEATED_WITHIN, REPEATED_AT = timedelta(days=7), 3
WEIGHTS = {
    "disposable_email": 0.5,
    "repeated": 0.6,
    "too_fast": 0.4,
    "links": 0.5,
    "advertising": 0.6,
    "poses_as_staff": 0.6,
    "poses_as_lawyer": 0.6,
    "asks_for_secrets": 0.7,
    "meaningless": 0.5,
}
NAMES = {
    "disposable_email": "the e-mail address is of a throw-away service",
    "repeated": "the same text came with several other requests in the last week",
    "too_fast": "the form was filled in faster than people type",
    "links": "the text has web addresses in it",
    "advertising": "the text advertises something",
    "poses_as_staff": "the writer claims to speak for staff or an authority",
    "poses_as_lawyer": "the writer claims to be a lawyer who looks for clients",
    "asks_for_secrets": "the text asks for passwords, cards or untraceable money",
    "meaningless": "the text does not read like words",
}


@dataclass(frozen=True)
class Spam:
    """How doubtful, 0 to 1, and why: codes of `WEIGHTS`."""

    score: float
    reasons: tuple[str, ...]

    @property
    def doubtful(self) -> bool:
        return self.score >= HOLD_AT


class LeadDoubtRow(Base):
    """What was found on one lead. `text_print` finds the same description again without keeping it."""

    __tablename__ = "lead_doubt"

    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), primary_key=True)
    score: Mapped[float]
    reasons: Mapped[list[str]] = mapped_column(JSON)
    text_print: Mapped[str] = mapped_column(String(64), index=True)


class Doubts:
    """What speaks against leads, for the desk."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, lead_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The reasons in plain words, of the leads that have any."""
        found = select(LeadDoubtRow).where(LeadDoubtRow.lead_id.in_(lead_ids))
        with self._database.reading() as session:
            rows = list(session.scalars(found))
        return {row.lead_id: tuple(NAMES[reason] for reason in row.reasons) for row in rows if row.reasons}


def spam_score(
    draft: LeadDraft, *, signs: Sequence[str] = (), repeated: bool = False, took: timedelta | None = None
) -> Spam:
    """Weigh what is known of a draft; `signs` are those of its text. Two weak ones make a strong one."""
    domain = (draft.email or "").rpartition("@")[2].lower()
    found = {
        "disposable_email": domain in blocklist,
        "repeated": repeated,
        "too_fast": took is not None and took < FASTEST,
        **dict.fromkeys(signs, True),
    }
    reasons = tuple(name for name in WEIGHTS if found.get(name))
    innocent = 1.0
    for reason in reasons:
        innocent *= 1 - WEIGHTS[reason]
    return Spam(round(1 - innocent, 4), reasons)


def weigh(session: Session, draft: LeadDraft, *, signs: Sequence[str], prints: Sequence[str], now: datetime) -> Spam:
    """Score a draft against what the database knows of its conversation and of earlier leads."""
    same_text = (
        select(func.count())
        .select_from(LeadDoubtRow)
        .join(LeadRow, LeadRow.id == LeadDoubtRow.lead_id)
        .where(
            LeadDoubtRow.text_print.in_(prints),
            LeadRow.conversation_id != draft.conversation_id,
            LeadRow.captured_at > now - REPEATED_WITHIN,
        )
    )
    opened = session.scalar(select(ConversationRow.opened_at).where(ConversationRow.id == draft.conversation_id))
    repeated = (session.scalar(same_text) or 0) >= REPEATED_AT
    return spam_score(draft, signs=signs, repeated=repeated, took=now - opened if opened else None)


def keep(session: Session, row: LeadRow, spam: Spam, *, text_print: str) -> None:
    """Keep the score with the lead."""
    session.add(LeadDoubtRow(lead_id=row.id, score=spam.score, reasons=list(spam.reasons), text_print=text_print))
