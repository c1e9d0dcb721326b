"""Notices: who is told what, written in the transaction that it tells of.

None of them says who a lead is about: lawyers sign in for that, and a person's address or a webhook's content is
opened only while it is sent (handoff/courier.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from conversations.columns import utc_now
from conversations.models import ConversationRow, MessageRow
from handoff.access_models import WebhookRow
from handoff.formats import moment
from handoff.lawyers import Lawyer
from handoff.models import LeadRow, NoticeRow
from handoff.wording import said


def tell_offered(session: Session, row: LeadRow, topics: Iterable[str], lawyer: Lawyer, *, until: datetime) -> None:
    """Tell the one lawyer to whom the lead is offered, and their own system."""
    about = ", ".join(topic.replace("_", " ") for topic in topics) or "no topic named"
    fields: dict[str, Any] = {"state": row.state, "topics": about, "until": moment(until, lawyer.practice.time_zone)}
    _tell_lawyer(session, row, lawyer.account_id, "offered", **fields)
    tell_webhooks(session, row, lawyer.account_id, "offer.made")


def tell_expired(session: Session, row: LeadRow, account_id: int) -> None:
    _tell_lawyer(session, row, account_id, "expired", lead=row.id)


def tell_withdrawn(session: Session, row: LeadRow) -> None:
    """Tell the lawyer who has the lead, if one does, that the person wants to hear no more; call off the rest."""
    call_off(session, row.id)
    if row.accepted_by is not None:
        _tell_lawyer(session, row, row.accepted_by, "withdrawn", lead=row.id)
        tell_webhooks(session, row, row.accepted_by, "lead.withdrawn")


def tell_answered(session: Session, row: LeadRow, message_id: int) -> None:
    """Tell the lawyer that the person has written; one mail until the lawyer has been told."""
    if row.accepted_by is not None and not _waiting(session, row.id, row.accepted_by, "answered"):
        _tell_lawyer(session, row, row.accepted_by, "answered", key=str(message_id), lead=row.id)


def tell_person(session: Session, row: LeadRow, kind: str, **fields: Any) -> None:
    """Say it in the person's chat, and send a mail that says no more than that there is something to read."""
    say_in_chat(session, row.conversation_id, said("person", kind, row.language, **fields))
    mail_person(session, row, key=kind, body="mail_body")


def mail_person(session: Session, row: LeadRow, *, key: str, body: str) -> None:
    """Send the person a mail, if there is an address and writing to it is safe."""
    if row.email is not None and row.mail_ok and row.erased_at is None:
        _post(session, f"lead-{row.id}-person-{key}", row, channel="person", event=body)


def say_in_chat(session: Session, conversation_id: str, text: str) -> None:
    """Put a notice into the conversation, unless it was erased."""
    conversation = session.get(ConversationRow, conversation_id)
    if conversation is not None:
        session.add(message_row(conversation, "bot", "notice", text))
        session.flush()


def message_row(conversation: ConversationRow, author: str, kind: str, text: str) -> MessageRow:
    conversation.last_at = utc_now()
    return MessageRow(
        conversation_id=conversation.id,
        author=author,
        kind=kind,
        text=text,
        buttons=[],
        citations=[],
        explanation="",
        created_at=conversation.last_at,
    )


def tell_webhooks(session: Session, row: LeadRow, account_id: int, event: str) -> None:
    """Tell the lawyer's own systems."""
    own = select(WebhookRow.id).where(WebhookRow.account_id == account_id, WebhookRow.removed_at.is_(None))
    for webhook_id in session.scalars(own).all():
        key = f"lead-{row.id}-{event}-hook-{webhook_id}"
        _post(session, key, row, channel="webhook", event=event, account_id=account_id, webhook_id=webhook_id)


def tell_digest(session: Session, account_id: int, leads: list[int], *, days: int, day: str) -> None:
    """Remind a lawyer, once a day at most, of leads on which nothing was reported."""
    fields: dict[str, Any] = {"count": len(leads), "days": days, "leads": ", ".join(map(str, leads))}
    _put(
        session,
        f"digest-{day}-{account_id}",
        channel="lawyer",
        event="digest",
        account_id=account_id,
        subject=said("lawyer", "digest_subject", **fields),
        body=said("lawyer", "digest_body", **fields),
    )


def call_off(session: Session, lead_id: int) -> None:
    """Drop what about this lead is still to be sent."""
    session.execute(delete(NoticeRow).where(NoticeRow.lead_id == lead_id, NoticeRow.sent_at.is_(None)))


def _tell_lawyer(session: Session, row: LeadRow, account_id: int, kind: str, *, key: str = "", **fields: Any) -> None:
    name = "-".join(filter(None, (f"lead-{row.id}-{kind}-{account_id}", key)))
    subject, body = said("lawyer", f"{kind}_subject", **fields), said("lawyer", f"{kind}_body", **fields)
    _post(session, name, row, channel="lawyer", event=kind, account_id=account_id, subject=subject, body=body)


def _waiting(session: Session, lead_id: int, account_id: int, event: str) -> bool:
    same = (NoticeRow.lead_id == lead_id, NoticeRow.account_id == account_id, NoticeRow.event == event)
    return session.scalar(select(NoticeRow.id).where(*same, NoticeRow.sent_at.is_(None)).limit(1)) is not None


def _post(session: Session, key: str, row: LeadRow, *, channel: str, event: str, **fields: Any) -> None:
    _put(session, key, channel=channel, event=event, lead_id=row.id, **fields)


def _put(session: Session, key: str, **fields: Any) -> None:
    """Write a notice; the key keeps it from being there twice."""
    if session.scalar(select(NoticeRow.id).where(NoticeRow.key == key)) is None:
        now = utc_now()
        values: dict[str, Any] = {
            "subject": "",
            "body": "",
            "created_at": now,
            "due_at": now,
            "attempts": 0,
            "error": "",
            **fields,
        }
        session.add(NoticeRow(key=key, **values))
        session.flush()
