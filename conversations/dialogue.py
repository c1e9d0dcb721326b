"""Dialogue: erase the copy of a conversation that Rasa's tracker store keeps in tables of its own."""

from __future__ import annotations

from sqlalchemy import column, create_engine, delete, inspect, table
from sqlalchemy.exc import OperationalError

from conversations.database import checked_url
from conversations.errors import DatabaseUnavailable

_EVENTS = table("events", column("sender_id"))  # the one table of Rasa's SQLTrackerStore


def forget_dialogue(url: str, conversation_id: str) -> int:
    """Delete every event of a conversation from Rasa's store; return how many there were.

    Raises `BadDatabaseUrl` for an address that cannot be used, `DatabaseUnavailable` when the store does not answer.
    """
    engine = create_engine(checked_url(url))
    try:
        if not inspect(engine).has_table("events"):
            return 0
        with engine.begin() as connection:
            return int(connection.execute(delete(_EVENTS).where(_EVENTS.c.sender_id == conversation_id)).rowcount)
    except OperationalError as error:
        raise DatabaseUnavailable(
            f"{error.orig}; Rasa's copy of the conversation was not erased, try again"
        ) from error
    finally:
        engine.dispose()
