"""Offers: one lead, one lawyer at a time: made, accepted, declined, expired; never twice to the same lawyer.

Everything here works inside the caller's transaction, on a lead that `moves.claimed` has locked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.database import exclusive
from handoff.consent import holds
from handoff.errors import ConflictOpen, LeadTaken, LeadWithdrawn, NotYours, OfferOver
from handoff.lawyers import Lawyer, lawyers_of
from handoff.lifecycle import WITH_A_LAWYER
from handoff.models import LeadRow
from handoff.moves import advance, take
from handoff.notices import tell_expired, tell_offered
from handoff.offer_models import OfferRow, RoutingRow
from handoff.routing import MONTH, NEVER, Candidate, Matter, Verdict, judge
from handoff.sealing import topics_of
from handoff.terms import Rules

LIVE, ACCEPTED, DECLINED, EXPIRED, WITHDRAWN = "live", "accepted", "declined", "expired", "withdrawn"
SYSTEM = "system"


def offer_next(session: Session, row: LeadRow, rules: Rules, now: datetime) -> str:
    """Offer a lead to the lawyer whose turn it is; return `offered`, `waits`, or `hopeless` if nobody ever could."""
    exclusive(session, "routing")
    topics = tuple(topics_of(session, [row])[row.id])
    matter = Matter(row.state, topics, row.language, row.county, row.city)
    candidates = _candidates(session, row.id, now)
    verdicts = judge(matter, candidates, compliance=rules.compliance, now=now)
    chosen = next((verdict.account_id for verdict in verdicts if not verdict.obstacles), None)
    _keep(session, row, verdicts, chosen, rules, now)
    if chosen is None:
        return "hopeless" if all(verdict.hopeless for verdict in verdicts) else "waits"
    lawyer = next(one.lawyer for one in candidates if one.lawyer.account_id == chosen)
    _make(session, row, lawyer, topics, rules, now)
    return "offered"


def live(session: Session, lead_id: int) -> OfferRow | None:
    """The offer that waits for an answer, if one does."""
    return session.scalar(select(OfferRow).where(OfferRow.lead_id == lead_id, OfferRow.status == LIVE))


def offer_to(session: Session, lead_id: int, account_id: int) -> OfferRow | None:
    """The one offer of this lead that this lawyer ever got."""
    return session.scalar(select(OfferRow).where(OfferRow.lead_id == lead_id, OfferRow.account_id == account_id))


def require_offer(session: Session, row: LeadRow, account_id: int, now: datetime) -> OfferRow:
    """The lawyer's live offer; raise `NotYours`, or say clearly why it is one no more."""
    offer = offer_to(session, row.id, account_id)
    if offer is None or offer.status == DECLINED:
        raise NotYours("this lead is not offered to you, or you have declined it")
    if row.status == "withdrawn" or not consented(session, row):
        raise LeadWithdrawn("the person has withdrawn: they have taken the request back")
    if row.status in WITH_A_LAWYER and row.accepted_by != account_id:
        raise LeadTaken("another lawyer has taken this lead")
    if offer.status != LIVE or offer.expires_at <= now:
        raise OfferOver("the time to answer is over: the lead has gone on to the next lawyer")
    return offer


def accept(session: Session, row: LeadRow, account_id: int, now: datetime, *, no_conflict: bool) -> OfferRow:
    """Give the lead to the lawyer who has the offer; the database lets one through, whoever else asks."""
    offer = require_offer(session, row, account_id, now)
    if not no_conflict:
        raise ConflictOpen("say first that you have checked and find no conflict of interest")
    take(session, row, account_id, at=now)
    _answer(session, offer, ACCEPTED, now)
    return offer


def decline(
    session: Session, row: LeadRow, account_id: int, rules: Rules, now: datetime, *, reason: str, note: str | None
) -> None:
    """Say no, and offer the lead to the next lawyer at once."""
    offer = require_offer(session, row, account_id, now)
    offer.reason, offer.note = reason, note
    _answer(session, offer, DECLINED, now)
    advance(session, row, "declined", f"account:{account_id}")
    offer_next(session, row, rules, now)


def expire(session: Session, row: LeadRow, offer: OfferRow, rules: Rules, now: datetime) -> None:
    """End an offer that nobody answered, tell the lawyer, and offer the lead to the next one."""
    _answer(session, offer, EXPIRED, now)
    advance(session, row, "expired", SYSTEM)
    tell_expired(session, row, offer.account_id)
    offer_next(session, row, rules, now)


def stop(session: Session, row: LeadRow, now: datetime) -> None:
    """End the live offer of a lead that is offered to nobody any more."""
    if (offer := live(session, row.id)) is not None:
        _answer(session, offer, WITHDRAWN, now)


def consented(session: Session, row: LeadRow) -> bool:
    return session.scalar(select(LeadRow.id).where(LeadRow.id == row.id, holds())) is not None


def routings(session: Session, lead_id: int) -> list[RoutingRow]:
    """Every search for a lawyer, newest first."""
    found = select(RoutingRow).where(RoutingRow.lead_id == lead_id)
    return list(session.scalars(found.order_by(RoutingRow.id.desc())))


def _candidates(session: Session, lead_id: int, now: datetime) -> list[Candidate]:
    had: dict[int, list[OfferRow]] = {}
    for offer in session.scalars(select(OfferRow).order_by(OfferRow.made_at)):
        had.setdefault(offer.account_id, []).append(offer)
    return [_candidate(lawyer, had.get(lawyer.account_id, []), lead_id, now) for lawyer in lawyers_of(session)]


def _candidate(lawyer: Lawyer, offers: Sequence[OfferRow], lead_id: int, now: datetime) -> Candidate:
    return Candidate(
        lawyer,
        had_it=any(offer.lead_id == lead_id for offer in offers),
        taken=tuple(
            offer.made_at for offer in offers if offer.status in (LIVE, ACCEPTED) and offer.made_at > now - MONTH
        ),
        last_offer=max((offer.made_at for offer in offers), default=NEVER),
    )


def _make(
    session: Session, row: LeadRow, lawyer: Lawyer, topics: tuple[str, ...], rules: Rules, now: datetime
) -> None:
    urgent = rules.terms.urgent(row.deadline, now.date())
    offer = OfferRow(
        lead_id=row.id,
        account_id=lawyer.account_id,
        status=LIVE,
        mode=rules.compliance.mode(row.state),
        cents=rules.price(row.state, topics, lawyer.practice.plan),
        made_at=now,
        expires_at=lawyer.practice.hours.after(now, rules.terms.hours_to_answer(urgent=urgent)),
    )
    session.add(offer)
    advance(session, row, "offered", SYSTEM)
    tell_offered(session, row, topics, lawyer, until=offer.expires_at)


def _keep(
    session: Session, row: LeadRow, verdicts: Sequence[Verdict], chosen: int | None, rules: Rules, now: datetime
) -> None:
    """Store how the choice came about, unless nothing is different from the last time."""
    told = [
        {"account": one.account_id, "name": one.name, "obstacles": list(one.obstacles), "turn": one.turn}
        for one in verdicts
    ]
    last = next(iter(routings(session, row.id)), None)
    if last is None or last.verdicts != told or last.chosen != chosen:
        mode = rules.compliance.mode(row.state)
        session.add(RoutingRow(lead_id=row.id, at=now, mode=mode, chosen=chosen, verdicts=told))


def _answer(session: Session, offer: OfferRow, status: str, now: datetime) -> None:
    offer.status, offer.answered_at = status, now
    session.flush()
