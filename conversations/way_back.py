"""WayBack: the further tokens of a conversation, given for a link from an e-mail."""

from __future__ import annotations

from sqlalchemy.orm import Session

from conversations.columns import utc_now
from conversations.models import ReturnKeyRow


def came_back(session: Session, conversation_id: str, hashed: str) -> bool:
    """Whether a token, of which this is the hash, was given for a link that still works."""
    key = session.get(ReturnKeyRow, hashed)
    return key is not None and key.conversation_id == conversation_id and key.expires_at > utc_now()
