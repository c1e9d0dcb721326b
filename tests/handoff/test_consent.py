"""The consent ledger: every word is kept, and no one changes it unnoticed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from conversations.database import Database
from handoff.consent import GENESIS, ConsentGiven, ConsentLedger
from handoff.errors import NoConsent
from handoff.leads import Leads
from tests.handoff.conftest import consent, draft

DROP_GUARD = {
    "sqlite": ("DROP TRIGGER consent_entry_no_update", "DROP TRIGGER consent_entry_no_delete"),
    "postgresql": ("DROP TRIGGER consent_entry_append_only ON consent_entry",),
}


def tamper(database: Database, *statements: str) -> None:
    """Change the book as someone could who has the whole database."""
    with database.engine.begin() as connection:
        for statement in (*DROP_GUARD[database.engine.dialect.name], *statements):
            connection.execute(text(statement))


@pytest.fixture
def three(ledger: ConsentLedger) -> list[str]:
    return [ledger.give(consent(f"conversation-{number}")).hash for number in range(3)]


def test_an_entry_keeps_everything_that_was_agreed_to(ledger: ConsentLedger) -> None:
    given = ConsentGiven(
        conversation_id="c",
        text="Yes. ¿Sí?",
        version="2026-01",
        how="button",
        channels=("email", "phone"),
        recipients=("Lee & Partners",),
        page_url="https://example.org/help",
        locale="es-US",
        given_at=datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC),
    )
    entry = ledger.give(given)
    assert ledger.active("c") == entry
    assert (entry.number, entry.kind, entry.previous_hash) == (1, "given", GENESIS)
    assert (entry.text, entry.version, entry.how) == (given.text, given.version, given.how)
    assert (entry.channels, entry.recipients) == (given.channels, given.recipients)
    assert (entry.page_url, entry.locale, entry.at) == (given.page_url, given.locale, given.given_at)


@pytest.mark.parametrize("change", [{"text": " "}, {"version": ""}])
def test_a_consent_without_its_wording_or_version_is_none(ledger: ConsentLedger, change: dict[str, str]) -> None:
    with pytest.raises(NoConsent, match="exact wording"):
        ledger.give(consent("c", **change))
    assert ledger.head() == (0, GENESIS)


def test_a_consent_that_was_taken_back_holds_no_longer(ledger: ConsentLedger) -> None:
    given = ledger.give(consent("c"))
    revoked = ledger.revoke("c", how="button")
    assert ledger.active("c") is None
    assert (revoked.kind, revoked.how, revoked.text) == ("revoked", "button", given.text)


def test_the_same_yes_does_not_count_again_after_it_was_taken_back(ledger: ConsentLedger) -> None:
    yes = consent("c")
    ledger.give(yes)
    ledger.revoke("c")
    with pytest.raises(NoConsent, match="ask again"):
        ledger.give(yes)
    assert ledger.give(consent("c")).kind == "given"


def test_there_is_nothing_to_take_back_twice(ledger: ConsentLedger) -> None:
    ledger.give(consent("c"))
    ledger.revoke("c")
    with pytest.raises(NoConsent, match="there is no consent"):
        ledger.revoke("c")


def test_an_untouched_book_is_intact(ledger: ConsentLedger, three: list[str]) -> None:
    ledger.revoke("conversation-1")
    check = ledger.verify()
    assert check.intact
    assert check.entries == 4


def test_entries_that_many_write_at_once_still_form_one_chain(ledger: ConsentLedger) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: ledger.give(consent(f"c{number}")), range(24)))
    assert ledger.verify().intact
    assert ledger.head()[0] == 24


@pytest.mark.parametrize("statement", ["UPDATE consent_entry SET wording = 'x'", "DELETE FROM consent_entry"])
def test_the_database_refuses_to_change_an_entry(database: Database, three: list[str], statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    "column",
    ["wording", "version", "how", "conversation_id", "kind", "locale", "page_url", "previous_hash", "hash"],
)
def test_a_changed_entry_is_found(database: Database, ledger: ConsentLedger, three: list[str], column: str) -> None:
    forged = "revoked" if column == "kind" else "forged"
    tamper(database, f"UPDATE consent_entry SET {column} = '{forged}' WHERE id = 2")
    check = ledger.verify()
    assert (check.broken_at, check.problem) == (2, "an entry was changed")


def test_a_changed_moment_is_found(database: Database, ledger: ConsentLedger, three: list[str]) -> None:
    tamper(database, "UPDATE consent_entry SET at = '2020-01-01 00:00:00.000000' WHERE id = 3")
    assert ledger.verify().broken_at == 3


@pytest.mark.parametrize("column", ["channels", "recipients"])
def test_a_changed_recipient_is_found(
    database: Database, ledger: ConsentLedger, three: list[str], column: str
) -> None:
    tamper(database, f"UPDATE consent_entry SET {column} = '[\"anyone\"]' WHERE id = 1")
    assert ledger.verify().broken_at == 1


def test_a_removed_entry_is_found(database: Database, ledger: ConsentLedger, three: list[str]) -> None:
    tamper(database, "DELETE FROM consent_entry WHERE id = 2")
    check = ledger.verify()
    assert (check.broken_at, check.problem) == (2, "an entry is missing")


def test_a_book_cut_short_is_found_by_a_head_that_was_kept_elsewhere(
    database: Database, ledger: ConsentLedger, three: list[str]
) -> None:
    head = ledger.head()
    assert ledger.verify(head=head).intact
    tamper(database, "DELETE FROM consent_entry WHERE id = 3")
    assert ledger.verify(head=head).problem == "an entry that was relied on is missing"


def test_a_consent_that_a_lead_rests_on_cannot_be_swapped(
    database: Database, ledger: ConsentLedger, leads: Leads
) -> None:
    leads.capture(draft("c"))
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE lead SET consent_hash = :other"), {"other": "0" * 64})
    assert ledger.verify().problem == "an entry is not the one that was relied on"


def test_a_consent_from_another_zone_is_kept_as_the_same_moment(ledger: ConsentLedger) -> None:
    moment = datetime(2026, 1, 1, 12, 0, 0, 1, tzinfo=timezone(timedelta(hours=-5)))
    assert ledger.give(consent("c", given_at=moment)).at == moment
    assert ledger.verify().intact
