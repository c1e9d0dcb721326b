"""Portable: a lawyer's own leads as CSV, JSON and vCard."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import vobject  # type: ignore[import-untyped]

from handoff.lead import Lead

FIELDS = (
    "id",
    "status",
    "name",
    "email",
    "phone",
    "safe_contact",
    "state",
    "county",
    "language",
    "topics",
    "description",
    "opposing_party",
    "deadline",
    "consented_at",
    "accepted_at",
)
FORMULA = re.compile(r"^[=+\-@\t\r]")
NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?$")


def as_csv(leads: Iterable[Lead]) -> str:
    """One line per lead, with a heading; topics are separated by blanks."""
    rows = [{**row, "topics": " ".join(row["topics"])} for row in map(_row, leads)]
    return csv_text(FIELDS, rows)


def as_json(leads: Iterable[Lead]) -> str:
    return json.dumps([_row(lead) for lead in leads], ensure_ascii=False, indent=2)


def as_vcard(lead: Lead) -> str:
    """A vCard 3.0 (RFC 2426), which every address book reads, with what the person gave."""
    card = vobject.vCard()
    name = " ".join((lead.name or "Name not given").split())
    first, _, last = name.rpartition(" ")
    card.add("n").value = vobject.vcard.Name(family=last, given=first)
    card.add("fn").value = name
    if lead.email:
        card.add("email").value = lead.email
    if lead.phone:
        card.add("tel").value = lead.phone
    card.add("adr").value = vobject.vcard.Address(region=lead.state, city=lead.city or "")
    card.add("note").value = _note(lead)
    return str(card.serialize())


def as_vcards(leads: Iterable[Lead]) -> str:
    """Several vCards in one file."""
    return "".join(map(as_vcard, leads))


def csv_text(fields: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as CSV in which no cell can act as a formula of a spreadsheet."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fields, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({key: _harmless(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def _row(lead: Lead) -> dict[str, Any]:
    values = {field: getattr(lead, field) for field in FIELDS}
    for moment in ("deadline", "consented_at", "accepted_at"):
        values[moment] = values[moment].isoformat() if values[moment] else None
    return {**values, "topics": list(lead.topics)}


def _harmless(value: object) -> object:
    if isinstance(value, str) and FORMULA.match(value) and not NUMBER.match(value):
        return f"'{value}"
    return value


def _note(lead: Lead) -> str:
    safe = f"How to reach them safely: {lead.safe_contact}\n" if lead.safe_contact else ""
    return f"{safe}Sidebar lead {lead.id}: {lead.description}"
