"""Utterances: the training material of intents/nlu, read, checked and compared with itself."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rapidfuzz import fuzz, process

from intents.errors import BadUtterances
from intents.topics import Topics, load_topics

NLU_FOLDER = Path(__file__).with_name("nlu")
INTENTS = (
    "ask", "follow_up", "ask_lawyer", "emergency", "feedback_good", "feedback_bad", "greet", "thanks", "goodbye",
    "bot_question", "affirm", "deny", "stop", "change_mind", "inform", "vague", "out_of_scope", "abuse",
)  # fmt: skip
SCOPES = ("in_scope", "uncovered", "not_legal")
# A message of these intents is about a legal matter even when it names none.
_LEGAL_INTENTS = frozenset({"ask_lawyer", "emergency", "follow_up", "vague"})

ONLY_TOPICS = "topics"
_MARKUP = re.compile(r"[\[\]]|\{\s*\"")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Utterance:
    """One line of training material. `topics` is most important first; `scope` is None where it says nothing."""

    text: str
    intent: str
    topics: tuple[str, ...] = ()
    subtopic: str | None = None
    language: str = "en"
    place: str | None = None
    scope: str | None = None
    file: str = ""
    line: int = 0

    @property
    def topic_and_subtopic(self) -> tuple[str, str] | None:
        """The subtopic with the topic that has it: the most important one that does."""
        if not self.subtopic or not self.topics:
            return None
        known = load_topics()
        return next((t for t in self.topics if known.has_subtopic(t, self.subtopic)), self.topics[0]), self.subtopic

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class NearDuplicate:
    """Two utterances that say almost the same; `likeness` is 0 to 100."""

    first: Utterance
    second: Utterance
    likeness: float

    def __str__(self) -> str:
        return (
            f"{self.first.where} and {self.second.where} are {self.likeness:.0f}% alike: "
            f"'{self.first.text}' / '{self.second.text}'"
        )


def utterance_of(text: str, intent: str, said: dict[str, Any], *, file: str = "", line: int = 0) -> Utterance:
    """Make an utterance from an intent's name and its `metadata`.

    `only: topics` in it says that the line teaches areas of law and nothing else: not how often anything is asked.
    """
    if said.get("only") == ONLY_TOPICS:
        return Utterance(
            text, "", tuple(said["topics"]), said.get("subtopic"), said.get("language") or "en", file=file, line=line
        )
    scope = said.get("scope")
    if scope is None and (said.get("topics") or intent in _LEGAL_INTENTS):
        scope = "in_scope"
    if scope is None and intent == "out_of_scope":
        scope = "not_legal"
    return Utterance(
        text=text,
        intent=intent,
        topics=tuple(said.get("topics") or ()),
        subtopic=said.get("subtopic"),
        language=said.get("language") or "en",
        place=said.get("place"),
        scope=scope,
        file=file,
        line=line,
    )


def load_utterances(folder: Path = NLU_FOLDER, *, topics: Topics | None = None) -> list[Utterance]:
    """Read every *.yml of the folder; raises `BadUtterances` that lists every problem as `file:line: what`."""
    topics = topics or load_topics()
    utterances: list[Utterance] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        for entry in _entries(path):
            problems += _entry_problems(entry, topics)
            utterances += entry.utterances()
    problems += _duplicates(utterances)
    problems += [f"{one.where}: markup in '{one.text}'" for one in utterances if _MARKUP.search(one.text)]
    if not utterances:
        problems.append(f"{folder}: no utterances found")
    if problems:
        raise BadUtterances("\n".join(problems))
    return utterances


def normal_form(text: str) -> str:
    """The text as duplicates are compared: lower case, letters and digits only."""
    return _SPACES.sub(" ", re.sub(r"[^\w\s]", "", text.lower())).strip()


def near_duplicates(utterances: Sequence[Utterance], *, at: float = 90.0) -> list[NearDuplicate]:
    """Pairs of utterances that are at least `at` percent alike, most alike first."""
    pairs = [
        NearDuplicate(utterances[first], utterances[second], likeness)
        for first, second, likeness in _alike([normal_form(one.text) for one in utterances], at=at)
    ]
    return sorted(pairs, key=lambda pair: (-pair.likeness, pair.first.where, pair.second.where))


def groups(texts: Sequence[str], *, at: float = 80.0) -> list[int]:
    """A group number for each text: near-duplicates, and near-duplicates of those, share one."""
    parent = list(range(len(texts)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for first, second, _ in _alike([normal_form(text) for text in texts], at=at):
        parent[root(second)] = root(first)
    return [root(index) for index in range(len(texts))]


def _alike(normal: Sequence[str], *, at: float, block: int = 250) -> Iterator[tuple[int, int, float]]:
    """Pairs of places; only texts of about the same length are compared, since no others can be that alike."""
    order = sorted((place for place, text in enumerate(normal) if text), key=lambda place: len(normal[place]))
    texts = [normal[place] for place in order]
    lengths = [len(text) for text in texts]
    for start in range(0, len(texts), block):
        rows = texts[start : start + block]
        end = bisect_right(lengths, len(rows[-1]) * (200 - at) / at)
        scores = process.cdist(rows, texts[start:end], scorer=fuzz.token_sort_ratio, score_cutoff=at, dtype=np.uint8)
        for row, column in zip(*np.nonzero(scores), strict=True):
            if column > row:
                first, second = sorted((order[start + int(row)], order[start + int(column)]))
                yield first, second, float(scores[row, column])


@dataclass(frozen=True)
class _Entry:
    """One `- intent:` block of a file, with the lines of its examples."""

    file: str
    line: int
    intent: str
    metadata: dict[str, Any]
    examples: tuple[tuple[int, str], ...]
    trouble: str = ""

    def utterances(self) -> Iterator[Utterance]:
        for line, text in self.examples:
            if text:
                yield utterance_of(text, self.intent, self.metadata, file=self.file, line=line)


def _entries(path: Path) -> Iterator[_Entry]:
    name = f"{path.parent.name}/{path.name}"
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadUtterances(f"{name}: cannot be read as YAML: {error}") from error
    top = _mapping(root)
    nlu = top.get("nlu")
    if not isinstance(nlu, yaml.SequenceNode):
        raise BadUtterances(f"{name}:1: expected 'nlu:' with a list of intents")
    for node in nlu.value:
        yield _entry(name, node)


def _entry(name: str, node: yaml.Node) -> _Entry:
    line = node.start_mark.line + 1
    parts = _mapping(node)
    intent, examples, said = parts.get("intent"), parts.get("examples"), parts.get("metadata")
    metadata = yaml.safe_load(yaml.serialize(said)) if said is not None else {}
    if not isinstance(intent, yaml.ScalarNode) or not isinstance(examples, yaml.ScalarNode):
        return _Entry(name, line, "", {}, (), "needs 'intent' and 'examples: |'")
    if not isinstance(metadata, dict):
        return _Entry(name, line, intent.value, {}, (), "metadata must be a mapping")
    first = examples.start_mark.line + (2 if examples.style == "|" else 1)
    lines = [(first + index, text.strip()) for index, text in enumerate(examples.value.split("\n"))]
    trouble = "".join(f"; line {at} does not begin with '- '" for at, text in lines if text and text[0] != "-")
    bullets = tuple((at, text[1:].strip()) for at, text in lines if text.startswith("-"))
    return _Entry(name, line, intent.value, metadata, bullets, trouble.removeprefix("; "))


def _mapping(node: yaml.Node | None) -> dict[str, yaml.Node]:
    return {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _entry_problems(entry: _Entry, topics: Topics) -> Iterator[str]:
    where = f"{entry.file}:{entry.line}"
    if entry.trouble:
        yield f"{where}: {entry.trouble}"
    if entry.intent and entry.intent not in INTENTS:
        yield f"{where}: unknown intent '{entry.intent}'"
    named = entry.metadata.get("topics") or []
    if not isinstance(named, list):
        yield f"{where}: topics must be a list"
        return
    yield from (f"{where}: unknown topic '{topic}'" for topic in named if topic not in topics)
    yield from _detail_problems(entry, where, named, topics)
    yield from (f"{entry.file}:{line}: empty example" for line, text in entry.examples if not text)
    if entry.intent and not entry.examples:
        yield f"{where}: no examples"


def _detail_problems(entry: _Entry, where: str, named: Sequence[str], topics: Topics) -> Iterator[str]:
    subtopic, scope = entry.metadata.get("subtopic"), entry.metadata.get("scope")
    if subtopic and not any(topics.has_subtopic(topic, subtopic) for topic in named):
        yield f"{where}: unknown subtopic '{subtopic}' of {' or '.join(named) or 'no topic'}"
    if scope and scope not in SCOPES:
        yield f"{where}: unknown scope '{scope}'; one of {', '.join(SCOPES)}"


def _duplicates(utterances: Iterable[Utterance]) -> Iterator[str]:
    seen: dict[str, Utterance] = {}
    for one in utterances:
        first = seen.setdefault(normal_form(one.text) or one.text, one)
        if first is not one:
            yield f"{one.where}: the same as {first.where}: '{one.text}'"
