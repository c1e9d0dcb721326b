"""Thread: what a lawyer and a person write to one another, in the person's own chat; the bot is silent meanwhile.

Each message of a lawyer is screened before the person sees it. One that must not be shown is kept, sealed, for its
writer alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations import audit
from conversations.columns import storable, utc_now
from conversations.database import Database
from conversations.models import AccountRow, ConversationRow
from handoff.cipher import FieldCipher
from handoff.errors import IllegalMove, NotShown, NotYours
from handoff.lawyers import lawyers_of, signature
from handoff.models import LeadRow
from handoff.moves import actor_of, claimed, known, revealed, subject_of
from handoff.notices import mail_person, message_row
from handoff.offer_models import RefusedMessageRow

LONGEST = 4000


@dataclass(frozen=True)
class Screening:
    """Whether a text may be shown; `reasons` are the codes of what speaks against it."""

    allowed: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """A message that was not shown to the person."""

    text: str
    reasons: tuple[str, ...]
    at: datetime


MayShow = Callable[[str], Screening]  # raises NotShown when nobody can say now


class Threads:
    """Every thread. Its messages are those of the conversation, so the person's page and export have them too."""

    def __init__(self, database: Database, *, cipher: FieldCipher, may_show: MayShow) -> None:
        self._database, self._cipher, self._may_show = database, cipher, may_show

    def write(self, lead_id: int, text: str, *, account_id: int) -> int:
        """Show the person a lawyer's message; the bot holds its peace from now on. Return the message's number.

        Raise `NotYours`, `NotShown` (the text is kept for its writer), or `IllegalMove` when there is nobody to read.
        """
        said = storable(text).strip()
        if not said or len(said) > LONGEST:
            raise IllegalMove(f"a message has 1 to {LONGEST} characters")
        with self._database.reading() as session:
            _own(session, known(session, lead_id), account_id)
        verdict = self._may_show(said)
        if not verdict.allowed:
            self._keep(lead_id, said, verdict, account_id)
            raise NotShown(f"this message was not shown to the person: {', '.join(verdict.reasons)}")
        with self._database.transaction() as session:
            row = claimed(session, lead_id)
            _own(session, row, account_id)
            conversation = _conversation(session, row)
            message = message_row(conversation, "lawyer", "message", said)
            message.speaker = signature(lawyers_of(session, AccountRow.id == account_id)[0])
            session.add(message)
            conversation.held_by_lawyer_at = conversation.held_by_lawyer_at or utc_now()
            session.flush()
            mail_person(session, row, key=f"message-{message.id}", body="mail_message")
            audit.note(session, actor_of(account_id), "thread.written", subject_of(row), message=message.id)
            return message.id

    def close(self, lead_id: int, *, account_id: int) -> None:
        """Let the bot answer the person again."""
        with self._database.transaction() as session:
            row = claimed(session, lead_id)
            _own(session, row, account_id)
            _conversation(session, row).held_by_lawyer_at = None
            audit.note(session, actor_of(account_id), "thread.closed", subject_of(row))

    def holds(self, lead_id: int, *, account_id: int) -> bool:
        """Whether the bot is silent because of this thread."""
        with self._database.reading() as session:
            row = known(session, lead_id)
            _own(session, row, account_id)
            conversation = session.get(ConversationRow, row.conversation_id)
            return conversation is not None and conversation.held_by_lawyer_at is not None

    def refused(self, lead_id: int, *, account_id: int) -> list[Refused]:
        """The lawyer's own messages that were not shown, oldest first."""
        mine = select(RefusedMessageRow).where(
            RefusedMessageRow.lead_id == lead_id, RefusedMessageRow.account_id == account_id
        )
        with self._database.reading() as session:
            rows = session.scalars(mine.order_by(RefusedMessageRow.id))
            return [Refused(self._cipher.open(row.text), tuple(row.reasons), row.at) for row in rows]

    def _keep(self, lead_id: int, text: str, verdict: Screening, account_id: int) -> None:
        with self._database.transaction() as session:
            sealed, reasons = self._cipher.seal(text), list(verdict.reasons)
            session.add(
                RefusedMessageRow(lead_id=lead_id, account_id=account_id, text=sealed, reasons=reasons, at=utc_now())
            )
            audit.note(session, actor_of(account_id), "thread.refused", f"lead:{lead_id}", reasons=reasons)


def _own(session: Session, row: LeadRow, account_id: int) -> None:
    if row.accepted_by != account_id or not revealed(session, [row]):
        raise NotYours("only the lawyer who has this lead writes to the person")


def _conversation(session: Session, row: LeadRow) -> ConversationRow:
    conversation = session.get(ConversationRow, row.conversation_id)
    if conversation is None:
        raise IllegalMove("the person has deleted the conversation; nobody would read this")
    return conversation
