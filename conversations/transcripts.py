"""Transcripts: every message and every decision of a conversation, stored before anyone acts on it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from conversations.columns import LARGEST_ID, storable, utc_now
from conversations.database import Database
from conversations.errors import UnknownConversation, UnknownMessage, WrongToken
from conversations.messages import Button, Citation, Message, Reply
from conversations.milestones import reach, reached, steps_of, topic_of
from conversations.models import ConversationRow, DecisionRow, FeedbackRow, ForgottenRow, MessageRow
from conversations.way_back import came_back


@dataclass(frozen=True)
class OpenedConversation:
    """A new conversation and the only copy of the token that opens it."""

    conversation_id: str
    token: str


@dataclass(frozen=True)
class Conversation:
    id: str
    locale: str | None
    page_url: str | None
    topic: str | None
    opened_at: datetime
    last_at: datetime

    @property
    def language(self) -> str:
        """The first two letters of the locale that the page named; English where it named none."""
        return (self.locale or "en")[:2].lower()


class Transcripts:
    """The record of all conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, *, locale: str | None = None, page_url: str | None = None) -> OpenedConversation:
        opened = OpenedConversation(secrets.token_urlsafe(16), secrets.token_urlsafe(32))
        now = utc_now()
        with self._database.transaction() as session:
            session.add(
                ConversationRow(
                    id=opened.conversation_id,
                    token_hash=_hash(opened.token),
                    locale=storable(locale)[:35] if locale else None,
                    page_url=page_url,
                    opened_at=now,
                    opened_on=now.date(),
                    last_at=now,
                )
            )
        return opened

    def access(self, conversation_id: str, token: str) -> Conversation:
        """Return the conversation if `token` opens it; raise `UnknownConversation` or `WrongToken`."""
        with self._database.reading() as session:
            row = _conversation(session, conversation_id)
            given = _hash(token)  # of 256 random bits: a plain digest cannot be guessed back
            if not (hmac.compare_digest(row.token_hash, given) or came_back(session, row.id, given)):
                raise WrongToken("this token does not open the conversation; start a new one")
            return Conversation(row.id, row.locale, row.page_url, row.topic, row.opened_at, row.last_at)

    def add_person_message(self, conversation_id: str, text: str, *, payload: str | None = None) -> Message:
        """Store what the person wrote. Call this before the engine is asked: then nothing is lost."""
        with self._database.transaction() as session:
            row = _conversation(session, conversation_id)
            message = _message_row(row, "person", Reply("message", text))
            message.payload = payload
            session.add(message)
            session.flush()
            session.refresh(message)
            return _message(message)

    def add_replies(
        self,
        conversation_id: str,
        replies: Sequence[Reply],
        *,
        decision: Mapping[str, Any] | None = None,
        in_reply_to: int | None = None,
        author: str = "bot",
    ) -> list[Message]:
        """Store the replies, and the decision behind them, together or not at all."""
        with self._database.transaction() as session:
            row = _conversation(session, conversation_id)
            messages = [_message_row(row, author, reply) for reply in replies]
            session.add_all(messages)
            if decision is not None:
                session.add(_decision_row(row, decision, in_reply_to))
                row.topic = topic_of(decision) or row.topic
                for step in steps_of(decision):
                    reach(session, conversation_id, step)
            session.flush()
            return [_message(message) for message in messages]

    def messages(self, conversation_id: str, *, after: int = 0) -> list[Message]:
        """What was said since message `after`, oldest first."""
        with self._database.reading() as session:
            _conversation(session, conversation_id)
            found = select(MessageRow).where(MessageRow.conversation_id == conversation_id)
            newer = found.where(MessageRow.id > min(max(after, 0), LARGEST_ID))
            return [_message(row) for row in session.scalars(newer.order_by(MessageRow.id))]

    def message(self, message_id: int) -> Message:
        """One message by its number; raise `UnknownMessage`."""
        with self._database.reading() as session:
            row = session.get(MessageRow, message_id) if 0 < message_id <= LARGEST_ID else None
            if row is None:
                raise UnknownMessage(f"there is no message number {message_id}; it may have been erased")
            return _message(row)

    def latest(self, conversation_id: str) -> Message | None:
        """The last message; cheap however long the conversation is."""
        with self._database.reading() as session:
            _conversation(session, conversation_id)
            said = select(MessageRow).where(MessageRow.conversation_id == conversation_id)
            message = session.scalar(said.order_by(MessageRow.id.desc()).limit(1))
            return _message(message) if message else None

    def decisions(self, conversation_id: str) -> list[dict[str, Any]]:
        """Every decision of the conversation, whole, oldest first."""
        with self._database.reading() as session:
            _conversation(session, conversation_id)
            found = select(DecisionRow.body).where(DecisionRow.conversation_id == conversation_id)
            return [dict(body) for body in session.scalars(found.order_by(DecisionRow.id))]

    def last_decision(self, conversation_id: str) -> dict[str, Any] | None:
        """The latest decision, whole; None before the first."""
        with self._database.reading() as session:
            _conversation(session, conversation_id)
            found = select(DecisionRow.body).where(DecisionRow.conversation_id == conversation_id)
            body = session.scalar(found.order_by(DecisionRow.id.desc()).limit(1))
            return dict(body) if body is not None else None

    def hold(self, conversation_id: str) -> None:
        """A lawyer answers here from now on; the bot keeps quiet until `release`. Doing it twice changes nothing."""
        with self._database.transaction() as session:
            row = _conversation(session, conversation_id)
            row.held_by_lawyer_at = row.held_by_lawyer_at or utc_now()

    def release(self, conversation_id: str) -> None:
        """The bot answers again."""
        with self._database.transaction() as session:
            _conversation(session, conversation_id).held_by_lawyer_at = None

    def held_by_lawyer(self, conversation_id: str) -> bool:
        with self._database.reading() as session:
            return _conversation(session, conversation_id).held_by_lawyer_at is not None

    def give_feedback(self, conversation_id: str, message_id: int, *, helpful: bool, comment: str = "") -> bool:
        """Keep what the person thought of one of the bot's messages; the last word counts.

        Return whether this judgement is new, and not the same button pressed again.
        """
        with self._database.transaction() as session:
            _conversation(session, conversation_id)
            message = session.get(MessageRow, message_id) if 0 < message_id <= LARGEST_ID else None
            if message is None or message.conversation_id != conversation_id or message.author == "person":
                raise UnknownMessage(f"this conversation has no reply number {message_id}")
            before = session.get(FeedbackRow, message_id)
            news = before is None or before.helpful != helpful
            session.merge(FeedbackRow(message_id=message_id, helpful=helpful, comment=comment, given_at=utc_now()))
            return news

    def forget(self, conversation_id: str) -> None:
        """Erase the conversation. A row without any identity stays, so that the funnel still adds up."""
        with self._database.transaction() as session:
            row = _conversation(session, conversation_id)
            session.add(ForgottenRow(opened_on=row.opened_on, topic=row.topic, steps=reached(row)))
            said = select(MessageRow.id).where(MessageRow.conversation_id == conversation_id)
            session.execute(delete(FeedbackRow).where(FeedbackRow.message_id.in_(said)))
            session.execute(delete(DecisionRow).where(DecisionRow.conversation_id == conversation_id))
            session.execute(delete(MessageRow).where(MessageRow.conversation_id == conversation_id))
            session.delete(row)


