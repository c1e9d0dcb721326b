"""Quality: what is wrong with a batch of entries, and what an editor should look at. The schema is pandera's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pandera as pa
from marshmallow import ValidationError, validate

from matching.answers import JURISDICTIONS, Topics
from matching.cleaning import Cleaned
from matching.review import GRADE_LIMIT, reading_grade
from matching.sources.records import FIELDS

REQUIRED = ("topic", "jurisdiction", "question", "answer", "source_name", "source_url", "licence")
BEFORE_PUBLISHING = ("subtopic", "wordings", "lawyer")
LENGTHS = {"id": 200, "question": 300, "answer": 6000, "lawyer": 600, "es_question": 300, "es_answer": 6000}
SHORTEST = {"question": 8, "answer": 20}
DATES = ("collected_on", "reviewed_on", "expires_on")
ID_FORM = r"[a-z0-9]+(-[a-z0-9]+)*"
PLACE, SUSPICIOUS = "place", "suspicious"

_IS_ADDRESS = validate.URL(schemes={"http", "https"})


@dataclass(frozen=True)
class Finding:
    """One thing about one field of one entry."""

    place: str
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}, column {self.column}: {self.message}"


@dataclass(frozen=True)
class QualityReport:
    """`errors` keep the whole batch out; `notes` are for the editor."""

    entries: int
    errors: tuple[Finding, ...]
    notes: tuple[Finding, ...]

    def counts(self) -> dict[str, int]:
        """How often each kind of finding was made, the most frequent first."""
        kinds = [finding.message.split(":")[0] for finding in (*self.errors, *self.notes)]
        return dict(sorted(((kind, kinds.count(kind)) for kind in set(kinds)), key=lambda item: (-item[1], item[0])))


def examine(entries: Sequence[Cleaned], *, topics: Topics, today: date) -> QualityReport:
    """Check every entry against both schemas; nothing is changed."""
    if not entries:
        return QualityReport(0, (), ())
    table = _table(entries)
    return QualityReport(
        len(entries),
        tuple(_findings(table, _rules(topics, today))),
        tuple(_findings(table, _advice())),
    )


def _table(entries: Sequence[Cleaned]) -> pd.DataFrame:
    rows = [
        {**dict.fromkeys(FIELDS, ""), **entry.fields, PLACE: entry.place, SUSPICIOUS: "; ".join(entry.suspicious)}
        for entry in entries
    ]
    table = pd.DataFrame(rows, columns=[*FIELDS, PLACE, SUSPICIOUS], dtype="object")
    table["law"] = pd.Series([(row["topic"], row["subtopic"]) for row in rows], dtype="object")
    return table


def _rules(topics: Topics, today: date) -> pa.DataFrameSchema:
    columns = {name: [_present()] for name in REQUIRED}
    for name, most in LENGTHS.items():
        columns.setdefault(name, []).append(_check(f"too long: more than {most} characters", _at_most(most)))
    for name, least in SHORTEST.items():
        columns[name].append(_check(f"too short: fewer than {least} characters", _at_least(least)))
    for name in DATES:
        columns.setdefault(name, []).append(_check("not a date: write it as 2026-11-30", _is_date))
    columns["id"].append(pa.Check.str_matches(rf"^{ID_FORM}$", error="not an id: use small letters, digits and -"))
    columns["topic"].append(_check("unknown topic", lambda text: not text or text in topics))
    columns["jurisdiction"].append(_check("unknown jurisdiction", lambda text: not text or text in JURISDICTIONS))
    columns["source_url"].append(_check("not an http(s) address", _is_address))
    columns["expires_on"].append(_check("past its expiry", lambda text: not _is_past(text, today)))
    columns["law"] = [_check("unknown subtopic", lambda law: _is_subtopic(law, topics))]
    columns[SUSPICIOUS] = [_check("suspicious markup", lambda text: not text)]
    schema = pa.DataFrameSchema({name: pa.Column(object, checks, coerce=False) for name, checks in columns.items()})
    twice = pa.Check(lambda ids: ~ids.duplicated(), error="used twice in this batch")
    return schema.update_column("id", checks=[*columns["id"], twice])


def _advice() -> pa.DataFrameSchema:
    missing = "needed before it can be published"
    columns = {name: [_check(missing, bool)] for name in BEFORE_PUBLISHING}
    columns["answer"] = [
        _check(f"reading grade above {GRADE_LIMIT:.0f}", lambda text: reading_grade(text) <= GRADE_LIMIT)
    ]
    return pa.DataFrameSchema({name: pa.Column(object, checks) for name, checks in columns.items()})


def _findings(table: pd.DataFrame, schema: pa.DataFrameSchema) -> Iterable[Finding]:
    try:
        schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as broken:
        cases = broken.failure_cases.sort_values(["index", "column"], kind="stable")
        for case in cases.to_dict("records"):
            yield _finding(table, case)


def _finding(table: pd.DataFrame, case: dict[str, Any]) -> Finding:
    row: dict[Any, Any] = table.loc[int(case["index"])].to_dict()
    column, message = str(case["column"]), str(case["check"])
    said = row[column]
    if column == "law":
        return Finding(row[PLACE], "subtopic", f"unknown subtopic: {row['topic']} has no {row['subtopic']!r}")
    if column == SUSPICIOUS:
        return Finding(row[PLACE], str(said), message)
    if message.startswith("reading grade"):
        return Finding(row[PLACE], column, f"{message}: {reading_grade(said):.1f}")
    shown = f": {said[:60]!r}" if said and not message.startswith("too ") else ""
    return Finding(row[PLACE], column, message + shown)


def _present() -> pa.Check:
    return _check("missing", bool)


def _check(message: str, holds: Any) -> pa.Check:
    return pa.Check(holds, element_wise=True, error=message)


def _at_most(most: int) -> Any:
    return lambda text: len(text) <= most


def _at_least(least: int) -> Any:
    return lambda text: not text or len(text) >= least


def _is_subtopic(law: tuple[str, str], topics: Topics) -> bool:
    topic, subtopic = law
    return not subtopic or topic not in topics or subtopic in topics[topic]


def _is_date(text: str) -> bool:
    try:
        return not text or bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_past(text: str, today: date) -> bool:
    return bool(text) and _is_date(text) and date.fromisoformat(text) <= today


def _is_address(text: str) -> bool:
    try:
        return not text or bool(_IS_ADDRESS(text))
    except ValidationError:
        return False
