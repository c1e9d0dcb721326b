"""Moves: find a lead's row, check who may touch it, and move it on with a trace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from conversations.columns import LARGEST_ID, utc_now
from conversations.database import exclusive
from handoff.consent import holds
from handoff.errors import LeadTaken, UnknownLead
from handoff.lifecycle import WITH_A_LAWYER, is_open, move
from handoff.models import LeadEventRow, LeadRow, LeadTopicRow


def known(session: Session, lead_id: int) -> LeadRow:
    """The row of a lead; raise `UnknownLead`."""
    row = session.get(LeadRow, lead_id) if 0 < lead_id <= LARGEST_ID else None
    if row is None:
        raise UnknownLead(f"there is no lead number {lead_id}")
    return row


def actor_of(account_id: int) -> str:
    return f"account:{account_id}"


def subject_of(row: LeadRow) -> str:
    return f"lead:{row.id}"


def claimed(session: Session, lead_id: int) -> LeadRow:
    """The same, for the only transaction that moves it: first the conversation, as capture and withdrawal do."""
    exclusive(session, f"lead:{known(session, lead_id).conversation_id}")
    found = select(LeadRow).where(LeadRow.id == lead_id).with_for_update()
    return session.scalars(found.execution_options(populate_existing=True)).one()


def of_conversation(session: Session, conversation_id: str) -> LeadRow | None:
    """The newest lead of a conversation."""
    found = select(LeadRow).where(LeadRow.conversation_id == conversation_id)
    return session.scalar(found.order_by(LeadRow.id.desc()).limit(1))


def revealed(session: Session, rows: Sequence[LeadRow]) -> set[int]:
    """Those of the leads of which the lawyer who accepted them may see who they are about.

    Once the person has taken the consent back that ends, unless the lawyer has become theirs.
    """
    theirs = LeadRow.status == "retained"
    kept = select(LeadRow.id).where(LeadRow.id.in_([row.id for row in rows]), LeadRow.status.in_(WITH_A_LAWYER))
    return set(session.scalars(kept.where(or_(theirs, holds()))))


def store(session: Session, row: LeadRow, topics: tuple[str, ...]) -> None:
    """Put a new row in and note that it was screened; `held` says why it waits for a person, if it does."""
    session.add(row)
    session.flush()
    session.add_all(
        LeadTopicRow(lead_id=row.id, topic=topic, position=position)
        for position, topic in enumerate(dict.fromkeys(topics))
    )
    session.add(_event(row, None, "new", "person"))
    advance(session, row, "screened", "system")


def advance(
    session: Session, row: LeadRow, to: str, actor: str, *, note: str | None = None, outcome: str | None = None
) -> None:
    """Move the lead; raise `IllegalMove` if it cannot go there. `note` is sealed already."""
    came_from, row.status = row.status, move(row.status, to)
    row.closed_at = None if is_open(to) else utc_now()
    session.add(_event(row, came_from, to, actor, note=note, outcome=outcome))
    session.flush()


def take(session: Session, row: LeadRow, account_id: int, *, at: datetime) -> None:
    """Give an offered lead to this lawyer in one statement; raise `LeadTaken` if it is offered no more."""
    to = move("offered", "accepted")
    claim = update(LeadRow).where(LeadRow.id == row.id, LeadRow.status == "offered")
    claim = claim.values(status=to, accepted_by=account_id, accepted_at=at)
    if _changed(session, claim) == 0:
        raise LeadTaken("another lawyer has taken this lead")
    session.refresh(row)
    session.add(_event(row, "offered", to, actor_of(account_id)))
    session.flush()


def _changed(session: Session, statement: object) -> int:
    result = session.execute(statement, execution_options={"synchronize_session": False})  # type: ignore[call-overload]
    assert isinstance(result, CursorResult)
    return result.rowcount


def _event(
    row: LeadRow, came_from: str | None, to: str, actor: str, *, note: str | None = None, outcome: str | None = None
) -> LeadEventRow:
    return LeadEventRow(
        lead_id=row.id, moved_from=came_from, moved_to=to, actor=actor, note=note, outcome=outcome, at=utc_now()
    )
