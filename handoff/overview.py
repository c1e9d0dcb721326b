"""Overview: the state of every lead for staff, without opening anything that says who it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from conversations.columns import LARGEST_ID
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
    held: str | None = None
    outcome: str | None = None


def counts_by_status(database: Database) -> dict[str, int]:
    """How many leads there are in each state."""
    with database.reading() as session:
        found = session.execute(select(LeadRow.status, func.count()).group_by(LeadRow.status)).all()
    return {str(status): int(count) for status, count in found}


def lead_line(database: Database, lead_id: int) -> LeadLine | None:
    """One lead; `None` when there is none of that number."""
    if not 0 < lead_id <= LARGEST_ID:
        return None
    return next(iter(_lines(database, LeadRow.id == lead_id, limit=1)), None)


def lead_lines(database: Database, *, status: str | None = None, limit: int = LIMIT) -> list[LeadLine]:
    """The newest leads first; `status` picks one state."""
    return _lines(database, *([LeadRow.status == status] if status is not None else []), limit=limit)


def _lines(database: Database, *conditions: ColumnElement[bool], limit: int) -> list[LeadLine]:
    found = select(LeadRow, AccountRow.name).outerjoin(AccountRow, AccountRow.id == LeadRow.accepted_by)
    found = found.where(*conditions)
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
        held=row.held,
        outcome=row.outcome,
    )
