"""Upkeep: what the operator does to all leads at once: empty old ones, change the keys."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select

from conversations import audit
from conversations.columns import utc_now
from conversations.database import Database
from handoff import offers
from handoff.access_models import SecondFactorRow, WebhookRow
from handoff.cipher import FieldCipher
from handoff.lifecycle import WITH_A_LAWYER, is_open
from handoff.models import ConflictListRow, LeadEventRow, LeadRow
from handoff.moves import advance
from handoff.offer_models import OfferRow, RefusedMessageRow
from handoff.sealing import Sealing, erase

SYSTEM = "system"


class Upkeep:
    """Care for leads in bulk; each run is one transaction and one line in the audit."""

    def __init__(self, database: Database, *, cipher: FieldCipher) -> None:
        self._database = database
        self._cipher = cipher
        self._sealing = Sealing(cipher)

    def purge(self, *, before: datetime) -> int:
        """Empty the leads that closed before that moment, and those captured before it that nobody accepted.

        What remains says no more than that there was a lead, where, on what, and how it ended. Return how many.
        """
        old = select(LeadRow).where(LeadRow.captured_at < before, LeadRow.erased_at.is_(None))
        over = old.where(or_(LeadRow.closed_at < before, LeadRow.accepted_by.is_(None)))
        with self._database.transaction() as session:
            rows = list(session.scalars(over.with_for_update()))
            for row in rows:
                if is_open(row.status):
                    offers.stop(session, row, utc_now())
                    advance(session, row, "withdrawn", SYSTEM)
                erase(session, row, now=utc_now())
            audit.note(session, SYSTEM, "lead.purged", "leads", leads=[row.id for row in rows])
            return len(rows)

    def in_hand(self) -> set[str]:
        """The conversations that a lawyer still works on: they are kept whatever their age."""
        with self._database.reading() as session:
            found = select(LeadRow.conversation_id).where(LeadRow.status.in_(WITH_A_LAWYER))
            return set(session.scalars(found))

    def renew(self) -> int:
        """Seal every field under the newest key, after `cipher.add_key`; return how many leads were renewed."""
        with self._database.transaction() as session:
            rows = list(session.scalars(select(LeadRow).where(LeadRow.erased_at.is_(None)).with_for_update()))
            for row in rows:
                self._sealing.renew(row)
            for event in session.scalars(select(LeadEventRow).where(LeadEventRow.note.is_not(None))):
                event.note = self._sealing.renew_note(event.note)
            for offer in session.scalars(select(OfferRow).where(OfferRow.note.is_not(None))):
                offer.note = self._sealing.renew_note(offer.note)
            for held in (*session.scalars(select(RefusedMessageRow)),):
                held.text = self._cipher.renew(held.text)
            for sealed in (*session.scalars(select(SecondFactorRow)), *session.scalars(select(WebhookRow))):
                sealed.secret = self._cipher.renew(sealed.secret)
            for listed in session.scalars(select(ConflictListRow).with_for_update()):
                listed.names = self._cipher.renew(listed.names)
            audit.note(session, SYSTEM, "lead.keys_renewed", "leads", leads=len(rows))
            return len(rows)
