"""Leads: from a person's consented request to the lawyer who takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations import audit
from conversations.columns import utc_now
from conversations.database import Database, exclusive
from conversations.milestones import reach
from handoff import consent as ledger
from handoff import doubts
from handoff.cipher import FieldCipher
from handoff.conflicts import Conflicts
from handoff.consent import ConsentGiven
from handoff.errors import IllegalMove, LeadWithdrawn, NotYours
from handoff.lawyers import open_to, unattended, visible_to
from handoff.lead import Lead, LeadDraft, LeadEvent
from handoff.lifecycle import DISPOSITIONS, WITH_A_LAWYER, is_open
from handoff.models import LeadEventRow, LeadRefusalRow, LeadRow
from handoff.moves import advance, known, of_conversation, require_access, require_offered, revealed, store, take
from handoff.notices import tell_offered, tell_withdrawn
from handoff.screening import find_duplicate
from handoff.sealing import Sealing, erase, exported, topics_of

Doubt = Callable[[str], tuple[str, ...]]

PERSON, SYSTEM = "person", "system"
BATCH = 200


class Leads:
    """Every lead. Who it is about stays sealed until a lawyer has accepted it, and each look is audited."""

    def __init__(self, database: Database, *, cipher: FieldCipher, doubt: Doubt = lambda _: ()) -> None:
        """`doubt` names what is doubtful about a text, in codes of handoff/doubts.py."""
        self._database, self._doubt = database, doubt
        self._sealing = Sealing(cipher)
        self.conflicts = Conflicts(database, cipher=cipher)

    def capture(self, draft: LeadDraft) -> Lead:
        """Store a lead with its consent and offer it, all at once; raise `NoConsent` or `BadLead` and store nothing.

        A conversation has one open lead: capturing again returns it. A duplicate of a recent lead (same contact, same
        topic, 30 days) and a doubtful one are kept as `screened` and not offered; `release` offers them after all.
        """
        given = draft.check()
        with self._database.transaction() as session:
            exclusive(session, f"lead:{draft.conversation_id}")
            row = of_conversation(session, draft.conversation_id)
            if row is None or not is_open(row.status):
                row = self._store(session, draft, given)
                reach(session, draft.conversation_id, "captured")
                audit.note(session, PERSON, "lead.captured", _subject(row), status=row.status)
            return self._lead(session, row, masked=False)

    def for_lawyer(self, account_id: int) -> list[Lead]:
        """Teasers of the leads this lawyer may take, oldest first, then the leads they have, newest first."""
        own = select(LeadRow).where(LeadRow.accepted_by == account_id).order_by(LeadRow.accepted_at.desc())
        with self._database.transaction() as session:
            offered = list(session.scalars(visible_to(account_id).order_by(LeadRow.captured_at)))
            taken = list(session.scalars(own))
            shown = revealed(session, taken)
            if shown:
                numbers = [row.id for row in taken if row.id in shown]
                audit.note(session, _actor(account_id), "lead.listed", f"account:{account_id}", leads=numbers)
            topics = topics_of(session, (*offered, *taken))
            teasers = [self._sealing.lead(row, topics[row.id], masked=True) for row in offered]
            return teasers + [self._sealing.lead(row, topics[row.id], masked=row.id not in shown) for row in taken]

    def get(self, lead_id: int, *, account_id: int) -> Lead:
        """The lead as this lawyer may see it; raise `UnknownLead` or `NotYours`."""
        with self._database.transaction() as session:
            row = known(session, lead_id)
            require_access(session, row, account_id)
            masked = row.accepted_by != account_id or not revealed(session, [row])
            if not masked:
                audit.note(session, _actor(account_id), "lead.read", _subject(row))
            return self._lead(session, row, masked=masked)

    def accept(self, lead_id: int, *, account_id: int) -> Lead:
        """Give the lead to the lawyer who asks first; raise `LeadTaken` for everyone after."""
        with self._database.transaction() as session:
            row = known(session, lead_id, lock=True)
            if row.accepted_by != account_id or row.status not in WITH_A_LAWYER:
                require_offered(row)
                require_access(session, row, account_id)
                take(session, row, account_id, actor=_actor(account_id))
                reach(session, row.conversation_id, "accepted")
                audit.note(session, _actor(account_id), "lead.accepted", _subject(row))
            return self._lead(session, row, masked=False)

    def decline(self, lead_id: int, *, account_id: int, reason: str) -> None:
        """Say no; the lead is not shown to this lawyer again, and is `declined` when nobody else could take it."""
        with self._database.transaction() as session:
            row = known(session, lead_id, lock=True)
            require_offered(row)
            require_access(session, row, account_id)
            session.add(LeadRefusalRow(lead_id=lead_id, account_id=account_id, reason=reason, at=utc_now()))
            session.flush()
            audit.note(session, _actor(account_id), "lead.declined", _subject(row), reason=reason)
            if session.scalar(open_to(lead_id).limit(1)) is None:
                advance(session, row, "declined", _actor(account_id))

    def set_disposition(self, lead_id: int, status: str, *, account_id: int, note: str = "") -> Lead:
        """Report what became of an accepted lead: contacted, consulted, retained or lost, in that order."""
        if status not in DISPOSITIONS:
            raise IllegalMove(f"{status!r} is nothing that can be reported; use {', '.join(DISPOSITIONS)}")
        with self._database.transaction() as session:
            row = known(session, lead_id, lock=True)
            if row.accepted_by != account_id:
                raise NotYours("only the lawyer who accepted this lead reports on it")
            advance(session, row, status, _actor(account_id), note=self._sealing.note(note))
            audit.note(session, _actor(account_id), f"lead.{status}", _subject(row))
            return self._lead(session, row, masked=False)

    def history(self, lead_id: int, *, account_id: int) -> list[LeadEvent]:
        """Every move of a lead that this lawyer may see, with its notes."""
        moves = select(LeadEventRow).where(LeadEventRow.lead_id == lead_id).order_by(LeadEventRow.id)
        with self._database.reading() as session:
            require_access(session, known(session, lead_id), account_id)
            return [
                LeadEvent(row.moved_from, row.moved_to, row.actor, self._sealing.read_note(row.note), row.at)
                for row in session.scalars(moves)
            ]

    def for_conversation(self, conversation_id: str) -> Lead | None:
        """The newest lead of a conversation as a teaser, or `None`."""
        with self._database.reading() as session:
            row = of_conversation(session, conversation_id)
            return self._lead(session, row, masked=True) if row is not None else None

    def withdraw(self, conversation_id: str, *, how: str = "typed") -> Lead | None:
        """Take the consent back and stop the lead, also one that a lawyer has; `None` when there is no lead."""
        with self._database.transaction() as session:
            row = _withdraw(session, conversation_id, how=how)
            return self._lead(session, row, masked=True) if row is not None else None

    def erase(self, conversation_id: str) -> int:
        """Withdraw, and empty every lead of the conversation of what says who it is about; return how many."""
        with self._database.transaction() as session:
            _withdraw(session, conversation_id, how="erased")
            rows = list(session.scalars(select(LeadRow).where(LeadRow.conversation_id == conversation_id)))
            for row in rows:
                erase(session, row, now=utc_now())
                audit.note(session, PERSON, "lead.erased", _subject(row))
            return len(rows)

    def unattended(self) -> list[Lead]:
        """Teasers, for staff, of the open leads that no lawyer can take as things are; longest wait first."""
        with self._database.reading() as session:
            rows = list(session.scalars(unattended().order_by(LeadRow.captured_at)))
            topics = topics_of(session, rows)
            return [self._sealing.lead(row, topics[row.id], masked=True) for row in rows]

    def release(self, lead_id: int, *, actor: str = SYSTEM) -> Lead:
        """Offer a lead that screening held back, or that everyone declined; raise `LeadWithdrawn` without consent."""
        with self._database.transaction() as session:
            row = known(session, lead_id, lock=True)
            if ledger.active(session, row.conversation_id) is None:
                raise LeadWithdrawn("the person has taken the request back")
            advance(session, row, "offered", actor)
            tell_offered(session, row, topics_of(session, [row])[row.id])
            audit.note(session, actor, "lead.released", _subject(row))
            return self._lead(session, row, masked=True)

    def export(self, *, actor: str = SYSTEM) -> Iterator[dict[str, Any]]:
        """Every lead in the open, oldest first; that it was exported is audited before the first one comes."""
        with self._database.transaction() as session:
            audit.note(session, actor, "lead.exported", "leads")
        after = 0
        while batch := self._batch(after):
            yield from (exported(lead) for lead in batch)
            after = batch[-1].id

    def _store(self, session: Session, draft: LeadDraft, given: ConsentGiven) -> LeadRow:
        now = utc_now()
        duplicate_of = find_duplicate(
            session,
            email_prints=self._sealing.email_prints(draft),
            phone_prints=self._sealing.phone_prints(draft),
            topics=draft.topics,
            now=now,
        )
        row = self._sealing.row(draft, ledger.give(session, given), now=now)
        prints = self._sealing.text_prints(draft)
        spam = doubts.weigh(session, draft, signs=self._doubt(_words(draft)), prints=prints, now=now)
        store(session, row, draft.topics, duplicate_of=duplicate_of, doubtful=spam.doubtful)
        doubts.keep(session, row, spam, text_print=prints[0])
        if row.status == "offered":
            tell_offered(session, row, draft.topics)
        return row

    def _lead(self, session: Session, row: LeadRow, *, masked: bool) -> Lead:
        return self._sealing.lead(row, topics_of(session, [row])[row.id], masked=masked)

    def _batch(self, after: int) -> list[Lead]:
        with self._database.reading() as session:
            rows = list(session.scalars(select(LeadRow).where(LeadRow.id > after).order_by(LeadRow.id).limit(BATCH)))
            topics = topics_of(session, rows)
            return [self._sealing.lead(row, topics[row.id], masked=False) for row in rows]


def _words(draft: LeadDraft) -> str:
    return "\n".join((draft.name, draft.description, draft.opposing_party or ""))


def _withdraw(session: Session, conversation_id: str, *, how: str) -> LeadRow | None:
    exclusive(session, f"lead:{conversation_id}")
    held = ledger.revoke(session, conversation_id, how=how) is not None
    newest = of_conversation(session, conversation_id)
    if newest is None:
        return None
    row = known(session, newest.id, lock=True)
    stopping = is_open(row.status)
    if stopping:
        advance(session, row, "withdrawn", PERSON)
    if stopping or (held and row.status == "lost"):
        tell_withdrawn(session, row)
        audit.note(session, PERSON, "lead.withdrawn", _subject(row))
    return row


def _actor(account_id: int) -> str:
    return f"account:{account_id}"


def _subject(row: LeadRow) -> str:
    return f"lead:{row.id}"
