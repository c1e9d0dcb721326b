"""Returning: a signed link in an e-mail that leads a person back into their own chat.

The link names a conversation and nothing else, and stops working after a while. It is traded for a further token of
the conversation; the browser in which the conversation began keeps its own.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import delete

from conversations.columns import utc_now
from conversations.database import Database
from conversations.models import ConversationRow, ReturnKeyRow
from handoff.errors import BadLink
from handoff.terms import Terms


@dataclass(frozen=True)
class WayBack:
    """A conversation and a new token that opens it."""

    conversation_id: str
    token: str


class Returning:
    """Makes links and takes them back in. `site` is the public address of the website."""

    def __init__(self, database: Database, *, secret: str, site: str, terms: Terms) -> None:
        self._database, self._terms = database, terms
        self.site = site.rstrip("/")
        self._signer = URLSafeTimedSerializer(secret, salt="sidebar way back")

    @property
    def days(self) -> int:
        return self._terms.return_link.days

    def link(self, conversation_id: str) -> str:
        """The address; what is signed stands behind the #, so that no server and no log sees it."""
        return f"{self.site}/#return={self._signer.dumps(conversation_id)}"

    def enter(self, signed: str, *, now: datetime | None = None) -> WayBack:
        """Trade what stands behind `#return=` for a token; raise `BadLink` when it is forged, too old, or erased."""
        moment = now or utc_now()
        try:
            conversation_id, made = self._signer.loads(signed, return_timestamp=True)
        except BadSignature as error:
            raise BadLink("this link is not one of ours") from error
        if moment - made > self._terms.return_link:
            raise BadLink("this link is too old")
        token = secrets.token_urlsafe(32)
        with self._database.transaction() as session:
            session.execute(delete(ReturnKeyRow).where(ReturnKeyRow.expires_at < moment))
            if session.get(ConversationRow, conversation_id) is None:
                raise BadLink("this conversation has been erased")
            expires = moment + self._terms.return_link
            session.add(ReturnKeyRow(hash=_hash(token), conversation_id=conversation_id, expires_at=expires))
        return WayBack(conversation_id, token)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
