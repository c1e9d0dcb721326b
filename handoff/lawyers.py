"""Lawyers: who may practise where, and on what."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select
from sqlalchemy.orm import Session

from conversations.audit import note
from conversations.columns import utc_now
from conversations.database import Database
from conversations.models import AccountRow
from handoff.consent import holds
from handoff.errors import BadProfile
from handoff.models import LawyerRow, LawyerTopicRow, LeadRefusalRow, LeadRow, LeadTopicRow, LicenceRow
from handoff.states import state_code

OPERATOR = "operator"
TOPIC = re.compile(r"^[a-z][a-z_]{1,39}$")


@dataclass(frozen=True)
class Lawyer:
    """A lawyer's profile. Without topics it covers every topic; `bar_numbers` are by state."""

    account_id: int
    email: str
    name: str
    states: tuple[str, ...]
    topics: tuple[str, ...]
    bar_numbers: Mapping[str, str]
    firm: str
    phone: str
    paused: bool
    enabled: bool


class Lawyers:
    """The profiles of all lawyers. With `known_topics`, a topic that is not among them is refused."""

    def __init__(self, database: Database, *, known_topics: Collection[str] = ()) -> None:
        self._database = database
        self._known_topics = frozenset(known_topics)

    def add(
        self,
        account_id: int,
        states: Sequence[str],
        topics: Sequence[str] = (),
        bar_number: str | Mapping[str, str] = "",
        *,
        firm: str = "",
        phone: str = "",
        actor: str = OPERATOR,
    ) -> Lawyer:
        """Give an account of role `lawyer` its profile; a profile that is there is replaced.

        `bar_number` is one number for all states, or one for each. Raise `BadProfile` that says what is wrong.
        """
        codes = _states(states)
        numbers = bar_number if isinstance(bar_number, Mapping) else dict.fromkeys(codes, bar_number)
        wanted = self._topics(topics)
        with self._database.transaction() as session:
            account = session.get(AccountRow, account_id)
            if account is None or account.role != "lawyer":
                raise BadProfile(f"account {account_id} is not a lawyer's; add one with the role lawyer first")
            row = session.get(LawyerRow, account_id) or LawyerRow(account_id=account_id, created_at=utc_now())
            row.firm, row.phone = firm.strip(), phone.strip()
            session.add(row)
            session.flush()
            session.execute(delete(LicenceRow).where(LicenceRow.account_id == account_id))
            session.execute(delete(LawyerTopicRow).where(LawyerTopicRow.account_id == account_id))
            session.add_all(
                LicenceRow(account_id=account_id, state=code, bar_number=numbers.get(code, "").strip())
                for code in codes
            )
            session.add_all(LawyerTopicRow(account_id=account_id, topic=topic) for topic in wanted)
            note(session, actor, "lawyer.profile", f"account:{account_id}", states=codes, topics=wanted)
            session.flush()
            return _lawyers(session, AccountRow.id == account_id)[0]

    def all(self) -> list[Lawyer]:
        with self._database.reading() as session:
            return _lawyers(session)

    def get(self, account_id: int) -> Lawyer | None:
        with self._database.reading() as session:
            return next(iter(_lawyers(session, AccountRow.id == account_id)), None)

    def pause(self, account_id: int, *, actor: str = OPERATOR) -> Lawyer:
        """Offer this lawyer nothing new for now."""
        return self._set(account_id, paused=True, actor=actor)

    def resume(self, account_id: int, *, actor: str = OPERATOR) -> Lawyer:
        return self._set(account_id, paused=False, actor=actor)

    def _set(self, account_id: int, *, paused: bool, actor: str) -> Lawyer:
        with self._database.transaction() as session:
            row = session.get(LawyerRow, account_id)
            if row is None:
                raise BadProfile(f"account {account_id} has no lawyer's profile; add one first")
            row.paused_at = utc_now() if paused else None
            note(session, actor, "lawyer.paused" if paused else "lawyer.resumed", f"account:{account_id}")
            session.flush()
            return _lawyers(session, AccountRow.id == account_id)[0]

    def _topics(self, topics: Sequence[str]) -> list[str]:
        for topic in topics:
            if not TOPIC.match(topic) or (self._known_topics and topic not in self._known_topics):
                known = ", ".join(sorted(self._known_topics)) or "lower-case names such as housing"
                raise BadProfile(f"{topic!r} is no topic; topics are {known}")
        return list(dict.fromkeys(topics))


