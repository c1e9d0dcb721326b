"""Overview: the state of every lead for staff, without opening anything that says who it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from conversations.database import Database
from conversations.models import AccountRow
from handoff.models import LeadRow, LeadTopicRow

LIMIT = 500


@dataclass(frozen=True)
class LeadLine:
    """One lead. `contact` says only which ways of contact were given; `lawyer` is the one who accepted it."""

    id: int
    status: str
    state: str
    topics: tuple[str, ...]
    contact: tuple[str, ...]
    captured_at: datetime
    accepted_at: datetime | None
    lawyer: str | None
    duplicate_of: int | None


def counts_by_status(database: Database) -> dict[str, int]:
    """How many leads there are in each state."""
    with database.reading() as session:
        found = session.execute(select(LeadRow.status, func.count()).group_by(LeadRow.status)).all()
    return {str(status): int(count) for status, count in found}


def lead_lines(database: Database, *, status: str | None = None, limit: int = LIMIT) -> list[LeadLine]:
    """The newest leads first; `status` picks one state."""
    found = select(LeadRow, AccountRow.name).outerjoin(AccountRow, AccountRow.id == LeadRow.accepted_by)
    if status is not None:
        found = found.where(LeadRow.status == status)
    with database.reading() as session:
        rows = session.execute(found.order_by(LeadRow.id.desc()).limit(limit)).all()
        topics: dict[int, list[str]] = {row.id: [] for row, _ in rows}
        chosen = select(LeadTopicRow).where(LeadTopicRow.lead_id.in_(topics)).order_by(LeadTopicRow.position)
        for topic in session.scalars(chosen):
            topics[topic.lead_id].append(topic.topic)
    return [_line(row, topics[row.id], lawyer) for row, lawyer in rows]


def _line(row: LeadRow, topics: list[str], lawyer: str | None) -> LeadLine:
    given = (("e-mail", row.email), ("phone", row.phone))
    return LeadLine(
        id=row.id,
        status=row.status,
        state=row.state,
        topics=tuple(topics),
        contact=tuple(kind for kind, sealed in given if sealed is not None),
        captured_at=row.captured_at,
        accepted_at=row.accepted_at,
        lawyer=lawyer,
        duplicate_of=row.duplicate_of,
    )
