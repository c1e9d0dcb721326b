"""Leads as files: sound CSV, JSON and vCard, whatever people typed."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import vobject

from handoff.lead import Lead
from handoff.portable import as_csv, as_json, as_vcard, as_vcards

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LEAD = Lead(
    id=7,
    conversation_id="c",
    status="accepted",
    masked=False,
    name="Maria Lopez",
    email="maria@example.com",
    phone="+16175550123",
    opposing_party=None,
    safe_contact="text only, after 5",
    description="First line; a comma, too.\nSecond line.",
    state="MA",
    county=None,
    language="en",
    deadline=date(2026, 12, 1),
    topics=("debt", "family"),
    reasons=(),
    completeness=1.0,
    duplicate_of=None,
    consented_at=NOW,
    captured_at=NOW,
    accepted_by=1,
    accepted_at=NOW,
)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_holds_one_line_for_each_lead():
    row = rows(as_csv([LEAD]))[0]
    assert (row["id"], row["name"], row["phone"], row["topics"]) == (
        "7",
        "Maria Lopez",
        "+16175550123",
        "debt family",
    )
    assert row["description"] == LEAD.description
    assert row["deadline"] == "2026-12-01"


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1"])
def test_no_cell_can_act_as_a_formula(text):
    assert rows(as_csv([replace(LEAD, name=text)]))[0]["name"] == f"'{text}"


def test_json_keeps_lists_and_dates():
    entry = json.loads(as_json([LEAD]))[0]
    assert entry["topics"] == ["debt", "family"]
    assert entry["accepted_at"] == "2026-11-21T12:00:00+00:00"


def test_a_vcard_holds_what_the_person_gave_whatever_signs_are_in_it():
    card = vobject.readOne(as_vcard(replace(LEAD, name="Maria Lopez, Maria; Esq.")))
    assert card.fn.value == "Maria Lopez, Maria; Esq."
    assert (card.email.value, card.tel.value) == ("maria@example.com", "+16175550123")
    assert card.adr.value.region == "MA"
    assert LEAD.description in card.note.value


def test_a_vcards_lines_are_folded_and_can_be_joined_again():
    text = as_vcard(replace(LEAD, description="ñ" * 300))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "ñ" * 300 in vobject.readOne(text).note.value


def test_a_line_break_in_a_name_cannot_add_a_field():
    card = vobject.readOne(as_vcard(replace(LEAD, name="Maria\r\nTEL:+1900")))
    assert [tel.value for tel in card.contents["tel"]] == ["+16175550123"]


def test_several_leads_make_one_file_of_vcards():
    cards = list(vobject.readComponents(as_vcards([LEAD, replace(LEAD, id=8, name="Jo Doe")])))
    assert [card.fn.value for card in cards] == ["Maria Lopez", "Jo Doe"]
