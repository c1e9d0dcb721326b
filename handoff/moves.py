"""Moves: find a lead's row, check who may touch it, and move it on with a trace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from conversations.columns import LARGEST_ID, utc_now
from handoff.consent import holds
from handoff.errors import LeadTaken, LeadWithdrawn, NotYours, UnknownLead
from handoff.lawyers import visible_to, would_fit
from handoff.lifecycle import WITH_A_LAWYER, is_open, move
from handoff.models import LeadEventRow, LeadRow, LeadTopicRow


def known(session: Session, lead_id: int, *, lock: bool = False) -> LeadRow:
    """The row of a lead; `lock` keeps others from moving it meanwhile."""
    found = select(LeadRow).where(LeadRow.id == lead_id)
    row = session.scalar(found.with_for_update() if lock else found) if 0 < lead_id <= LARGEST_ID else None
    if row is None:
        raise UnknownLead(f"there is no lead number {lead_id}")
    return row


def of_conversation(session: Session, conversation_id: str) -> LeadRow | None:
    """The newest lead of a conversation."""
    found = select(LeadRow).where(LeadRow.conversation_id == conversation_id)
    return session.scalar(found.order_by(LeadRow.id.desc()).limit(1))


def require_offered(row: LeadRow) -> None:
    if row.status in WITH_A_LAWYER:
        raise LeadTaken("another lawyer has taken this lead")
    if row.status == "withdrawn":
        raise LeadWithdrawn("the person has withdrawn: they have taken the request back")
    if row.status != "offered":
        raise LeadTaken(f"this lead is no longer offered: it is {row.status}")


def require_access(session: Session, row: LeadRow, account_id: int) -> None:
    """Raise `NotYours` unless the lead is offered to this lawyer or theirs; `LeadWithdrawn` if it would have been."""
    if row.accepted_by == account_id:
        return
    if session.scalar(visible_to(account_id).where(LeadRow.id == row.id)) is None:
        stopped = would_fit(account_id).where(LeadRow.id == row.id, LeadRow.accepted_by.is_(None))
        if session.scalar(stopped.where(or_(LeadRow.status == "withdrawn", ~holds()))) is not None:
            raise LeadWithdrawn("the person has taken the request back")
        raise NotYours("this lead is not offered to you: another state or topic, declined by you, or taken")


def revealed(session: Session, rows: Sequence[LeadRow]) -> set[int]:
    """Those of the leads of which the lawyer who accepted them may see who they are about.

    Once the person has taken the consent back that ends, unless the lawyer has become theirs.
    """
    theirs = LeadRow.status == "retained"
    kept = select(LeadRow.id).where(LeadRow.id.in_([row.id for row in rows]), LeadRow.status.in_(WITH_A_LAWYER))
    return set(session.scalars(kept.where(or_(theirs, holds()))))


def store(
    session: Session, row: LeadRow, topics: tuple[str, ...], *, duplicate_of: int | None, doubtful: bool = False
) -> None:
    """Put a new row in, screen it, and offer it unless it repeats another or staff should look at it first."""
    row.duplicate_of = duplicate_of
    session.add(row)
    session.flush()
    session.add_all(
        LeadTopicRow(lead_id=row.id, topic=topic, position=position)
        for position, topic in enumerate(dict.fromkeys(topics))
    )
    session.add(_event(row, None, "new", "person"))
    advance(session, row, "screened", "system")
    if duplicate_of is None and not doubtful:
        advance(session, row, "offered", "system")


def advance(session: Session, row: LeadRow, to: str, actor: str, *, note: str | None = None) -> None:
    """Move the lead; raise `IllegalMove` if it cannot go there. `note` is sealed already."""
    came_from, row.status = row.status, move(row.status, to)
    row.closed_at = None if is_open(to) else utc_now()
    session.add(_event(row, came_from, to, actor, note=note))
    session.flush()


def take(session: Session, row: LeadRow, account_id: int, *, actor: str) -> None:
    """Give an offered lead to this lawyer in one statement; raise `LeadTaken` if it is offered no more."""
    to, now = move("offered", "accepted"), utc_now()
    claim = update(LeadRow).where(LeadRow.id == row.id, LeadRow.status == "offered")
    claim = claim.values(status=to, accepted_by=account_id, accepted_at=now)
    if _changed(session, claim) == 0:
        raise LeadTaken("another lawyer has taken this lead")
    session.refresh(row)
    session.add(_event(row, "offered", to, actor, at=now))
    session.flush()


def _changed(session: Session, statement: object) -> int:
    result = session.execute(statement, execution_options={"synchronize_session": False})  # type: ignore[call-overload]
    assert isinstance(result, CursorResult)
    return result.rowcount


def _event(
    row: LeadRow, came_from: str | None, to: str, actor: str, *, note: str | None = None, at: datetime | None = None
) -> LeadEventRow:
    return LeadEventRow(lead_id=row.id, moved_from=came_from, moved_to=to, actor=actor, note=note, at=at or utc_now())
