"""The audit: who did what to what."""

from __future__ import annotations

from conversations.audit import Audit, note
from conversations.database import Database


def test_an_entry_says_who_did_what_to_what(database: Database) -> None:
    Audit(database).record("account:1", "lead.read", "lead:7", reason="call back")
    (entry,) = Audit(database).entries()
    assert (entry.actor, entry.action, entry.subject) == ("account:1", "lead.read", "lead:7")
    assert entry.detail == {"reason": "call back"}
    assert entry.at.utcoffset() is not None


def test_entries_about_one_subject_come_newest_first(database: Database) -> None:
    audit = Audit(database)
    for subject, action in (("lead:1", "first"), ("lead:2", "other"), ("lead:1", "second")):
        audit.record("system", action, subject)
    assert [entry.action for entry in audit.entries(subject="lead:1")] == ["second", "first"]
    assert [entry.action for entry in audit.entries(limit=1)] == ["second"]


def test_an_entry_is_dropped_with_the_transaction_it_belongs_to(database: Database) -> None:
    try:
        with database.transaction() as session:
            note(session, "system", "lead.accepted", "lead:1")
            raise KeyError
    except KeyError:
        pass
    assert Audit(database).entries() == []
