"""OfferView: what an offer is like, for the lawyer who has it and for the desk; says nothing about the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from conversations.database import Database
from conversations.models import AccountRow, ConversationRow, MessageRow
from handoff.lifecycle import WITH_A_LAWYER
from handoff.models import LeadRow
from handoff.offer_models import OfferRow, RoutingRow
from handoff.routing import OBSTACLES
from handoff.taking import offered_to


@dataclass(frozen=True)
class OfferView:
    lead_id: int
    lawyer: str
    status: str
    mode: str
    cents: int
    made_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    reason: str | None


@dataclass(frozen=True)
class RoutingView:
    """One search for a lawyer. Each verdict is a name and why they were left out, or their turn."""

    at: datetime
    mode: str
    chosen: int | None
    verdicts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Counts:
    """The numbers of an inbox; `newest` changes when something has come in."""

    offered: int
    taken: int
    newest: str


class OfferViews:
    """Looks at offers without opening a lead."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def live(self, account_id: int, *, now: datetime) -> dict[int, OfferView]:
        """The lawyer's live offers by lead."""
        with self._database.reading() as session:
            numbers = [row.id for row in session.scalars(offered_to(account_id, now))]
            return {one.lead_id: one for one in self._of(OfferRow.account_id == account_id) if one.lead_id in numbers}

    def of_lead(self, lead_id: int) -> list[OfferView]:
        """Everyone to whom a lead was offered, in order."""
        return self._of(OfferRow.lead_id == lead_id)

    def routing_of(self, lead_id: int) -> list[RoutingView]:
        """Every search for a lawyer, newest first, in words."""
        found = select(RoutingRow).where(RoutingRow.lead_id == lead_id).order_by(RoutingRow.id.desc())
        with self._database.reading() as session:
            return [
                RoutingView(row.at, row.mode, row.chosen, tuple(map(_told, row.verdicts)))
                for row in session.scalars(found)
            ]

    def counts(self, account_id: int, *, now: datetime) -> Counts:
        """How many offers wait and how many leads the lawyer has."""
        with self._database.reading() as session:
            offered = [row.id for row in session.scalars(offered_to(account_id, now))]
            taken = session.scalar(select(func.count()).where(LeadRow.accepted_by == account_id)) or 0
            return Counts(len(offered), taken, f"{max(offered, default=0)}.{self._last_word(account_id)}")

    def answered(self, account_id: int) -> set[int]:
        """The lawyer's leads in which the person has had the last word since the lawyer wrote."""
        with self._database.reading() as session:
            return {lead_id for lead_id, _ in unanswered(session, LeadRow.accepted_by == account_id)}

    def _last_word(self, account_id: int) -> int:
        return max(self.answered(account_id), default=0)

    def _of(self, condition: Any) -> list[OfferView]:
        found = select(OfferRow, AccountRow.name).join(AccountRow, AccountRow.id == OfferRow.account_id)
        with self._database.reading() as session:
            return [_view(row, name) for row, name in session.execute(found.where(condition).order_by(OfferRow.id))]


def unanswered(session: Session, *conditions: ColumnElement[bool]) -> list[tuple[int, int]]:
    """Leads with a lawyer's thread in which the person has the last word, and the number of that message."""
    newest = (
        select(func.max(MessageRow.id))
        .where(MessageRow.conversation_id == LeadRow.conversation_id, MessageRow.author != "bot")
        .correlate(LeadRow)
        .scalar_subquery()
    )
    found = (
        select(LeadRow.id, MessageRow.id)
        .join(ConversationRow, ConversationRow.id == LeadRow.conversation_id)
        .join(MessageRow, MessageRow.id == newest)
        .where(LeadRow.accepted_by.is_not(None), LeadRow.status.in_(WITH_A_LAWYER), *conditions)
        .where(ConversationRow.held_by_lawyer_at.is_not(None), MessageRow.author == "person")
    )
    return [(int(lead_id), int(message_id)) for lead_id, message_id in session.execute(found)]


def _view(row: OfferRow, name: str) -> OfferView:
    told = (row.status, row.mode, row.cents, row.made_at, row.expires_at, row.answered_at, row.reason)
    return OfferView(row.lead_id, name, *told)


def _told(verdict: dict[str, Any]) -> tuple[str, str]:
    if verdict["obstacles"]:
        return verdict["name"], "; ".join(OBSTACLES.get(code, code) for code in verdict["obstacles"])
    return verdict["name"], "Fits" if verdict["turn"] else "Fits, and has the longest wait: chosen"
