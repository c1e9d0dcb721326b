"""Ingest: files of any known kind become proposals for the corpus; one bad entry keeps the whole batch out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from matching.answers import Topics
from matching.cleaning import Cleaned, clean, entry_from
from matching.duplicates import Asked, Duplicate, find_duplicates
from matching.errors import BadSource
from matching.proposals import Origin, Proposal
from matching.quality import QualityReport, examine
from matching.sources.exchange import Areas, read_dump
from matching.sources.pages import read_page
from matching.sources.records import Record
from matching.sources.tables import read_csv, read_jsonl

KINDS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".html": "html",
    ".htm": "html",
    ".xml": "stackexchange",
}


@dataclass(frozen=True)
class Batch:
    """What reading found. Nothing of it is taken in when `report` has errors."""

    proposals: tuple[Proposal, ...]
    report: QualityReport
    duplicates: tuple[tuple[str, Duplicate], ...] = field(default=())
    """(place, duplicate): entries left out because the corpus already asks the same."""


@dataclass(frozen=True)
class Instructions:
    """What the editor says about a batch: `defaults` fill fields that an entry leaves empty."""

    collector: str
    today: date
    topics: Topics
    defaults: Mapping[str, str] = field(default_factory=dict)
    site: str = ""
    areas: Areas = field(default_factory=dict)
    keep_duplicates: bool = False


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files that are meant: those named, and in folders those of a known kind. Raises `BadSource`."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in KINDS)
        elif not path.is_file():
            raise BadSource([f"{path}: no such file"])
        elif path.suffix.lower() not in KINDS:
            raise BadSource([f"{path.name}: of no known kind; there are {', '.join(KINDS)}"])
        else:
            found.append(path)
    if not found:
        raise BadSource([f"no files to take in; known kinds are {', '.join(KINDS)}"])
    return found


def read_batch(paths: Sequence[Path], told: Instructions, *, standing: Iterable[Asked]) -> Batch:
    """Read, clean and examine the files together. Raises `BadSource` for files that cannot be read at all.

    `standing` is what the corpus asks already; the version of an entry under its own id is no duplicate.
    """
    entries: list[tuple[Cleaned, Origin]] = []
    problems: list[str] = []
    for path in files_in(paths):
        try:
            records = _reader(told)[KINDS[path.suffix.lower()]](path)
        except BadSource as error:
            problems += error.problems
            continue
        kind, sha256 = KINDS[path.suffix.lower()], _fingerprint(path)
        entries += [(one, _origin(kind, path.name, sha256, one, told)) for one in _cleaned(records, told)]
    if problems:
        raise BadSource(problems)
    return assemble(entries, told, standing=standing)


def read_records(records: Sequence[Record], told: Instructions, *, name: str, standing: Iterable[Asked]) -> Batch:
    """The same for entries that come from no file, such as one typed on the command line."""
    text = repr(sorted((record.place, sorted(record.fields.items())) for record in records))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    entries = [(one, _origin("jsonl", name, sha256, one, told)) for one in _cleaned(records, told)]
    return assemble(entries, told, standing=standing)


def assemble(entries: Sequence[tuple[Cleaned, Origin]], told: Instructions, *, standing: Iterable[Asked]) -> Batch:
    """Examine entries together and leave out what repeats another."""
    report = examine([entry for entry, _ in entries], topics=told.topics, today=told.today)
    if report.errors:
        return Batch((), report)
    asked = [_asked(entry) for entry, _ in entries]
    repeated = {} if told.keep_duplicates else find_duplicates(asked, standing)
    duplicates = tuple(
        (entry.place, repeated[entry.answer_id]) for entry, _ in entries if entry.answer_id in repeated
    )
    proposals = tuple(
        Proposal(entry_from(entry.fields), entry.place, origin, entry.transformations)
        for entry, origin in entries
        if entry.answer_id not in repeated
    )
    return Batch(proposals, report, duplicates)


def _reader(told: Instructions) -> dict[str, Callable[[Path], list[Record]]]:
    return {
        "csv": read_csv,
        "jsonl": read_jsonl,
        "html": read_page,
        "stackexchange": lambda path: read_dump(path, site=told.site, areas=told.areas),
    }


def _cleaned(records: Iterable[Record], told: Instructions) -> list[Cleaned]:
    return [clean(record, defaults=told.defaults) for record in records]


def _fingerprint(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _origin(kind: str, name: str, sha256: str, entry: Cleaned, told: Instructions) -> Origin:
    try:
        collected_on = date.fromisoformat(entry.fields.get("collected_on", ""))
    except ValueError:  # absent, or wrong: then the report says so
        collected_on = told.today
    return Origin(kind, name, sha256, entry.fields.get("licence", ""), told.collector, collected_on)


def _asked(entry: Cleaned) -> Asked:
    return Asked(entry.answer_id, entry.fields["jurisdiction"], entry.fields["question"])
