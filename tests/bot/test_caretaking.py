"""Caretaking: notices go out, and what is old is erased everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.caretaking import Caretaking, Purge
from conversations.database import Database
from conversations.errors import UnknownConversation
from conversations.transcripts import Transcripts
from handoff.cipher import FieldCipher
from handoff.dispatch import Dispatch
from handoff.terms import Rules
from handoff.upkeep import Upkeep


@pytest.fixture
def erased() -> list[str]:
    return []


@pytest.fixture
def care(tmp_path: Path, erased: list[str]) -> Caretaking:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    database.migrate()
    upkeep = Upkeep(database, cipher=FieldCipher.from_file(tmp_path / "keys"))
    dispatch = Dispatch(database, rules=Rules.load())
    return Caretaking(database, upkeep, dispatch, send=print, forget_dialogue=erased.append, keep_days=30)


def test_a_silent_conversation_is_erased_after_its_days_with_rasas_copy(care: Caretaking, erased: list[str]) -> None:
    transcripts = Transcripts(care.database)
    opened = transcripts.open()
    assert care.purge(now=datetime.now(UTC) + timedelta(days=29)) == Purge(0, 0)
    assert care.purge(now=datetime.now(UTC) + timedelta(days=31)) == Purge(1, 0)
    assert erased == [opened.conversation_id]
    with pytest.raises(UnknownConversation):
        transcripts.messages(opened.conversation_id)


def test_with_nothing_to_tell_nothing_is_sent(care: Caretaking) -> None:
    done = care.deliver_notices()
    assert (done.sent, done.failed, done.given_up) == (0, 0, 0)
