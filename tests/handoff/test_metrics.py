"""The funnel: every conversation is counted once per step, and no step is larger than the one before."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest

from conversations.columns import utc_now
from conversations.database import Database
from conversations.transcripts import Transcripts
from handoff.leads import Leads
from handoff.metrics import DEFINITIONS, MEASURES, FunnelRow, funnel, totals
from tests.handoff.conftest import AddLawyer, draft

TODAY = utc_now().date()
WIDE = {"since": TODAY - timedelta(days=1), "until": TODAY + timedelta(days=1)}


def decision(action: str, *topics: str, slot: str | None = None) -> dict[str, Any]:
    return {"action": action, "topics": [{"topic": topic} for topic in topics], "requested_slot": slot}


def converse(transcripts: Transcripts, *decisions: dict[str, Any]) -> str:
    opened = transcripts.open()
    for made in decisions:
        transcripts.add_replies(opened.conversation_id, [], decision=made)
    return opened.conversation_id


def measured(database: Database, **options: Any) -> list[tuple[Any, ...]]:
    rows = funnel(database, **(WIDE | options))
    return [(row.topic, *(getattr(row, measure) for measure in MEASURES)) for row in rows]


@pytest.mark.parametrize(
    ("decisions", "counts"),
    [
        ([], (1, 0, 0, 0)),
        ([decision("smalltalk")], (1, 0, 0, 0)),
        ([decision("scope")], (1, 0, 0, 0)),
        ([decision("answer")], (1, 1, 0, 0)),
        ([decision("emergency")], (1, 1, 0, 0)),
        ([decision("handoff")], (1, 1, 1, 0)),
        ([decision("handoff", slot="accept")], (1, 1, 1, 0)),
        ([decision("handoff", slot="accept"), decision("form", slot="consent")], (1, 1, 1, 1)),
        ([decision("answer"), decision("answer")], (1, 1, 0, 0)),
    ],
)
def test_a_conversation_counts_up_to_its_furthest_step(
    database: Database, transcripts: Transcripts, decisions: list[dict[str, Any]], counts: tuple[int, ...]
) -> None:
    converse(transcripts, *decisions)
    assert measured(database) == [("", *counts, 0, 0, 0)]


def test_a_lead_counts_as_consented_captured_and_at_last_accepted(
    database: Database, transcripts: Transcripts, leads: Leads, add_lawyer: AddLawyer
) -> None:
    conversation_id = converse(transcripts, decision("handoff", "family", slot="accept"))
    lead = leads.capture(draft(conversation_id))
    assert measured(database) == [("family", 1, 1, 1, 1, 1, 1, 0)]
    leads.accept(lead.id, account_id=add_lawyer(), no_conflict=True)
    assert measured(database) == [("family", 1, 1, 1, 1, 1, 1, 1)]


def test_a_conversation_counts_under_its_last_likeliest_topic(database: Database, transcripts: Transcripts) -> None:
    converse(transcripts, decision("answer", "housing", "debt"), decision("handoff", "family", "debt"))
    converse(transcripts, decision("answer", "housing"), decision("smalltalk"))
    assert [row[0] for row in measured(database)] == ["family", "housing"]
    assert measured(database, topic="housing") == [("housing", 1, 1, 0, 0, 0, 0, 0)]


def test_erasing_changes_no_number(
    database: Database, transcripts: Transcripts, leads: Leads, add_lawyer: AddLawyer
) -> None:
    conversation_id = converse(transcripts, decision("handoff", "family", slot="accept"))
    leads.accept(leads.capture(draft(conversation_id)).id, account_id=add_lawyer(), no_conflict=True)
    converse(transcripts, decision("answer", "housing"))
    before = measured(database)
    leads.erase(conversation_id)
    transcripts.forget(conversation_id)
    assert measured(database) == before


def test_only_the_days_that_were_asked_for_are_counted(database: Database, transcripts: Transcripts) -> None:
    converse(transcripts)
    yesterday = TODAY - timedelta(days=1)
    assert measured(database, since=yesterday - timedelta(days=5), until=yesterday) == []
    assert len(measured(database, since=yesterday, until=TODAY + timedelta(days=1))) == 1


def test_no_step_is_larger_than_the_one_before(
    database: Database, transcripts: Transcripts, leads: Leads, add_lawyer: AddLawyer
) -> None:
    for action, slot in itertools.product(("answer", "handoff", "scope", "clarify"), (None, "accept", "name")):
        converse(transcripts, decision(action, "family", slot=slot))
    leads.accept(leads.capture(draft(converse(transcripts))).id, account_id=add_lawyer(), no_conflict=True)
    for row in funnel(database, **WIDE):
        numbers = [getattr(row, measure) for measure in MEASURES]
        assert numbers == sorted(numbers, reverse=True)


def test_every_measure_has_its_definition() -> None:
    assert tuple(DEFINITIONS) == MEASURES


def test_totals_add_up() -> None:
    rows = [FunnelRow(date(2026, 1, day), "debt", 7, 6, 5, 4, 3, 2, 1) for day in (1, 2)]
    assert tuple(totals(rows).values()) == (14, 12, 10, 8, 6, 4, 2)
