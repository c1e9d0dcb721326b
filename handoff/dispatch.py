"""Dispatch: what time does to leads: offers run out, leads that waited are offered, hopeless ones are closed.

Each lead is moved in a transaction of its own, so that a process that dies loses nothing and repeats nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from conversations.database import Database
from conversations.models import AccountRow
from handoff import offers
from handoff.billing import Billing
from handoff.lifecycle import WITH_A_LAWYER
from handoff.models import LeadRow
from handoff.moves import advance, claimed
from handoff.notices import tell_answered, tell_digest
from handoff.offer_models import OfferRow
from handoff.offer_view import unanswered
from handoff.taking import WITH_NOBODY, told_of_exhaustion
from handoff.terms import Rules

SYSTEM = "system"


@dataclass(frozen=True)
class Round:
    """How many leads went to a next lawyer after an offer ran out, were offered at last, or found nobody."""

    expired: int
    offered: int
    exhausted: int


class Dispatch:
    """The clock's side of the handoff."""

    def __init__(self, database: Database, *, rules: Rules) -> None:
        self._database, self._rules = database, rules

    def run(self, *, now: datetime) -> Round:
        """Do everything that is due; safe to run at any time, and by several processes."""
        expired = sum(self._expire(lead_id, now) for lead_id in self._overdue(now))
        moved = [self._find_someone(lead_id, now) for lead_id in self._waiting()]
        self._tell_of_answers()
        return Round(expired, moved.count("offered"), moved.count("exhausted"))

    def remind(self, *, now: datetime) -> int:
        """Write each lawyer one reminder a day of leads on which nothing was reported; return how many."""
        before = now - self._rules.terms.unreported_after
        silent = select(LeadRow.accepted_by, LeadRow.id).where(
            LeadRow.status == "accepted", LeadRow.accepted_at < before
        )
        with self._database.transaction() as session:
            leads: dict[int, list[int]] = {}
            for account_id, lead_id in session.execute(silent.order_by(LeadRow.id)):
                leads.setdefault(account_id, []).append(lead_id)
            for account_id, numbers in leads.items():
                days = self._rules.terms.unreported_after.days
                tell_digest(session, account_id, numbers, days=days, day=now.date().isoformat())
            return len(leads)

    def charge_subscriptions(self, *, now: datetime) -> int:
        return Billing(self._database).charge_subscriptions(self._rules.terms.prices, now=now)

    def _tell_of_answers(self) -> None:
        """Tell lawyers what people have written in the threads that they began; each message once."""
        with self._database.transaction() as session:
            for lead_id, message_id in unanswered(session):
                tell_answered(session, session.get_one(LeadRow, lead_id), message_id)

    def _overdue(self, now: datetime) -> list[int]:
        """The leads whose live offer has run out, or whose lawyer was switched off."""
        found = select(OfferRow.lead_id).join(AccountRow, AccountRow.id == OfferRow.account_id)
        over = or_(OfferRow.expires_at <= now, AccountRow.disabled_at.is_not(None))
        with self._database.reading() as session:
            return list(session.scalars(found.where(OfferRow.status == offers.LIVE, over).order_by(OfferRow.id)))

    def _waiting(self) -> list[int]:
        found = select(LeadRow.id).where(LeadRow.status.in_(WITH_NOBODY), LeadRow.held.is_(None))
        with self._database.reading() as session:
            return list(session.scalars(found.order_by(LeadRow.id)))

    def _expire(self, lead_id: int, now: datetime) -> bool:
        with self._database.transaction() as session:
            row = claimed(session, lead_id)
            offer = offers.live(session, lead_id)
            if offer is None or row.status in WITH_A_LAWYER or not _over(session, offer, now):
                return False  # somebody was faster
            offers.expire(session, row, offer, self._rules, now)
            return True

    def _find_someone(self, lead_id: int, now: datetime) -> str:
        with self._database.transaction() as session:
            row = claimed(session, lead_id)
            if row.status not in WITH_NOBODY or row.held is not None or not offers.consented(session, row):
                return "elsewhere"
            found = offers.offer_next(session, row, self._rules, now)
            if found == "hopeless" or (
                found == "waits" and now > self._since(session, row) + self._rules.terms.patience
            ):
                advance(session, row, "exhausted", SYSTEM)
                told_of_exhaustion(session, row)
                return "exhausted"
            return found

    @staticmethod
    def _since(session: Session, row: LeadRow) -> datetime:
        """When the lead began to wait: after the last offer, or when it was captured."""
        answered = select(OfferRow.answered_at).where(OfferRow.lead_id == row.id, OfferRow.answered_at.is_not(None))
        last = session.scalars(answered.order_by(OfferRow.answered_at.desc()).limit(1)).first()
        return max(last or row.captured_at, row.captured_at)


def _over(session: Session, offer: OfferRow, now: datetime) -> bool:
    account = session.get_one(AccountRow, offer.account_id)
    return offer.expires_at <= now or account.disabled_at is not None
