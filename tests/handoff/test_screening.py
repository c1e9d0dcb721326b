"""Screening: the same person with the same matter is not offered twice."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from conversations.database import Database
from handoff.leads import Leads
from handoff.screening import completeness
from tests.handoff.conftest import AddLawyer, draft


@pytest.mark.parametrize(
    ("change", "duplicate"),
    [
        ({}, True),
        ({"email": "MARIA@example.com", "phone": None}, True),
        ({"email": None}, True),
        ({"topics": ("debt", "work")}, True),
        ({"topics": ("work",)}, False),
        ({"topics": ()}, False),
        ({"email": "other@example.com", "phone": "+16175550199"}, False),
        ({"email": "other@example.com", "phone": None}, False),
    ],
)
def test_the_same_contact_with_the_same_topic_is_held_back(
    leads: Leads, add_lawyer: AddLawyer, change: dict[str, object], duplicate: bool
) -> None:
    ann = add_lawyer()
    first = leads.capture(draft("first"))
    second = leads.capture(draft("second", **change))
    assert second.duplicate_of == (first.id if duplicate else None)
    assert second.status == ("screened" if duplicate else "offered")
    assert len(leads.for_lawyer(ann)) == (1 if duplicate else 2)


def test_two_leads_without_topics_from_the_same_contact_are_duplicates(leads: Leads) -> None:
    first = leads.capture(draft("first", topics=()))
    assert leads.capture(draft("second", topics=())).duplicate_of == first.id


def test_a_month_later_it_is_a_new_lead(leads: Leads, database: Database) -> None:
    leads.capture(draft("first"))
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE lead SET captured_at = '2020-01-01 00:00:00.000000+00:00'"))
    assert leads.capture(draft("second")).duplicate_of is None


def test_after_a_withdrawal_the_person_may_ask_again(leads: Leads) -> None:
    leads.capture(draft("first"))
    leads.withdraw("first")
    assert leads.capture(draft("second")).held is None


def test_a_lead_that_was_held_back_can_be_released(leads: Leads, add_lawyer: AddLawyer) -> None:
    ann = add_lawyer()
    leads.capture(draft("first"))
    held = leads.capture(draft("second"))
    assert leads.release(held.id).status == "offered"
    assert len(leads.for_lawyer(ann)) == 2


def test_a_draft_is_as_complete_as_the_fields_it_has() -> None:
    assert completeness(draft("c")) == 1.0
    assert completeness(draft("c", opposing_party=None, phone="")) == pytest.approx(5 / 7, abs=0.01)