def add_reply(session: Session, conversation_id: str, reply: Reply) -> None:
    """Say something in a conversation, kept only if the caller's transaction is."""
    session.add(_message_row(_conversation(session, conversation_id), "bot", reply))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _conversation(session: Session, conversation_id: str) -> ConversationRow:
    storable_id = conversation_id.isascii() and conversation_id.isprintable()
    row = session.get(ConversationRow, conversation_id) if storable_id else None
    if row is None:
        raise UnknownConversation("there is no such conversation; it may have been erased")
    return row


def _message_row(conversation: ConversationRow, author: str, reply: Reply) -> MessageRow:
    conversation.last_at = utc_now()
    return MessageRow(
        conversation_id=conversation.id,
        author=author,
        kind=reply.kind,
        text=reply.text,
        payload=None,
        buttons=[asdict(button) for button in reply.buttons],
        citations=[asdict(citation) for citation in reply.citations],
        explanation=reply.explanation,
        answer_id=reply.answer_id,
        card=None if reply.card is None else dict(reply.card),
        speaker=reply.speaker or None,
        created_at=conversation.last_at,
    )


def _decision_row(conversation: ConversationRow, decision: Mapping[str, Any], message_id: int | None) -> DecisionRow:
    versions = decision.get("versions") or {}
    return DecisionRow(
        conversation_id=conversation.id,
        message_id=message_id,
        action=decision["action"],
        confidence=decision.get("confidence"),
        topic=topic_of(decision),
        model_version=versions.get("model"),
        corpus_version=versions.get("corpus"),
        policy_version=versions.get("policy"),
        body=dict(decision),
        made_at=utc_now(),
    )


def _message(row: MessageRow) -> Message:
    said = (row.id, row.conversation_id, row.author, row.kind, row.text)
    buttons = tuple(Button(**one) for one in row.buttons)
    citations = tuple(Citation(**one) for one in row.citations)
    told = (row.explanation, row.created_at, row.answer_id, row.payload)
    return Message(*said, buttons, citations, *told, card=row.card, speaker=row.speaker or "")
