"""Tables: CSV and JSON Lines files, one entry a row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from matching.errors import BadSource
from matching.sources.records import FIELDS, Record, text_of

DELIMITERS = (",", ";", "\t")
NESTED = {"source": ("name", "url"), "es": ("question", "answer", "lawyer")}


def read_csv(path: Path) -> list[Record]:
    """One record a row; the first row names the columns. Raises `BadSource` naming each unreadable row."""
    text = text_of(path)
    header = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=lambda mark: len(_columns(header, mark) & set(FIELDS)))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names = [name.strip().lower() for name in next(rows, [])]
    problems = _unknown_columns(path, names)
    records: list[Record] = []
    began = rows.line_num + 1
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            problems.append(f"{path.name}:{began}: not CSV: {error}")
            break  # nobody knows where the next row begins
        place, began = f"{path.name}:{began}", rows.line_num + 1
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(names):
            problems.append(f"{place}: {len(row)} columns where the first row names {len(names)}")
            continue
        records.append(Record(place, dict(zip(names, row, strict=True))))
    if problems:
        raise BadSource(problems)
    return records


def read_jsonl(path: Path) -> list[Record]:
    """One JSON object a line. Raises `BadSource` that lists each line that cannot be read."""
    return read_lines(text_of(path).split("\n"), name=path.name)


def read_lines(lines: Iterable[str], *, name: str) -> list[Record]:
    """What `read_jsonl` does, with lines that may come from anywhere."""
    records: list[Record] = []
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{name}:{number}"
        try:
            records.append(Record(place, dict(_flat(json.loads(line)))))
        except json.JSONDecodeError as error:
            problems.append(f"{place}, column {error.colno}: not JSON: {error.msg}")
        except ValueError as error:
            problems.append(f"{place}, {error}")
    if problems:
        raise BadSource(problems)
    return records


def _columns(header: str, delimiter: str) -> set[str]:
    return {name.strip().strip('"').lower() for name in header.split(delimiter)}


def _unknown_columns(path: Path, names: list[str]) -> list[str]:
    if "question" not in names:
        return [f"{path.name}:1: the first row must name the columns, `question` and `answer` among them"]
    unknown = [name for name in names if name not in FIELDS]
    twice = sorted({name for name in names if names.count(name) > 1})
    known = ", ".join(FIELDS)
    problems = [f"{path.name}:1, column {name or '(empty)'}: unknown; there are {known}" for name in unknown]
    return problems + [f"{path.name}:1, column {name}: named twice" for name in twice]


def _flat(entry: Any) -> Iterator[tuple[str, str]]:
    """The texts of an object under their flat names; `source` and `es` may be objects, as in the corpus files."""
    if not isinstance(entry, dict):
        raise ValueError('column 1: must be an object such as {"question": "…", "answer": "…"}')
    for name, value in entry.items():
        if name in NESTED and isinstance(value, dict):
            if unknown := set(value) - set(NESTED[name]):
                raise ValueError(f"column {name}: unknown part {sorted(unknown)[0]!r}")
            for part, inner in value.items():
                yield f"{name}_{part}", _text(inner, f"{name}.{part}")
        elif name not in FIELDS:
            raise ValueError(f"column {name}: unknown; there are {', '.join(FIELDS)}")
        else:
            yield name, _text(value, name)


def _text(value: Any, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if name == "wordings" and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "\n".join(value)
    wanted = "a text or a list of texts" if name == "wordings" else "a text"
    raise ValueError(f"column {name}: must be {wanted}, not {json.dumps(value)[:40]}")
