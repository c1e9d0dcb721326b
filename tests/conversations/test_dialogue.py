"""Rasa's own copy of a conversation: erasing reaches it and nobody else's."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from conversations.dialogue import forget_dialogue
from conversations.errors import BadDatabaseUrl, DatabaseUnavailable

# The columns of the tracker store that matter here.
EVENTS = "CREATE TABLE events (id integer PRIMARY KEY, sender_id varchar(255) NOT NULL, data text)"


def run(url: str, *statements: str) -> list[tuple[object, ...]]:
    engine = create_engine(url)
    with engine.begin() as connection:
        results = [connection.execute(text(statement)) for statement in statements]
        found = [tuple(row) for row in results[-1]] if results[-1].returns_rows else []
    engine.dispose()
    return found


def test_every_event_of_the_conversation_goes_and_the_others_stay(url: str) -> None:
    values = "(1, 'mine', '{}'), (2, 'other', '{}'), (3, 'mine', '{}')"
    run(url, EVENTS, f"INSERT INTO events VALUES {values}")
    assert forget_dialogue(url, "mine") == 2
    assert run(url, "SELECT id, sender_id FROM events") == [(2, "other")]
    run(url, "DROP TABLE events")


def test_a_store_that_rasa_has_not_used_yet_has_nothing_to_erase(url: str) -> None:
    assert forget_dialogue(url, "mine") == 0


def test_an_address_that_cannot_work_is_refused() -> None:
    with pytest.raises(BadDatabaseUrl):
        forget_dialogue("nonsense", "mine")


def test_a_store_that_does_not_answer_is_an_error_and_not_an_erasure(tmp_path) -> None:
    with pytest.raises(DatabaseUnavailable, match="was not erased"):
        forget_dialogue(f"postgres:///rasa?host={tmp_path}", "mine")
