"""Lawyers: who may practise where, and on what."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from conversations.audit import note
from conversations.columns import utc_now
from conversations.database import Database
from conversations.models import AccountRow
from handoff.errors import BadProfile
from handoff.models import LawyerRow, LawyerTopicRow, LicenceRow
from handoff.practice import Caps, Practice, zone_of
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
    practice: Practice


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
            row = session.get(LawyerRow, account_id) or _new(account_id, codes[0])
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
            return lawyers_of(session, AccountRow.id == account_id)[0]

    def all(self) -> list[Lawyer]:
        with self._database.reading() as session:
            return lawyers_of(session)

    def get(self, account_id: int) -> Lawyer | None:
        with self._database.reading() as session:
            return next(iter(lawyers_of(session, AccountRow.id == account_id)), None)

    def arrange(self, account_id: int, practice: Practice, *, actor: str = OPERATOR) -> Lawyer:
        """Set how this lawyer works; raise `BadProfile` that says what is wrong."""
        practice.check()
        with self._database.transaction() as session:
            row = session.get(LawyerRow, account_id)
            if row is None:
                raise BadProfile(f"account {account_id} has no lawyer's profile; add one first")
            _fill(row, practice)
            note(session, actor, "lawyer.practice", f"account:{account_id}")
            session.flush()
            return lawyers_of(session, AccountRow.id == account_id)[0]

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
            return lawyers_of(session, AccountRow.id == account_id)[0]

    def _topics(self, topics: Sequence[str]) -> list[str]:
        for topic in topics:
            if not TOPIC.match(topic) or (self._known_topics and topic not in self._known_topics):
                known = ", ".join(sorted(self._known_topics)) or "lower-case names such as housing"
                raise BadProfile(f"{topic!r} is no topic; topics are {known}")
        return list(dict.fromkeys(topics))


def _new(account_id: int, state: str) -> LawyerRow:
    row = LawyerRow(account_id=account_id, created_at=utc_now())
    _fill(row, Practice(time_zone=zone_of(state)))
    return row


def _fill(row: LawyerRow, practice: Practice) -> None:
    row.languages, row.time_zone = list(practice.languages), practice.time_zone
    row.schedule = {day: list(times) for day, times in practice.schedule.items()}
    row.counties, row.office, row.radius_miles = list(practice.counties), practice.office, practice.radius_miles
    row.federal, row.plan = practice.federal, practice.plan
    row.cap_day, row.cap_week, row.cap_month = practice.caps.day, practice.caps.week, practice.caps.month


def _practice(row: LawyerRow) -> Practice:
    return Practice(
        languages=tuple(row.languages),
        time_zone=row.time_zone,
        schedule=row.schedule,
        counties=tuple(row.counties),
        office=row.office,
        radius_miles=row.radius_miles,
        federal=row.federal,
        caps=Caps(row.cap_day, row.cap_week, row.cap_month),
        plan=row.plan,
    )


def signature(lawyer: Lawyer) -> str:
    """Name and firm, as a person reads them."""
    return f"{lawyer.name}, {lawyer.firm}" if lawyer.firm else lawyer.name


def _states(states: Sequence[str]) -> list[str]:
    codes = {state: state_code(state) for state in states}
    unknown = [state for state, code in codes.items() if code is None]
    if unknown or not codes:
        named = ", ".join(unknown) or "(none given)"
        raise BadProfile(f"a lawyer needs states such as MA or Texas; not one: {named}")
    return sorted({code for code in codes.values() if code})


def lawyers_of(session: Session, *conditions: Any) -> list[Lawyer]:
    """The profiles of the accounts that meet the conditions, seen from inside a transaction."""
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
            practice=_practice(lawyer),
        )
        for lawyer, account in rows
    ]
