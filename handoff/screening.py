"""Screening: is a lead new, and does it hold what a lawyer needs?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from handoff.lead import LeadDraft
from handoff.models import LeadRow, LeadTopicRow

DUPLICATE_WITHIN = timedelta(days=30)
# A request that came to nothing does not stand in the way of asking again.
FORGIVEN = ("withdrawn", "exhausted")


def completeness(draft: LeadDraft) -> float:
    """The share, 0 to 1, of the things a lawyer would like to know that the draft holds."""
    wanted = (
        draft.name,
        draft.email,
        draft.phone,
        draft.state,
        draft.description,
        draft.opposing_party,
        draft.topics,
    )
    return round(sum(bool(field) for field in wanted) / len(wanted), 2)


def find_duplicate(
    session: Session,
    *,
    email_prints: Sequence[str],
    phone_prints: Sequence[str],
    topics: Sequence[str],
    now: datetime,
) -> int | None:
    """The lead, captured in the last 30 days, with the same contact and a topic in common (or both without any)."""
    same_contact = or_(LeadRow.email_print.in_(email_prints), LeadRow.phone_print.in_(phone_prints))
    has_topics = select(LeadTopicRow.topic).where(LeadTopicRow.lead_id == LeadRow.id)
    same_topic = has_topics.where(LeadTopicRow.topic.in_(topics)).exists() if topics else ~has_topics.exists()
    return session.scalar(
        select(LeadRow.id)
        .where(
            same_contact,
            same_topic,
            LeadRow.captured_at > now - DUPLICATE_WITHIN,
            LeadRow.status.not_in(FORGIVEN),
            LeadRow.duplicate_of.is_(None),
        )
        .order_by(LeadRow.id)
        .limit(1)
    )
