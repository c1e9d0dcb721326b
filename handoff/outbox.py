"""Outbox: what a lawyer, a person or a lawyer's own system has to be told, kept until they were.

A notice is written in the transaction that it tells of: both are kept or neither. Delivery is at least once: a
process that dies between sending and noting it sends again after the lease, under the same `key`, by which a receiver
can tell the two apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Select, or_, select

from conversations.columns import LARGEST_ID, utc_now
from conversations.database import Database
from conversations.models import AccountRow
from handoff.errors import UnknownNotice
from handoff.models import NoticeRow

LEASE = timedelta(minutes=5)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720))  # after each failure
LONGEST_ERROR = 500


@dataclass(frozen=True)
class Notice:
    """Something to send. `key` stays the same however often it is tried.

    `channel` is `lawyer` (the account's e-mail is the address), `person` or `webhook` (the address is opened later).
    """

    id: int
    key: str
    address: str
    subject: str
    body: str
    attempts: int
    error: str
    channel: str = "lawyer"
    event: str = ""
    lead_id: int | None = None
    account_id: int | None = None
    webhook_id: int | None = None


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

    def _list(self, found: Select[tuple[NoticeRow, str | None]]) -> list[Notice]:
        with self._database.reading() as session:
            rows = session.execute(found.order_by(NoticeRow.id.desc()))
            return [_notice(row, address) for row, address in rows]

    def _claim(self, now: datetime, limit: int) -> list[Notice]:
        due = _with_account().where(
            NoticeRow.sent_at.is_(None),
            NoticeRow.given_up_at.is_(None),
            NoticeRow.due_at <= now,
            or_(NoticeRow.account_id.is_(None), AccountRow.disabled_at.is_(None)),
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
            row = session.get(NoticeRow, notice.id)
            if row is not None:  # else: the person erased the lead meanwhile, and its notices with it
                row.sent_at, row.error = now, ""
        return "sent"

    def _note_failure(self, notice: Notice, error: Exception, now: datetime) -> str:
        with self._database.transaction() as session:
            row = session.get(NoticeRow, notice.id)
            if row is None:
                return "sent"
            row.error = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
            if notice.attempts > len(PAUSES):
                row.given_up_at = now
                return "given up"
            row.due_at = now + PAUSES[notice.attempts - 1]
            return "failed"


def _with_account() -> Select[tuple[NoticeRow, str | None]]:
    joined = select(NoticeRow, AccountRow.email).outerjoin(AccountRow, AccountRow.id == NoticeRow.account_id)
    return cast(Select[tuple[NoticeRow, str | None]], joined)


def _notice(row: NoticeRow, address: str | None) -> Notice:
    return Notice(
        row.id,
        row.key,
        (address or "") if row.channel == "lawyer" else "",
        row.subject,
        row.body,
        row.attempts,
        row.error,
        channel=row.channel,
        event=row.event,
        lead_id=row.lead_id,
        account_id=row.account_id,
        webhook_id=row.webhook_id,
    )
