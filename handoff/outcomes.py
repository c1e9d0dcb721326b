"""Outcomes: what a lawyer reports about a lead that is theirs, and how they give one back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from conversations import audit
from conversations.database import Database
from handoff import billing, offers
from handoff.errors import IllegalMove, NotYours, TooLate
from handoff.lead import Lead
from handoff.lifecycle import MOVES, OUTCOMES, RETURN_REASONS, Outcome, ReturnReason
from handoff.models import LeadRow
from handoff.moves import actor_of, advance, claimed, revealed, subject_of
from handoff.notices import call_off, tell_person
from handoff.sealing import Sealing, topics_of
from handoff.terms import Rules
from handoff.withdrawal import release_chat


class Outcomes:
    """Reports and returns; only the lawyer who accepted a lead makes them."""

    def __init__(self, database: Database, sealing: Sealing, rules: Rules, clock: Callable[[], datetime]) -> None:
        self._database, self._sealing, self._rules, self._clock = database, sealing, rules, clock

    def report(self, lead_id: int, outcome: str, *, account_id: int, note: str = "") -> Lead:
        """Say what became of a lead; raise `IllegalMove` for a step that is unknown or would skip another."""
        if outcome not in OUTCOMES:
            raise IllegalMove(f"{outcome!r} is nothing that can be reported; use {', '.join(OUTCOMES)}")
        with self._database.transaction() as session:
            row = _own(session, lead_id, account_id)
            to, me = OUTCOMES[outcome].state, actor_of(account_id)
            advance(session, row, to, me, note=self._sealing.note(note), outcome=outcome)
            row.outcome = outcome
            if to == "lost":
                release_chat(session, row.conversation_id)
            audit.note(session, me, f"lead.{to}", subject_of(row), outcome=outcome)
            return self._lead(session, row)

    def give_back(self, lead_id: int, reason: str, *, account_id: int, note: str = "") -> Lead:
        """Give a lead back, with credit where the reason has it; it goes to the next lawyer, or to the desk first.

        Raise `TooLate` when the time for it is over.
        """
        if reason not in RETURN_REASONS:
            raise IllegalMove(f"{reason!r} is no reason to give a lead back; use {', '.join(RETURN_REASONS)}")
        now, why = self._clock(), RETURN_REASONS[reason]
        with self._database.transaction() as session:
            row = _own(session, lead_id, account_id)
            if row.accepted_at is not None and now > row.accepted_at + self._rules.terms.return_within:
                raise TooLate(f"a lead can be given back within {self._rules.terms.return_within.days} days")
            advance(session, row, "returned", actor_of(account_id), note=self._sealing.note(note), outcome=reason)
            self._settle(session, row, account_id, why, reason, now)
            audit.note(session, actor_of(account_id), "lead.returned", subject_of(row), reason=reason)
            return self._lead(session, row)

    def _settle(
        self, session: Session, row: LeadRow, account_id: int, why: ReturnReason, reason: str, now: datetime
    ) -> None:
        """Take it out of the lawyer's hands, credit it, tell the person, and send it on."""
        offer = offers.offer_to(session, row.id, account_id)
        if offer is not None and why.credited:
            billing.credit(session, offer, now, why=why.name)
        row.accepted_by, row.accepted_at, row.outcome = None, None, reason
        call_off(session, row.id)
        release_chat(session, row.conversation_id)
        if reason == "bad_contact":
            tell_person(session, row, "unreachable")
        elif why.onward:
            tell_person(session, row, "returned")
        row.held = None if why.onward else "returned"
        if why.onward:
            offers.offer_next(session, row, self._rules, now)

    def returnable(self, lead: Lead) -> bool:
        """Whether this lead can still be given back."""
        in_time = lead.accepted_at is not None and self._clock() <= lead.accepted_at + self._rules.terms.return_within
        return in_time and "returned" in MOVES[lead.status]

    def _lead(self, session: Session, row: LeadRow) -> Lead:
        return self._sealing.lead(row, topics_of(session, [row])[row.id], masked=not revealed(session, [row]))


def possible(status: str) -> Mapping[str, Outcome]:
    """What can be reported about a lead in this state."""
    return {key: outcome for key, outcome in OUTCOMES.items() if outcome.state in MOVES[status]}


def _own(session: Session, lead_id: int, account_id: int) -> LeadRow:
    row = claimed(session, lead_id)
    if row.accepted_by != account_id:
        raise NotYours("only the lawyer who accepted this lead reports on it")
    return row