def visible_to(account_id: int) -> Select[tuple[LeadRow]]:
    """The offered leads that this lawyer's profile covers and that they have not declined."""
    return select(LeadRow).join(LawyerRow, LawyerRow.account_id == account_id).where(*_covers())


def would_fit(account_id: int) -> Select[tuple[LeadRow]]:
    """The leads, whatever became of them, that this lawyer's profile covers and that they have not declined."""
    return select(LeadRow).join(LawyerRow, LawyerRow.account_id == account_id).where(*_fits())


def open_to(lead_id: int) -> Select[tuple[int]]:
    """The accounts of the lawyers to whom this lead is still open."""
    return select(LawyerRow.account_id).join(LeadRow, LeadRow.id == lead_id).where(*_covers())


def unattended() -> Select[tuple[LeadRow]]:
    """The open leads that no lawyer can take as things are: held back, declined, or nobody covers them."""
    anyone = select(LawyerRow.account_id).where(*_covers()).correlate(LeadRow).exists()
    stuck = LeadRow.status.in_(("screened", "declined", "expired", "returned"))
    return select(LeadRow).where(holds(), or_(stuck, and_(LeadRow.status == "offered", ~anyone)))


def _covers() -> tuple[ColumnElement[bool], ...]:
    """The conditions under which the lead of a query is open to the lawyer of the query."""
    return (LeadRow.status == "offered", holds(), *_fits())


def _fits() -> tuple[ColumnElement[bool], ...]:
    """The conditions under which the lead of a query suits the lawyer of the query."""
    licensed = _of_query(
        select(LicenceRow.id).where(LicenceRow.account_id == LawyerRow.account_id, LicenceRow.state == LeadRow.state)
    )
    refused = _of_query(
        select(LeadRefusalRow.lead_id).where(
            LeadRefusalRow.lead_id == LeadRow.id, LeadRefusalRow.account_id == LawyerRow.account_id
        )
    )
    enabled = _of_query(
        select(AccountRow.id).where(AccountRow.id == LawyerRow.account_id, AccountRow.disabled_at.is_(None))
    )
    own_topics = _of_query(select(LawyerTopicRow.topic).where(LawyerTopicRow.account_id == LawyerRow.account_id))
    lead_topics = _of_query(select(LeadTopicRow.topic).where(LeadTopicRow.lead_id == LeadRow.id))
    return (
        LawyerRow.paused_at.is_(None),
        and_(licensed.exists(), enabled.exists(), ~refused.exists()),
        or_(
            ~own_topics.exists(),
            ~lead_topics.exists(),
            lead_topics.where(LeadTopicRow.topic.in_(own_topics)).exists(),
        ),
    )


def _of_query(found: Select[Any]) -> Select[Any]:
    """Make the lead and the lawyer those of the whole query, however deep this part of it stands."""
    return found.correlate(LawyerRow, LeadRow)


def _states(states: Sequence[str]) -> list[str]:
    codes = {state: state_code(state) for state in states}
    unknown = [state for state, code in codes.items() if code is None]
    if unknown or not codes:
        named = ", ".join(unknown) or "(none given)"
        raise BadProfile(f"a lawyer needs states such as MA or Texas; not one: {named}")
    return sorted({code for code in codes.values() if code})


def _lawyers(session: Session, *conditions: Any) -> list[Lawyer]:
    found = select(LawyerRow, AccountRow).join(AccountRow, AccountRow.id == LawyerRow.account_id)
    rows = session.execute(found.where(*conditions).order_by(LawyerRow.account_id)).all()
    licences: dict[int, dict[str, str]] = {}
    topics: dict[int, list[str]] = {}
    for licence in session.scalars(select(LicenceRow).order_by(LicenceRow.state)):
        licences.setdefault(licence.account_id, {})[licence.state] = licence.bar_number
    for topic in session.scalars(select(LawyerTopicRow).order_by(LawyerTopicRow.topic)):
        topics.setdefault(topic.account_id, []).append(topic.topic)
    return [
        Lawyer(
            account_id=lawyer.account_id,
            email=account.email,
            name=account.name,
            states=tuple(licences.get(lawyer.account_id, {})),
            topics=tuple(topics.get(lawyer.account_id, ())),
            bar_numbers=licences.get(lawyer.account_id, {}),
            firm=lawyer.firm,
            phone=lawyer.phone,
            paused=lawyer.paused_at is not None,
            enabled=account.disabled_at is None,
        )
        for lawyer, account in rows
    ]
