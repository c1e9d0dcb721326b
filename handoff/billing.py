"""Billing: an append-only ledger of what lawyers owe and get back, in cents, and their statements month by month.

Months are those of UTC, so that a statement stays the same wherever it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.database import Database
from handoff.models import LawyerRow
from handoff.offer_models import BillingRow, OfferRow
from handoff.terms import Prices


@dataclass(frozen=True)
class Entry:
    """A line of the ledger; `cents` are owed when above zero, credited when below."""

    kind: str
    cents: int
    text: str
    lead_id: int | None
    at: datetime


@dataclass(frozen=True)
class Statement:
    """One lawyer's month."""

    account_id: int
    month: date
    entries: tuple[Entry, ...]

    @property
    def charges(self) -> int:
        return sum(entry.cents for entry in self.entries if entry.cents > 0)

    @property
    def credits(self) -> int:
        return -sum(entry.cents for entry in self.entries if entry.cents < 0)

    @property
    def total(self) -> int:
        return sum(entry.cents for entry in self.entries)


class Billing:
    """The ledger of all lawyers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def statement(self, account_id: int, month: date) -> Statement:
        begin, end = _span(month)
        found = select(BillingRow).where(BillingRow.account_id == account_id)
        with self._database.reading() as session:
            rows = session.scalars(found.where(BillingRow.at >= begin, BillingRow.at < end).order_by(BillingRow.id))
            entries = tuple(Entry(row.kind, row.cents, row.text, row.lead_id, row.at) for row in rows)
        return Statement(account_id, begin.date(), entries)

    def months(self, account_id: int) -> list[date]:
        """The months in which something was written for this lawyer, newest first."""
        with self._database.reading() as session:
            moments = session.scalars(select(BillingRow.at).where(BillingRow.account_id == account_id))
            return sorted({moment.astimezone(UTC).date().replace(day=1) for moment in moments}, reverse=True)

    def charge_subscriptions(self, prices: Prices, *, now: datetime) -> int:
        """Charge each subscriber for the running month, once; return how many were charged."""
        month = now.astimezone(UTC).strftime("%Y-%m")
        with self._database.transaction() as session:
            accounts = session.scalars(select(LawyerRow.account_id).where(LawyerRow.plan == "subscription")).all()
            return sum(
                _write(
                    session,
                    key=f"subscription-{account_id}-{month}",
                    account_id=account_id,
                    kind="subscription",
                    cents=prices.subscription,
                    text=f"Subscription for {month}",
                    at=now,
                )
                for account_id in accounts
            )


def charge(session: Session, offer: OfferRow, now: datetime) -> bool:
    """Charge an accepted offer, once; nothing is written for one that is free."""
    return offer.cents > 0 and _write(
        session,
        key=f"offer-{offer.id}",
        account_id=offer.account_id,
        kind="charge",
        cents=offer.cents,
        text=f"Lead {offer.lead_id} accepted",
        at=now,
        lead_id=offer.lead_id,
    )


def credit(session: Session, offer: OfferRow, now: datetime, *, why: str) -> bool:
    """Give back what an offer was charged, once."""
    charged = session.scalar(select(BillingRow.cents).where(BillingRow.key == f"offer-{offer.id}"))
    return bool(charged) and _write(
        session,
        key=f"offer-{offer.id}-credit",
        account_id=offer.account_id,
        kind="credit",
        cents=-int(charged or 0),
        text=f"Lead {offer.lead_id} given back: {why}",
        at=now,
        lead_id=offer.lead_id,
    )


def money(cents: int) -> str:
    """$25.00, or −$25.00 for what is given back."""
    dollars, rest = divmod(abs(cents), 100)
    return f"{'−' if cents < 0 else ''}${dollars:,}.{rest:02}"


def statement_rows(statement: Statement) -> Sequence[dict[str, object]]:
    """The entries as a table that a spreadsheet reads."""
    return [
        {
            "at": entry.at.isoformat(),
            "kind": entry.kind,
            "lead": entry.lead_id,
            "text": entry.text,
            "cents": entry.cents,
        }
        for entry in statement.entries
    ]


def _write(
    session: Session,
    *,
    key: str,
    account_id: int,
    kind: str,
    cents: int,
    text: str,
    at: datetime,
    lead_id: int | None = None,
) -> bool:
    if session.scalar(select(BillingRow.id).where(BillingRow.key == key)) is not None:
        return False
    session.add(BillingRow(key=key, account_id=account_id, lead_id=lead_id, kind=kind, cents=cents, text=text, at=at))
    session.flush()
    return True


def _span(month: date) -> tuple[datetime, datetime]:
    begin = datetime(month.year, month.month, 1, tzinfo=UTC)
    after = (month.year + 1, 1) if month.month == 12 else (month.year, month.month + 1)
    return begin, datetime(*after, 1, tzinfo=UTC)
