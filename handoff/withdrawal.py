"""Withdrawal: the person takes a request back, or has everything about it erased; it stops wherever it stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations import audit
from conversations.database import exclusive
from conversations.models import ConversationRow
from handoff import consent as ledger
from handoff import offers
from handoff.access_models import ErasureRow
from handoff.lifecycle import is_open
from handoff.models import LeadRow
from handoff.moves import advance, claimed, of_conversation, subject_of
from handoff.notices import tell_withdrawn
from handoff.sealing import erase

PERSON = "person"


def withdraw(session: Session, conversation_id: str, *, how: str, now: datetime) -> LeadRow | None:
    """Revoke the consent, end the offer, call off what is to be sent, tell the lawyer; the bot answers again."""
    exclusive(session, f"lead:{conversation_id}")
    held = ledger.revoke(session, conversation_id, how=how) is not None
    newest = of_conversation(session, conversation_id)
    if newest is None:
        return None
    row = claimed(session, newest.id)
    stopping = is_open(row.status)
    if stopping:
        offers.stop(session, row, now)
        advance(session, row, "withdrawn", PERSON)
    if stopping or (held and row.status == "lost"):
        tell_withdrawn(session, row)
        release_chat(session, conversation_id)
        audit.note(session, PERSON, "lead.withdrawn", subject_of(row))
    return row


def erase_all(session: Session, conversation_id: str, *, now: datetime) -> int:
    """Withdraw, and empty every lead of the conversation; note that it was erased, for backups that are older."""
    withdraw(session, conversation_id, how="erased", now=now)
    rows = list(session.scalars(select(LeadRow).where(LeadRow.conversation_id == conversation_id)))
    for row in rows:
        erase(session, row, now=now)
        audit.note(session, PERSON, "lead.erased", subject_of(row))
    remember_erasure(session, conversation_id, now)
    return len(rows)


def remember_erasure(session: Session, conversation_id: str, now: datetime) -> None:
    if conversation_id and session.get(ErasureRow, conversation_id) is None:
        session.add(ErasureRow(conversation_id=conversation_id, at=now))


def release_chat(session: Session, conversation_id: str) -> None:
    """Let the bot answer again where a lawyer did."""
    conversation = session.get(ConversationRow, conversation_id)
    if conversation is not None:
        conversation.held_by_lawyer_at = None
