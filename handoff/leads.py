"""Leads: from a person's consented request to the lawyer who takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations import audit
from conversations.columns import utc_now
from conversations.database import Database, exclusive
from conversations.milestones import reach
from handoff import billing, doubts, offers
from handoff import consent as ledger
from handoff.agreement import as_recorded
from handoff.cipher import FieldCipher
from handoff.conflicts import Conflicts
from handoff.consent import ConsentGiven
from handoff.errors import LeadWithdrawn, NotYours, StateClosed
from handoff.lead import Lead, LeadDraft, LeadEvent
from handoff.lifecycle import WITH_A_LAWYER, is_open
from handoff.models import LeadEventRow, LeadRow
from handoff.moves import actor_of, advance, claimed, known, of_conversation, revealed, store, subject_of
from handoff.outcomes import Outcomes
from handoff.screening import find_duplicate
from handoff.sealing import Sealing, exported, topics_of
from handoff.states import state_code
from handoff.taking import (
    may_see,
    offered_to,
    require_release,
    told_of_acceptance,
    told_of_exhaustion,
    unattended,
)
from handoff.terms import Rules
from handoff.withdrawal import erase_all, withdraw

Doubt = Callable[[str], tuple[str, ...]]

PERSON, SYSTEM = "person", "system"
BATCH = 200


class Leads:
    """Every lead. Who it is about stays sealed until a lawyer has accepted it, and each look is audited."""

    def __init__(
        self,
        database: Database,
        *,
        cipher: FieldCipher,
        rules: Rules | None = None,
        clock: Callable[[], datetime] = utc_now,
        doubt: Doubt = lambda _: (),
    ) -> None:
        """`doubt` names what is doubtful about a text, in codes of handoff/doubts.py."""
        self._database, self._clock, self._doubt = database, clock, doubt
        self._sealing = Sealing(cipher)
        self.rules = rules or Rules.load()
        self.conflicts = Conflicts(database, cipher=cipher, clock=clock)
        self.outcomes = Outcomes(database, self._sealing, self.rules, clock)

    def capture(self, draft: LeadDraft) -> Lead:
        """Store a lead with its consent and offer it, all at once.

        Raise `NoConsent`, `BadLead` or `StateClosed` and store nothing. A conversation has one open lead: capturing
        again returns it. A duplicate of a recent lead (same contact and topic, 30 days) is held until `release`.
        """
        given = draft.check()
        if not self.rules.compliance.allows(state_code(draft.state)):
            raise StateClosed(self.rules.compliance.wording(state_code(draft.state), draft.language))
        with self._database.transaction() as session:
            exclusive(session, f"lead:{draft.conversation_id}")
            row = of_conversation(session, draft.conversation_id)
            if row is None or not is_open(row.status):
                row = self._store(session, draft, given)
                reach(session, draft.conversation_id, "captured")
                audit.note(session, PERSON, "lead.captured", subject_of(row), status=row.status)
            return self._lead(session, row, masked=False)

    def for_lawyer(self, account_id: int) -> list[Lead]:
        """Teasers of what is offered to this lawyer, oldest first, then the leads they have, newest first."""
        own = select(LeadRow).where(LeadRow.accepted_by == account_id).order_by(LeadRow.accepted_at.desc())
        with self._database.transaction() as session:
            offered = list(session.scalars(offered_to(account_id, self._clock())))
            taken = list(session.scalars(own))
            shown = revealed(session, taken)
            if shown:
                numbers = [row.id for row in taken if row.id in shown]
                audit.note(session, actor_of(account_id), "lead.listed", f"account:{account_id}", leads=numbers)
            topics = topics_of(session, (*offered, *taken))
            teasers = [self._sealing.lead(row, topics[row.id], masked=True) for row in offered]
            return teasers + [self._sealing.lead(row, topics[row.id], masked=row.id not in shown) for row in taken]

    def get(self, lead_id: int, *, account_id: int) -> Lead:
        """The lead as this lawyer may see it; raise `UnknownLead`, `NotYours` or `LeadTaken`."""
        with self._database.transaction() as session:
            row = known(session, lead_id)
            may_see(session, row, account_id, self._clock())
            masked = row.accepted_by != account_id or not revealed(session, [row])
            if not masked:
                audit.note(session, actor_of(account_id), "lead.read", subject_of(row))
            return self._lead(session, row, masked=masked)

    def accept(self, lead_id: int, *, account_id: int, no_conflict: bool) -> Lead:
        """Give the lead to the lawyer to whom it is offered; only then is it said who it is about.

        Raise `ConflictOpen` without the lawyer's word, `OfferOver` or `LeadTaken` for whoever comes late.
        """
        now = self._clock()
        with self._database.transaction() as session:
            row = claimed(session, lead_id)
            if row.accepted_by != account_id or row.status not in WITH_A_LAWYER:
                offer = offers.accept(session, row, account_id, now, no_conflict=no_conflict)
                billing.charge(session, offer, now)
                told_of_acceptance(session, row, account_id)
                reach(session, row.conversation_id, "accepted")
                audit.note(session, actor_of(account_id), "lead.accepted", subject_of(row), no_conflict=no_conflict)
            return self._lead(session, row, masked=not revealed(session, [row]))

    def decline(self, lead_id: int, *, account_id: int, reason: str, note: str = "") -> None:
        """Say no; the lead goes to the next lawyer at once and never comes back to this one."""
        with self._database.transaction() as session:
            row = claimed(session, lead_id)
            kept = self._sealing.note(note)
            offers.decline(session, row, account_id, self.rules, self._clock(), reason=reason, note=kept)
            audit.note(session, actor_of(account_id), "lead.declined", subject_of(row), reason=reason)

    def history(self, lead_id: int, *, account_id: int) -> list[LeadEvent]:
        """Every move of a lead that this lawyer has, with their own notes."""
        moves = select(LeadEventRow).where(LeadEventRow.lead_id == lead_id).order_by(LeadEventRow.id)
        with self._database.reading() as session:
            if known(session, lead_id).accepted_by != account_id:
                raise NotYours("only the lawyer who accepted this lead sees its history")
            me, shown = actor_of(account_id), []
            for row in session.scalars(moves):
                note = self._sealing.read_note(row.note) if row.actor == me else ""
                shown.append(LeadEvent(row.moved_from, row.moved_to, row.actor, note, row.at, row.outcome or ""))
            return shown

    def for_conversation(self, conversation_id: str) -> Lead | None:
        """The newest lead of a conversation as a teaser, or `None`."""
        with self._database.reading() as session:
            row = of_conversation(session, conversation_id)
            return self._lead(session, row, masked=True) if row is not None else None

    def withdraw(self, conversation_id: str, *, how: str = "typed") -> Lead | None:
        """Take the consent back and stop the lead, also one that a lawyer has; `None` when there is no lead."""
        with self._database.transaction() as session:
            row = withdraw(session, conversation_id, how=how, now=self._clock())
            return self._lead(session, row, masked=True) if row is not None else None

    def erase(self, conversation_id: str) -> int:
        """Withdraw, and empty every lead of the conversation of what says who it is about; return how many."""
        with self._database.transaction() as session:
            return erase_all(session, conversation_id, now=self._clock())

    def correct(
        self, conversation_id: str, *, name: str | None = None, email: str | None = None, phone: str | None = None
    ) -> bool:
        """Change details that the person gave, checked already; whether there was an open lead to change."""
        given = {"name": name, "email": email, "phone": phone}
        changes = {field: value for field, value in given.items() if value}
        with self._database.transaction() as session:
            newest = of_conversation(session, conversation_id)
            if newest is None or not is_open(newest.status) or not changes:
                return False
            row = claimed(session, newest.id)
            self._sealing.change(row, changes)
            audit.note(session, PERSON, "lead.corrected", subject_of(row), fields=sorted(changes))
            return True

    def unattended(self) -> list[Lead]:
        """Teasers, for staff, of the open leads that no lawyer has before them; longest wait first."""
        with self._database.reading() as session:
            rows = list(session.scalars(unattended().order_by(LeadRow.captured_at)))
            topics = topics_of(session, rows)
            return [self._sealing.lead(row, topics[row.id], masked=True) for row in rows]

    def release(self, lead_id: int, *, actor: str = SYSTEM) -> Lead:
        """Offer a lead that waited for the house; raise `IllegalMove`, or `LeadWithdrawn` without consent.

        When nobody can take it now, the worker looks again, and tells the person once there is no hope.
        """
        with self._database.transaction() as session:
            row = claimed(session, lead_id)
            if ledger.active(session, row.conversation_id) is None:
                raise LeadWithdrawn("the person has taken the request back")
            require_release(row)
            row.held = None
            offers.offer_next(session, row, self.rules, self._clock())
            audit.note(session, actor, "lead.released", subject_of(row))
            return self._lead(session, row, masked=True)

    def close(self, lead_id: int, *, actor: str = SYSTEM) -> Lead:
        """End a lead that is offered to nobody, and tell the person where else to ask."""
        with self._database.transaction() as session:
            row = claimed(session, lead_id)
            advance(session, row, "exhausted", actor)
            told_of_exhaustion(session, row)
            audit.note(session, actor, "lead.closed", subject_of(row))
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
        now = self._clock()
        duplicate_of = find_duplicate(
            session,
            email_prints=self._sealing.email_prints(draft),
            phone_prints=self._sealing.phone_prints(draft),
            topics=draft.topics,
            now=now,
        )
        row = self._sealing.row(draft, ledger.give(session, as_recorded(session, given)), now=now)
        row.duplicate_of, row.held = duplicate_of, "duplicate" if duplicate_of is not None else None
        prints = self._sealing.text_prints(draft)
        spam = doubts.weigh(session, draft, signs=self._doubt(_words(draft)), prints=prints, now=now)
        row.held = row.held or ("doubtful" if spam.doubtful else None)
        store(session, row, draft.topics)
        doubts.keep(session, row, spam, text_print=prints[0])
        if row.held is None:
            offers.offer_next(session, row, self.rules, now)
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
