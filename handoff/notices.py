"""Notices: what a lawyer has to be told, kept until they were.

A notice is written in the transaction that it tells of: both are kept or neither. It never says who a lead is about;
for that the lawyer signs in. Delivery is at least once: a process that dies between sending and noting it sends again
after the lease, under the same `key`, by which a receiver can tell the two apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from conversations.columns import LARGEST_ID, utc_now
from conversations.database import Database
from conversations.models import AccountRow
from handoff.errors import UnknownNotice
from handoff.lawyers import open_to
from handoff.models import LeadRow, NoticeRow

LEASE = timedelta(minutes=5)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720))  # after each failure
LONGEST_ERROR = 500


@dataclass(frozen=True)
class Notice:
    """Something to send. `key` stays the same however often it is tried."""

    id: int
    key: str
    address: str
    subject: str
    body: str
    attempts: int
    error: str


@dataclass(frozen=True)
class Delivery:
    """What one round of sending came to; `given_up` have failed too often and wait for a person."""

    sent: int
    failed: int
    given_up: int


Send = Callable[[Notice], None]  # raises whatever goes wrong


class Outbox:
    """Every notice that has not been sent yet."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def deliver(self, send: Send, *, limit: int = 50, now: datetime | None = None) -> Delivery:
        """Send what is due, oldest first. Several processes may do this at once: none sends what another holds."""
        moment = now or utc_now()
        outcomes = [self._try(send, notice, moment) for notice in self._claim(moment, limit)]
        return Delivery(*(outcomes.count(outcome) for outcome in ("sent", "failed", "given up")))

    def given_up(self) -> list[Notice]:
        """The notices that failed too often, newest first."""
        return self._list(_with_account().where(NoticeRow.given_up_at.is_not(None)))

    def waiting(self) -> list[Notice]:
        """The notices that are still to be sent, newest first."""
        return self._list(_with_account().where(NoticeRow.sent_at.is_(None), NoticeRow.given_up_at.is_(None)))

    def revive(self, notice_id: int) -> None:
        """Try a notice again that was given up; raise `UnknownNotice` when there is none such."""
        with self._database.transaction() as session:
            row = session.get(NoticeRow, notice_id) if 0 < notice_id <= LARGEST_ID else None
            if row is None or row.given_up_at is None:
                raise UnknownNotice(f"no notice number {notice_id} was given up")
            row.given_up_at, row.attempts, row.due_at = None, 0, utc_now()

    def _list(self, found: Select[tuple[NoticeRow, str]]) -> list[Notice]:
        with self._database.reading() as session:
            rows = session.execute(found.order_by(NoticeRow.id.desc()))
            return [_notice(row, address) for row, address in rows]

    def _claim(self, now: datetime, limit: int) -> list[Notice]:
        due = _with_account().where(
            NoticeRow.sent_at.is_(None),
            NoticeRow.given_up_at.is_(None),
            NoticeRow.due_at <= now,
            AccountRow.disabled_at.is_(None),
        )
        mine = due.order_by(NoticeRow.due_at, NoticeRow.id).limit(limit)
        with self._database.transaction() as session:
            rows = session.execute(mine.with_for_update(skip_locked=True, of=NoticeRow)).all()
            for row, _ in rows:
                row.attempts, row.due_at = row.attempts + 1, now + LEASE
            return [_notice(row, address) for row, address in rows]

    def _try(self, send: Send, notice: Notice, now: datetime) -> str:
        try:
            send(notice)
        except Exception as error:  # whatever the mail server does, the notice is kept and tried again
            return self._note_failure(notice, error, now)
        with self._database.transaction() as session:
            row = session.get_one(NoticeRow, notice.id)
            row.sent_at, row.error = now, ""
        return "sent"

    def _note_failure(self, notice: Notice, error: Exception, now: datetime) -> str:
        with self._database.transaction() as session:
            row = session.get_one(NoticeRow, notice.id)
            row.error = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
            if notice.attempts > len(PAUSES):
                row.given_up_at = now
                return "given up"
            row.due_at = now + PAUSES[notice.attempts - 1]
            return "failed"


def tell_offered(session: Session, row: LeadRow, topics: Iterable[str]) -> None:
    """Tell every lawyer to whom the lead is open that it is there."""
    about = ", ".join(topic.replace("_", " ") for topic in topics) or "no topic named"
    for account_id in session.scalars(open_to(row.id)).all():
        _post(
            session,
            row,
            account_id,
            "offered",
            subject=f"A new lead in {row.state}: {about}",
            body=f"Someone in {row.state} asks for a lawyer ({about}).\n\n"
            "Sign in to the portal to read what it is about, and to accept or decline it. "
            "The first lawyer to accept it gets it.",
        )


def tell_withdrawn(session: Session, row: LeadRow) -> None:
    """Tell the lawyer who has the lead, if one does, that the person wants to hear no more."""
    if row.accepted_by is not None:
        _post(
            session,
            row,
            row.accepted_by,
            "withdrawn",
            subject=f"Lead {row.id} was withdrawn",
            body=f"The person behind lead {row.id} has taken their consent back. Please do not contact them "
            "about this lead any more. Their details are no longer shown in the portal.",
        )


def _post(session: Session, lead: LeadRow, account_id: int, kind: str, *, subject: str, body: str) -> None:
    key = f"lead-{lead.id}-{kind}-{account_id}"
    if session.scalar(select(NoticeRow.id).where(NoticeRow.key == key)) is None:
        now = utc_now()
        session.add(
            NoticeRow(
                key=key,
                account_id=account_id,
                lead_id=lead.id,
                subject=subject,
                body=body,
                created_at=now,
                due_at=now,
                attempts=0,
                error="",
            )
        )


def _with_account() -> Select[tuple[NoticeRow, str]]:
    return select(NoticeRow, AccountRow.email).join(AccountRow, AccountRow.id == NoticeRow.account_id)


def _notice(row: NoticeRow, address: str) -> Notice:
    return Notice(row.id, row.key, address, row.subject, row.body, row.attempts, row.error)
