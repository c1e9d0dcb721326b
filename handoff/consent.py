"""ConsentLedger: what each person agreed to, word for word, in a book that cannot be rewritten unnoticed.

Each entry carries the SHA-256 of its content and of the entry before it; the database refuses to change or delete
entries; each lead keeps the hash of the consent it rests on. `verify` finds any change, gap or missing entry up to
the newest lead. Someone who can rewrite the whole book and all leads is found only by a hash that was kept elsewhere:
note `head()` outside the database from time to time and give it to `verify`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from conversations.columns import storable, utc_now
from conversations.database import Database, exclusive
from conversations.milestones import reach
from handoff.errors import NoConsent
from handoff.models import ConsentRow, LeadRow

GENESIS = "0" * 64


@dataclass(frozen=True)
class ConsentGiven:
    """A person's yes. `text` is what they were shown, `how` what they did (`button`, `typed`)."""

    conversation_id: str
    text: str
    version: str
    how: str = "typed"
    channels: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    page_url: str | None = None
    locale: str | None = None
    given_at: datetime = field(default_factory=utc_now)


@dataclass(frozen=True)
class ConsentEntry:
    """A line of the ledger. `kind` is `given` or `revoked`."""

    number: int
    kind: str
    conversation_id: str
    text: str
    version: str
    how: str
    channels: tuple[str, ...]
    recipients: tuple[str, ...]
    page_url: str | None
    locale: str | None
    at: datetime
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class LedgerCheck:
    """`broken_at` is the number of the first entry that is wrong or missing; `None` when all is well."""

    entries: int
    broken_at: int | None = None
    problem: str = ""

    @property
    def intact(self) -> bool:
        return self.broken_at is None


class ConsentLedger:
    """The book of consents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, consent: ConsentGiven) -> ConsentEntry:
        with self._database.transaction() as session:
            return give(session, consent)

    def revoke(self, conversation_id: str, *, how: str = "typed") -> ConsentEntry:
        """Note that the person takes it back; raise `NoConsent` if there is nothing to take back.

        `Leads.withdraw` does this too and stops the lead in the same breath: call that one when there is a lead.
        """
        with self._database.transaction() as session:
            entry = revoke(session, conversation_id, how=how)
        if entry is None:
            raise NoConsent("there is no consent to take back in this conversation")
        return entry

    def active(self, conversation_id: str) -> ConsentEntry | None:
        """The consent that holds now, if any."""
        with self._database.reading() as session:
            return active(session, conversation_id)

    def head(self) -> tuple[int, str]:
        """Number and hash of the newest entry: worth keeping somewhere else."""
        with self._database.reading() as session:
            return _head(session)

    def verify(self, *, head: tuple[int, str] | None = None) -> LedgerCheck:
        """Go through the whole book; `head` is one that was kept elsewhere."""
        known = dict([head]) if head is not None else {}
        with self._database.reading() as session:
            used = session.execute(select(LeadRow.consent_id, LeadRow.consent_hash).order_by(LeadRow.consent_id))
            known |= {row.consent_id: row.consent_hash for row in used}
            return _verify(session, known)


def give(session: Session, consent: ConsentGiven) -> ConsentEntry:
    """Enter a consent; raise `NoConsent` unless it says what was agreed to and came after any revocation."""
    if not consent.text.strip() or not consent.version.strip():
        raise NoConsent("a consent must carry the exact wording that was shown, and its version")
    last = _last(session, consent.conversation_id)
    if last is not None and last.kind == "revoked" and consent.given_at <= last.at:
        raise NoConsent("the person has taken this consent back; ask again")
    reach(session, consent.conversation_id, "consented")
    return _append(session, "given", consent)


def revoke(session: Session, conversation_id: str, *, how: str) -> ConsentEntry | None:
    """Enter a revocation of the consent that holds now; `None` when none does."""
    held = active(session, conversation_id)
    if held is None:
        return None
    taken_back = ConsentGiven(
        conversation_id, held.text, held.version, how, held.channels, held.recipients, held.page_url, held.locale
    )
    return _append(session, "revoked", taken_back)


def active(session: Session, conversation_id: str) -> ConsentEntry | None:
    """The consent that holds now, seen from inside a transaction."""
    last = _last(session, conversation_id)
    return _entry(last) if last is not None and last.kind == "given" else None


def holds() -> ColumnElement[bool]:
    """The condition, for a query about leads, that the consent of the lead's person holds now."""
    newest = aliased(ConsentRow)
    last = select(func.max(newest.id)).where(newest.conversation_id == LeadRow.conversation_id)
    found = select(ConsentRow.id).where(ConsentRow.id == last.correlate(LeadRow).scalar_subquery())
    return found.where(ConsentRow.kind == "given").correlate(LeadRow).exists()


def _append(session: Session, kind: str, consent: ConsentGiven) -> ConsentEntry:
    exclusive(session, "consent ledger")
    number, previous = _head(session)
    row = ConsentRow(
        id=number + 1,
        kind=kind,
        conversation_id=consent.conversation_id,
        wording=storable(consent.text),
        version=consent.version,
        page_url=storable(consent.page_url) if consent.page_url else None,
        channels=list(consent.channels),
        recipients=list(consent.recipients),
        locale=consent.locale,
        how=consent.how,
        at=consent.given_at.astimezone(UTC),
        previous_hash=previous,
        hash="",
    )
    row.hash = _digest(row)
    session.add(row)
    session.flush()
    return _entry(row)


def _last(session: Session, conversation_id: str) -> ConsentRow | None:
    found = select(ConsentRow).where(ConsentRow.conversation_id == conversation_id)
    return session.scalar(found.order_by(ConsentRow.id.desc()).limit(1))


def _head(session: Session) -> tuple[int, str]:
    newest = session.execute(select(ConsentRow.id, ConsentRow.hash).order_by(ConsentRow.id.desc()).limit(1)).first()
    return (newest[0], newest[1]) if newest else (0, GENESIS)


def _entry(row: ConsentRow) -> ConsentEntry:
    return ConsentEntry(
        number=row.id,
        kind=row.kind,
        conversation_id=row.conversation_id,
        text=row.wording,
        version=row.version,
        how=row.how,
        channels=tuple(row.channels),
        recipients=tuple(row.recipients),
        page_url=row.page_url,
        locale=row.locale,
        at=row.at,
        previous_hash=row.previous_hash,
        hash=row.hash,
    )


def _digest(row: ConsentRow) -> str:
    content = asdict(_entry(row)) | {"at": row.at.isoformat(timespec="microseconds")}
    del content["hash"]
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _verify(session: Session, known: dict[int, str]) -> LedgerCheck:
    previous, count = GENESIS, 0
    for row in session.scalars(select(ConsentRow).order_by(ConsentRow.id).execution_options(yield_per=500)):
        count += 1
        if row.id != count:
            return LedgerCheck(count - 1, count, "an entry is missing")
        if row.previous_hash != previous or row.hash != _digest(row):
            return LedgerCheck(count, row.id, "an entry was changed")
        if known.pop(row.id, row.hash) != row.hash:
            return LedgerCheck(count, row.id, "an entry is not the one that was relied on")
        previous = row.hash
    if known:
        return LedgerCheck(count, min(known), "an entry that was relied on is missing")
    return LedgerCheck(count)
