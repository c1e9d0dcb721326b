"""Taking: which leads a lawyer may see, and what the person hears when one of them takes theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from conversations.models import AccountRow
from handoff import offers
from handoff.consent import holds
from handoff.errors import IllegalMove
from handoff.lawyers import Lawyer, lawyers_of, signature
from handoff.lifecycle import MOVES
from handoff.models import LeadRow
from handoff.notices import tell_person, tell_webhooks
from handoff.offer_models import OfferRow
from handoff.wording import said

WITH_NOBODY = tuple(state for state in MOVES if "offered" in MOVES[state])


def offered_to(account_id: int, now: datetime) -> Select[tuple[LeadRow]]:
    """The leads that wait for this lawyer's answer, oldest first."""
    mine = select(LeadRow).join(OfferRow, OfferRow.lead_id == LeadRow.id)
    mine = mine.join(AccountRow, AccountRow.id == OfferRow.account_id).where(AccountRow.disabled_at.is_(None))
    live = mine.where(OfferRow.account_id == account_id, OfferRow.status == offers.LIVE, OfferRow.expires_at > now)
    return live.where(LeadRow.status == "offered", holds()).order_by(LeadRow.captured_at)


def may_see(session: Session, row: LeadRow, account_id: int, now: datetime) -> None:
    """Raise `NotYours`, `LeadTaken` or one of its kinds unless the lead is offered to this lawyer or theirs."""
    if row.accepted_by != account_id:
        offers.require_offer(session, row, account_id, now)


def unattended() -> Select[tuple[LeadRow]]:
    """The open leads that no lawyer has before them."""
    return select(LeadRow).where(holds(), LeadRow.status.in_(WITH_NOBODY))


def require_release(row: LeadRow) -> None:
    if row.status not in WITH_NOBODY:
        raise IllegalMove(f"a lead that is {row.status} waits for nobody to let it go")


def told_of_acceptance(session: Session, row: LeadRow, account_id: int) -> None:
    """Tell the person by name who has their request, and the lawyer's own systems that it is theirs."""
    lawyer = lawyers_of(session, AccountRow.id == account_id)[0]
    tell_person(session, row, "accepted", lawyer=signature(lawyer), place=_place(lawyer, row.language))
    tell_webhooks(session, row, account_id, "lead.accepted")


def told_of_exhaustion(session: Session, row: LeadRow) -> None:
    """Tell the person that nobody can take it, with other places to ask."""
    tell_person(session, row, "exhausted")


def _place(lawyer: Lawyer, language: str) -> str:
    office = (
        said("person", "accepted_office", language, office=lawyer.practice.office) if lawyer.practice.office else ""
    )
    return said("person", "accepted_place", language, states=", ".join(lawyer.states), office=office)
