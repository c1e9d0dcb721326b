"""Answer: a vetted answer with its source, and the reader of the files that hold them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import us
import yaml
from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate

from matching.errors import BadCorpus

CORPUS_DIR = Path(__file__).parent / "corpus"
EVERYWHERE = "US"
JURISDICTIONS = frozenset({EVERYWHERE, "DC", *(state.abbr for state in us.states.STATES_AND_TERRITORIES)})

Topics = Mapping[str, Collection[str]]  # topic -> its subtopics


@dataclass(frozen=True)
class Source:
    name: str
    url: str


@dataclass(frozen=True)
class Translation:
    question: str
    text: str
    lawyer: str


@dataclass(frozen=True)
class Answer:
    """One vetted answer; `lawyer` says when the matter needs one, `expires_on` is None for facts that last."""

    answer_id: str
    topic: str
    subtopic: str
    jurisdiction: str
    question: str
    wordings: tuple[str, ...]
    text: str
    lawyer: str
    source: Source
    reviewed_by: str
    reviewed_on: date
    expires_on: date | None = None
    spanish: Translation | None = None

    @property
    def phrasings(self) -> tuple[str, ...]:
        """Every way of asking that is known: the question, its wordings, and the question in Spanish."""
        translated = (self.spanish.question,) if self.spanish else ()
        return (self.question, *self.wordings, *translated)

    def is_served(self, on: date) -> bool:
        """Whether the answer may be shown on that day; one that expires is served until the day before."""
        return self.expires_on is None or on < self.expires_on


@dataclass(frozen=True)
class Entry:
    """An answer and the line that it was read from."""

    answer: Answer
    place: str


class _SourceSchema(Schema):
    name = fields.String(required=True, validate=validate.Length(min=1))
    url = fields.Url(required=True, schemes={"http", "https"}, error_messages={"invalid": "not an http(s) address"})


class _TranslationSchema(Schema):
    question = fields.String(required=True, validate=validate.Length(min=1))
    answer = fields.String(required=True, validate=validate.Length(min=1))
    lawyer = fields.String(required=True, validate=validate.Length(min=1))


class _AnswerSchema(Schema):
    class Meta:
        unknown = RAISE

    id = fields.String(required=True, validate=validate.Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*$"))
    topic = fields.String(required=True, validate=validate.Length(min=1))
    subtopic = fields.String(required=True, validate=validate.Length(min=1))
    jurisdiction = fields.String(required=True, validate=validate.OneOf(JURISDICTIONS, error="no state: {input}"))
    question = fields.String(required=True, validate=validate.Length(min=8))
    wordings = fields.List(fields.String(validate=validate.Length(min=3)), required=True, validate=validate.Length(1))
    answer = fields.String(required=True, validate=validate.Length(min=20))
    lawyer = fields.String(required=True, validate=validate.Length(min=10))
    source = fields.Nested(_SourceSchema, required=True)
    reviewed_by = fields.String(required=True, validate=validate.Length(min=3))
    reviewed_on = fields.Date(required=True)
    expires_on = fields.Date()
    es = fields.Nested(_TranslationSchema(unknown=EXCLUDE))


def read_corpus(folder: Path = CORPUS_DIR, *, topics: Topics | None = None) -> tuple[Answer, ...]:
    """Read every *.yml of a folder, expired answers included.

    Raises `BadCorpus` that lists each problem with its file and line. `topics` also checks topics and subtopics.
    """
    entries, problems = read_entries(folder, topics=topics)
    if problems:
        raise BadCorpus(problems)
    return tuple(entry.answer for entry in entries)


def read_entries(folder: Path, *, topics: Topics | None = None) -> tuple[list[Entry], list[str]]:
    """The entries that keep the schema, and every problem of those that do not."""
    entries: list[Entry] = []
    problems: list[str] = []
    first_seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        for line, raw, broken in _raw_entries(path):
            place = f"{path.name}:{line}"
            found = [broken] if broken else faults(raw, topics)
            found += _repeated(raw, first_seen, place)
            problems += [f"{place}: {problem}" for problem in found]
            if not found:
                entries.append(Entry(answer_of(raw), place))
    return entries, problems


def corpus_version(answers: Iterable[Answer]) -> str:
    """A hash over what the answers say; it does not depend on their order."""
    lines = sorted(repr(answer) for answer in answers)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def _raw_entries(path: Path) -> list[tuple[int, dict[str, Any], str]]:
    """(line, entry, problem) of each item of a file; a file that is no list gives one problem."""
    loader = yaml.CBaseLoader(path.read_text(encoding="utf-8"))  # every scalar stays text: no surprise types
    try:
        root = loader.get_single_node()
        if root is None:
            return []
        if not isinstance(root, yaml.SequenceNode):
            return [(1, {}, "the file must be a list of answers")]
        rows = []
        for node in root.value:
            raw = loader.construct_document(node)
            problem = "" if isinstance(raw, dict) else "an entry must have named fields"
            rows.append((node.start_mark.line + 1, raw if isinstance(raw, dict) else {}, problem))
        return rows
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        detail = " ".join(str(getattr(error, "problem", "") or error).split())
        return [(mark.line + 1 if mark else 1, {}, f"not YAML: {detail}")]


def faults(raw: dict[str, Any], topics: Topics | None) -> list[str]:
    """What keeps an entry from being an answer that can be served; nothing when all is well."""
    name = raw.get("id", "(no id)")
    found: list[str] = []
    try:
        _AnswerSchema().load(raw)
    except ValidationError as error:
        found = [f"{name}: {fault}" for fault in _flat(error.messages)]
    if topics is not None and isinstance(raw.get("topic"), str):
        topic, subtopic = raw["topic"], raw.get("subtopic")
        if topic not in topics:
            found.append(f"{name}: unknown topic {topic!r}")
        elif subtopic not in topics[topic]:
            found.append(f"{name}: {topic} has no subtopic {subtopic!r}")
    return found


def _flat(messages: Any, prefix: str = "") -> list[str]:
    if isinstance(messages, dict):
        return [text for key, inner in messages.items() for text in _flat(inner, f"{prefix}{key}: ")]
    return [f"{prefix}{json.dumps(text)[1:-1]}" for text in messages]


def _repeated(raw: dict[str, Any], first_seen: dict[str, str], place: str) -> list[str]:
    name = raw.get("id")
    if not isinstance(name, str):
        return []
    earlier = first_seen.setdefault(name, place)
    return [] if earlier == place else [f"{name}: this id is already used in {earlier}"]


def answer_of(raw: Mapping[str, Any]) -> Answer:
    """The answer that an entry without faults says."""
    loaded: dict[str, Any] = _AnswerSchema().load(dict(raw))
    spanish = loaded.get("es")
    return Answer(
        answer_id=loaded["id"],
        topic=loaded["topic"],
        subtopic=loaded["subtopic"],
        jurisdiction=loaded["jurisdiction"],
        question=loaded["question"],
        wordings=tuple(loaded["wordings"]),
        text=loaded["answer"],
        lawyer=loaded["lawyer"],
        source=Source(**loaded["source"]),
        reviewed_by=loaded["reviewed_by"],
        reviewed_on=loaded["reviewed_on"],
        expires_on=loaded.get("expires_on"),
        spanish=Translation(spanish["question"], spanish["answer"], spanish["lawyer"]) if spanish else None,
    )


def entry_of(answer: Answer) -> dict[str, Any]:
    """The entry that says this answer: what `answer_of` takes, as plain texts and lists."""
    entry: dict[str, Any] = {
        "id": answer.answer_id,
        "topic": answer.topic,
        "subtopic": answer.subtopic,
        "jurisdiction": answer.jurisdiction,
        "question": answer.question,
        "wordings": list(answer.wordings),
        "answer": answer.text,
        "lawyer": answer.lawyer,
        "source": {"name": answer.source.name, "url": answer.source.url},
        "reviewed_by": answer.reviewed_by,
        "reviewed_on": answer.reviewed_on.isoformat(),
    }
    if answer.expires_on:
        entry["expires_on"] = answer.expires_on.isoformat()
    if answer.spanish:
        spanish = answer.spanish
        entry["es"] = {"question": spanish.question, "answer": spanish.text, "lawyer": spanish.lawyer}
    return entry
