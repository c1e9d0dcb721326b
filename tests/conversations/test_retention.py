"""Retention: what is older than the policy allows is erased, the rest is left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conversations.audit import Audit
from conversations.columns import utc_now
from conversations.database import Database
from conversations.errors import UnknownConversation
from conversations.retention import Purged, RetentionPolicy, purge
from conversations.transcripts import Transcripts

MONTH = RetentionPolicy(conversation_days=30, audit_days=60)


def counts(purged: Purged) -> tuple[int, int]:
    return purged.conversations, purged.audit_entries


def test_a_silent_conversation_is_erased_after_its_time(database: Database, transcripts: Transcripts) -> None:
    conversation_id = transcripts.open().conversation_id
    assert counts(purge(database, MONTH, now=utc_now() + timedelta(days=29))) == (0, 0)
    assert counts(purge(database, MONTH, now=utc_now() + timedelta(days=31))) == (1, 0)
    with pytest.raises(UnknownConversation):
        transcripts.messages(conversation_id)


def test_a_conversation_that_a_lawyer_works_on_is_left(database: Database, transcripts: Transcripts) -> None:
    conversation_id = transcripts.open().conversation_id
    assert counts(purge(database, MONTH, keep=[conversation_id], now=utc_now() + timedelta(days=31))) == (0, 0)
    assert transcripts.messages(conversation_id) == []


def test_old_audit_entries_go_and_the_purge_leaves_its_own(database: Database) -> None:
    audit = Audit(database)
    audit.record("system", "old", "thing")
    assert counts(purge(database, MONTH, now=utc_now() + timedelta(days=61))) == (0, 1)
    assert [entry.action for entry in audit.entries()] == ["retention.purged"]


def test_a_policy_that_keeps_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        RetentionPolicy(conversation_days=0)
