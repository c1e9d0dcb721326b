"""Dialogue: erase the copy of a conversation that Rasa's tracker store keeps in tables of its own."""

from __future__ import annotations

from sqlalchemy import column, create_engine, delete, inspect, table

from conversations.errors import BadDatabaseUrl

_EVENTS = table("events", column("sender_id"))  # the one table of Rasa's SQLTrackerStore


def forget_dialogue(url: str, conversation_id: str) -> int:
    """Delete every event of a conversation from Rasa's store; return how many there were."""
    try:
        engine = create_engine(url)
    except Exception as error:
        raise BadDatabaseUrl(f"the tracker store's address cannot be used: {type(error).__name__}") from error
    try:
        if not inspect(engine).has_table("events"):
            return 0
        with engine.begin() as connection:
            return int(connection.execute(delete(_EVENTS).where(_EVENTS.c.sender_id == conversation_id)).rowcount)
    finally:
        engine.dispose()
