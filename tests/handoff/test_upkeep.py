"""Upkeep: old leads are emptied, and keys can be changed without losing a word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from conversations.columns import utc_now
from conversations.database import Database
from handoff.cipher import FieldCipher
from handoff.errors import SealBroken
from handoff.leads import Leads
from handoff.upkeep import Upkeep
from tests.handoff.conftest import AddLawyer, draft

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def upkeep(database: Database, cipher: FieldCipher) -> Upkeep:
    return Upkeep(database, cipher=cipher)


def test_a_lead_that_nobody_took_is_emptied_after_its_time(leads: Leads, upkeep: Upkeep) -> None:
    leads.capture(draft("c"))
    assert upkeep.purge(before=utc_now() - timedelta(days=1)) == 0
    assert upkeep.purge(before=utc_now() + timedelta(seconds=1)) == 1
    (left,) = leads.export()
    assert (left["name"], left["email"], left["description"], left["status"]) == (None, None, "", "withdrawn")
    assert (left["state"], left["topics"]) == ("MA", ["family", "debt"])
    assert upkeep.purge(before=utc_now() + timedelta(seconds=1)) == 0


def test_a_lead_that_a_lawyer_works_on_is_left_until_it_is_closed(
    leads: Leads, upkeep: Upkeep, add_lawyer: AddLawyer
) -> None:
    ann = add_lawyer()
    lead = leads.accept(leads.capture(draft("c")).id, account_id=ann, no_conflict=True)
    assert upkeep.purge(before=utc_now() + timedelta(days=1)) == 0
    leads.outcomes.report(lead.id, "lost", account_id=ann, note="moved away")
    assert upkeep.purge(before=utc_now() + timedelta(days=1)) == 1
    assert {event.note for event in leads.history(lead.id, account_id=ann)} == {""}


def test_after_a_change_of_keys_every_field_opens_with_the_new_one_alone(
    database: Database, add_lawyer: AddLawyer
) -> None:
    ann, before = add_lawyer(), Leads(database, cipher=FieldCipher([OLD]))
    lead = before.accept(before.capture(draft("c", safe_contact="by text")).id, account_id=ann, no_conflict=True)
    lead = before.outcomes.report(lead.id, "contacted", account_id=ann, note="called back")
    assert Upkeep(database, cipher=FieldCipher([NEW, OLD])).renew() == 1
    after = Leads(database, cipher=FieldCipher([NEW]))
    assert after.get(lead.id, account_id=ann) == lead
    assert after.history(lead.id, account_id=ann)[-1].note == "called back"
    assert after.capture(draft("d")).duplicate_of == lead.id
    with pytest.raises(SealBroken):
        before.get(lead.id, account_id=ann)


def test_a_duplicate_is_found_across_a_change_of_keys_before_it_is_finished(database: Database) -> None:
    first = Leads(database, cipher=FieldCipher([OLD])).capture(draft("first"))
    second = Leads(database, cipher=FieldCipher([NEW, OLD])).capture(draft("second"))
    assert second.duplicate_of == first.id


def test_a_change_of_keys_that_breaks_off_changes_nothing(database: Database) -> None:
    leads = Leads(database, cipher=FieldCipher([OLD]))
    for number in range(2):
        leads.capture(draft(f"c{number}", email=f"m{number}@example.com", phone=None))
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE lead SET name = 'broken' WHERE id = 2"))
    with pytest.raises(SealBroken):
        Upkeep(database, cipher=FieldCipher([NEW, OLD])).renew()
    with database.reading() as session:
        sealed = session.scalar(text("SELECT name FROM lead WHERE id = 1"))
    assert FieldCipher([OLD]).open(sealed) == "Maria Lopez"
