"""Portable: a lawyer's own leads as CSV, JSON and vCard."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

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
    """A vCard 4.0 (RFC 6350) with what the person gave."""
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"FN:{_escaped(lead.name or 'Name not given')}"]
    if lead.email:
        lines.append(f"EMAIL:{_escaped(lead.email)}")
    if lead.phone:
        lines.append(f"TEL;VALUE=uri:tel:{lead.phone}")
    lines.append(f"ADR:;;;;{_escaped(lead.state)};;")
    lines.append(f"NOTE:{_escaped(_note(lead))}")
    lines.append("END:VCARD")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


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


def _escaped(text: str) -> str:
    for plain, escape in (("\\", "\\\\"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n"), (",", "\\,"), (";", "\\;")):
        text = text.replace(plain, escape)
    return text


def _folded(line: str) -> str:
    """Lines of at most 75 octets; what is longer goes on after a blank."""
    parts, current = [], ""
    for letter in line:
        if len((current + letter).encode()) > 74:
            parts.append(current)
            current = ""
        current += letter
    return "\r\n ".join([*parts, current])
