"""Conflict lists: sealed, compared once with each lead, silent about every name."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from conversations.audit import Audit
from conversations.database import Database
from handoff.cipher import FieldCipher
from handoff.conflicts import MOST_NAMES
from handoff.errors import BadConflictList, LeadWithdrawn, NotYours, UnknownLead
from handoff.leads import Leads
from handoff.upkeep import Upkeep
from tests.handoff.conftest import AddLawyer, draft


@pytest.fixture
def ann(add_lawyer: AddLawyer) -> int:
    return add_lawyer()


def band(leads: Leads, lead_id: int, account_id: int) -> str | None:
    found = leads.conflicts.check(lead_id, account_id=account_id)
    assert found is not None
    return found.band


def test_a_list_is_kept_name_by_name_and_sealed(leads: Leads, database: Database, ann: int) -> None:
    leads.conflicts.keep(ann, "Juan  Perez\r\n\n  Acme Bank \nJuan Perez")
    assert leads.conflicts.names(ann) == ["Juan Perez", "Acme Bank"]
    with database.reading() as session:
        stored = str(session.execute(text("SELECT * FROM conflict_list")).all())
    assert "Juan" not in stored
    leads.conflicts.keep(ann, " ")
    assert leads.conflicts.names(ann) == []


@pytest.mark.parametrize(
    ("names", "complaint"),
    [("\n".join(map(str, range(MOST_NAMES + 1))), "at most 2,000 names"), ("Ann\n" + "x" * 201, "name number 2")],
)
def test_a_list_that_is_too_long_is_refused_and_the_old_one_stays(
    leads: Leads, ann: int, names: str, complaint: str
) -> None:
    leads.conflicts.keep(ann, "Juan Perez")
    with pytest.raises(BadConflictList, match=complaint):
        leads.conflicts.keep(ann, names)
    assert leads.conflicts.names(ann) == ["Juan Perez"]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [("Maria Lopez", "exact"), ("Juan A. Perez", "likely"), ("J. Perez", "possible"), ("Rosa Klein", None)],
)
def test_a_lead_is_compared_with_its_own_name_and_the_other_sides(
    leads: Leads, ann: int, listed: str, expected: str | None
) -> None:
    leads.conflicts.keep(ann, listed)
    assert band(leads, leads.capture(draft("c")).id, ann) == expected


def test_without_a_list_nothing_is_compared(leads: Leads, ann: int) -> None:
    lead = leads.capture(draft("c"))
    assert leads.conflicts.check(lead.id, account_id=ann) is None
    leads.conflicts.keep(ann, "Juan Perez")
    assert band(leads, lead.id, ann) == "exact"


def test_a_list_that_is_changed_later_cannot_be_used_to_find_out_a_name(leads: Leads, ann: int) -> None:
    lead = leads.capture(draft("c"))
    leads.conflicts.keep(ann, "Juan Perez\nRosa Klein")
    assert band(leads, lead.id, ann) == "exact"
    leads.conflicts.keep(ann, "Rosa Klein")
    assert band(leads, lead.id, ann) == "exact"
    leads.conflicts.keep(ann, "")
    assert band(leads, lead.id, ann) == "exact"


def test_each_lawyer_has_a_list_of_their_own(leads: Leads, ann: int, add_lawyer: AddLawyer) -> None:
    bob = add_lawyer("bob")
    lead = leads.capture(draft("c"))
    leads.conflicts.keep(ann, "Juan Perez")
    leads.conflicts.keep(bob, "Rosa Klein")
    assert band(leads, lead.id, ann) == "exact"
    leads.decline(lead.id, account_id=ann, reason="conflict")
    assert band(leads, lead.id, bob) is None
    assert leads.conflicts.names(bob) == ["Rosa Klein"]


def test_only_a_lead_that_is_offered_to_the_lawyer_is_compared(leads: Leads, ann: int, add_lawyer: AddLawyer) -> None:
    for lawyer in (ann, bob := add_lawyer("bob")):
        leads.conflicts.keep(lawyer, "Juan Perez")
    stories = iter(
        ("He moved out in May.", "She wants the house.", "We owe on four cards.", "The hearing was put off.")
    )
    far = leads.capture(draft("far", state="TX", email="al@example.com", phone=None, description=next(stories)))
    mine = leads.capture(draft("c", description=next(stories)))
    passed_on = leads.capture(draft("d", email="bo@example.com", phone=None, description=next(stories)))
    leads.accept(passed_on.id, account_id=bob, no_conflict=True)
    back = leads.capture(draft("back", email="jo@example.com", phone=None, description=next(stories)))
    leads.withdraw("back")
    for lead_id, error in ((far.id, NotYours), (passed_on.id, NotYours), (back.id, LeadWithdrawn), (99, UnknownLead)):
        with pytest.raises(error):
            leads.conflicts.check(lead_id, account_id=ann)
    assert leads.conflicts.check(passed_on.id, account_id=bob) is None
    assert band(leads, mine.id, ann) == "exact"


def test_what_is_compared_and_kept_is_audited_without_names(leads: Leads, audit: Audit, ann: int) -> None:
    lead = leads.capture(draft("c"))
    leads.conflicts.keep(ann, "Juan Perez")
    band(leads, lead.id, ann)
    band(leads, lead.id, ann)
    entries = [entry for entry in audit.entries() if entry.action.startswith("conflicts.")]
    assert [entry.action for entry in entries] == ["conflicts.checked", "conflicts.kept"]
    assert "Perez" not in repr(entries)


def test_lists_stay_readable_when_the_keys_change(database: Database, ann: int) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    Leads(database, cipher=FieldCipher([old])).conflicts.keep(ann, "Juan Perez")
    Upkeep(database, cipher=FieldCipher([new, old])).renew()
    assert Leads(database, cipher=FieldCipher([new])).conflicts.names(ann) == ["Juan Perez"]
