"""Courier: bring a notice to whom it is for: a lawyer's mail, a person's mail, a lawyer's own system.

Addresses and contents are opened here, at the last moment: what was erased or taken back meanwhile is not sent.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from conversations import audit
from conversations.database import Database
from handoff.cipher import FieldCipher
from handoff.events import clio, standard
from handoff.lead import Lead
from handoff.models import LeadRow
from handoff.moves import revealed
from handoff.outbox import Notice, Send
from handoff.returning import Returning
from handoff.sealing import Sealing, topics_of
from handoff.webhooks import Endpoint, Webhooks
from handoff.wording import said


class Courier:
    """`mail` sends one letter; without a mail server it writes to the log."""

    def __init__(
        self, database: Database, *, cipher: FieldCipher, mail: Send, webhooks: Webhooks, returning: Returning
    ) -> None:
        self._database, self._mail, self._webhooks, self._returning = database, mail, webhooks, returning
        self._sealing = Sealing(cipher)

    def __call__(self, notice: Notice) -> None:
        """Send it; raise whatever goes wrong, so that the outbox tries again."""
        if notice.channel == "lawyer":
            self._mail(notice)
        elif notice.channel == "person":
            self._write_to_person(notice)
        else:
            self._call(notice)

    def _write_to_person(self, notice: Notice) -> None:
        with self._database.reading() as session:
            row = session.get(LeadRow, notice.lead_id)
            if row is None or row.email is None or not row.mail_ok:
                return
            lead = self._sealing.lead(row, (), masked=False)
        fields = {
            "site": self._returning.site,
            "days": self._returning.days,
            "link": self._returning.link(lead.conversation_id),
        }
        body = said("person", notice.event, lead.language, **fields)
        subject = said("person", "mail_subject", lead.language)
        self._mail(replace(notice, address=lead.email or "", subject=subject, body=body))

    def _call(self, notice: Notice) -> None:
        endpoint = self._webhooks.get(notice.webhook_id or 0)
        if endpoint is None:  # removed meanwhile
            return
        with self._database.transaction() as session:
            lead = self._shown(session, notice, endpoint)
        if lead is None or (endpoint.format == "clio" and notice.event != "lead.accepted"):
            return
        if endpoint.format == "clio":
            content = clio(lead, token=endpoint.secret, site=self._returning.site)
        else:
            content = standard(notice.event, lead, key=notice.key)
        self._webhooks.call(endpoint, notice.key, content)

    def _shown(self, session: Session, notice: Notice, endpoint: Endpoint) -> Lead | None:
        """The lead as this lawyer may see it now; `None` when an accepted one is theirs no more."""
        row = session.get(LeadRow, notice.lead_id)
        if row is None:
            return None
        open_now = row.accepted_by == endpoint.account_id and bool(revealed(session, [row]))
        if notice.event == "lead.accepted":
            if not open_now:
                return None
            audit.note(session, f"webhook:{endpoint.id}", "lead.read", f"lead:{row.id}")
        return self._sealing.lead(row, topics_of(session, [row])[row.id], masked=notice.event != "lead.accepted")
