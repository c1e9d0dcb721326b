"""Sealing: between a lead in the open and its row in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from conversations.redaction import redact
from handoff.cipher import FieldCipher
from handoff.consent import ConsentEntry
from handoff.lead import Lead, LeadDraft
from handoff.models import LeadEventRow, LeadRow, LeadTopicRow, NoticeRow
from handoff.offer_models import OfferRow, RefusedMessageRow
from handoff.screening import completeness
from handoff.states import state_code

SEALED = ("name", "email", "phone", "opposing_party", "description", "safe_contact")


class Sealing:
    """Turns drafts into rows and rows into leads, with one cipher."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    def row(self, draft: LeadDraft, consent: ConsentEntry, *, now: datetime) -> LeadRow:
        sealed = {field: self._seal(getattr(draft, field)) for field in SEALED}
        return LeadRow(
            **sealed,
            conversation_id=draft.conversation_id,
            status="new",
            email_print=next(iter(self.email_prints(draft)), None),
            phone_print=next(iter(self.phone_prints(draft)), None),
            state=state_code(draft.state),
            county=draft.county,
            city=draft.city,
            mail_ok=draft.mail_ok,
            language=draft.language,
            deadline=draft.deadline,
            reasons=list(draft.reasons),
            consent_id=consent.number,
            consent_hash=consent.hash,
            consented_at=consent.at,
            completeness=completeness(draft),
            captured_at=now,
        )

    def email_prints(self, draft: LeadDraft) -> list[str]:
        return self._cipher.fingerprints(draft.email.strip().lower()) if draft.email else []

    def text_prints(self, draft: LeadDraft) -> list[str]:
        """What finds the same description again, whatever its capitals and spaces."""
        return self._cipher.fingerprints(" ".join(draft.description.lower().split()))

    def phone_prints(self, draft: LeadDraft) -> list[str]:
        return self._cipher.fingerprints(draft.phone.strip()) if draft.phone else []

    def lead(self, row: LeadRow, topics: Iterable[str], *, masked: bool) -> Lead:
        """Open a row; `masked` keeps everything closed that says who it is about."""
        fields = {field: self._open(getattr(row, field)) for field in SEALED}
        description = fields["description"] or ""
        if masked:
            description = redact(description, names=(fields["name"], fields["opposing_party"]))
            fields = dict.fromkeys(SEALED)
        return Lead(
            id=row.id,
            conversation_id="" if masked else row.conversation_id,
            status=row.status,
            masked=masked,
            name=fields["name"],
            email=fields["email"],
            phone=fields["phone"],
            opposing_party=fields["opposing_party"],
            safe_contact=fields["safe_contact"],
            description=description,
            state=row.state,
            county=row.county,
            city=None if masked else row.city,
            language=row.language,
            deadline=row.deadline,
            topics=tuple(topics),
            reasons=tuple(row.reasons),
            completeness=row.completeness,
            duplicate_of=row.duplicate_of,
            consented_at=row.consented_at,
            captured_at=row.captured_at,
            accepted_by=row.accepted_by,
            accepted_at=row.accepted_at,
            held=row.held,
            outcome=row.outcome,
        )

    def change(self, row: LeadRow, changes: Mapping[str, str]) -> None:
        """Seal new values of some fields in place of the old ones."""
        for field, value in changes.items():
            setattr(row, field, self._seal(value))
        row.email_print = self._print(row.email, lower=True)
        row.phone_print = self._print(row.phone, lower=False)

    def renew(self, row: LeadRow) -> None:
        """Seal a row again under the newest key."""
        for field in SEALED:
            if (sealed := getattr(row, field)) is not None:
                setattr(row, field, self._cipher.renew(sealed))
        row.email_print = self._print(row.email, lower=True)
        row.phone_print = self._print(row.phone, lower=False)

    def note(self, text: str) -> str | None:
        return self._seal(text or None)

    def read_note(self, sealed: str | None) -> str:
        return self._open(sealed) or ""

    def renew_note(self, sealed: str | None) -> str | None:
        return self._cipher.renew(sealed) if sealed is not None else None

    def _print(self, sealed: str | None, *, lower: bool) -> str | None:
        text = self._open(sealed)
        return self._cipher.fingerprint(text.strip().lower() if lower else text.strip()) if text else None

    def _seal(self, text: str | None) -> str | None:
        return self._cipher.seal(text) if text is not None else None

    def _open(self, sealed: str | None) -> str | None:
        return self._cipher.open(sealed) if sealed is not None else None


def erase(session: Session, row: LeadRow, *, now: datetime) -> None:
    """Empty everything that says who the lead is about, the lawyer's notes with it."""
    for field in (*SEALED, "email_print", "phone_print", "county", "city"):
        setattr(row, field, None)
    row.erased_at = row.erased_at or now
    session.execute(update(LeadEventRow).where(LeadEventRow.lead_id == row.id).values(note=None))
    session.execute(update(OfferRow).where(OfferRow.lead_id == row.id).values(note=None))
    session.execute(delete(RefusedMessageRow).where(RefusedMessageRow.lead_id == row.id))
    for_the_person = (NoticeRow.lead_id == row.id, NoticeRow.channel == "person", NoticeRow.sent_at.is_(None))
    session.execute(delete(NoticeRow).where(*for_the_person))


def topics_of(session: Session, rows: Iterable[LeadRow]) -> Mapping[int, list[str]]:
    """The topics of each lead, most important first."""
    numbers = [row.id for row in rows]
    found: dict[int, list[str]] = {number: [] for number in numbers}
    chosen = select(LeadTopicRow).where(LeadTopicRow.lead_id.in_(numbers)).order_by(LeadTopicRow.position)
    for row in session.scalars(chosen):
        found[row.lead_id].append(row.topic)
    return found


def exported(lead: Lead) -> dict[str, Any]:
    """A lead as `sidebar leads export` writes it."""
    return {
        "id": lead.id,
        "conversation_id": lead.conversation_id,
        "name": lead.name,
        "email": lead.email,
        "phone": lead.phone,
        "state": lead.state,
        "county": lead.county,
        "city": lead.city,
        "description": lead.description,
        "opposing_party": lead.opposing_party,
        "topics": list(lead.topics),
        "reasons": list(lead.reasons),
        "consented_at": lead.consented_at.isoformat(),
        "status": lead.status,
        "outcome": lead.outcome,
        "held": lead.held,
        "captured_at": lead.captured_at.isoformat(),
        "accepted_at": lead.accepted_at.isoformat() if lead.accepted_at else None,
        "accepted_by": lead.accepted_by,
        "duplicate_of": lead.duplicate_of,
    }
