"""Topics: the sixteen areas of law that Sidebar tells apart, and their subtopics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from intents.errors import BadTopics

TOPICS_FILE = Path(__file__).with_name("topics.yml")


@dataclass(frozen=True)
class Subtopic:
    """One thing that people ask about within a topic; `code` is its nearest NSMI entry."""

    key: str
    name: str
    code: str


@dataclass(frozen=True)
class Topic:
    """One area of law. `name` is what a person reads."""

    key: str
    name: str
    code: str
    subtopics: Mapping[str, Subtopic]


@dataclass(frozen=True)
class Topics:
    """All areas of law, in the order of the file."""

    by_key: Mapping[str, Topic]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.by_key)

    def __contains__(self, key: object) -> bool:
        return key in self.by_key

    def __getitem__(self, key: str) -> Topic:
        return self.by_key[key]

    def has_subtopic(self, topic: str, subtopic: str) -> bool:
        return topic in self.by_key and subtopic in self.by_key[topic].subtopics

    def code(self, topic: str, subtopic: str | None = None) -> str:
        """The NSMI code of a subtopic, or of the whole topic where there is none."""
        area = self.by_key[topic]
        found = area.subtopics.get(subtopic) if subtopic else None
        return found.code if found else area.code


@cache
def load_topics(path: Path = TOPICS_FILE) -> Topics:
    """Read the topics; raises `BadTopics` with the name of what is wrong."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise BadTopics(f"{path}: cannot be read as YAML: {error}") from error
    if not isinstance(content, dict) or not content:
        raise BadTopics(f"{path}: expected a mapping from topic to its name, code and subtopics")
    return Topics({key: _topic(path, key, entry) for key, entry in content.items()})


def _topic(path: Path, key: str, entry: Any) -> Topic:
    try:
        subtopics = {
            sub: Subtopic(key=sub, name=str(said["name"]), code=str(said["code"]))
            for sub, said in entry["subtopics"].items()
        }
        return Topic(key=key, name=str(entry["name"]), code=str(entry["code"]), subtopics=subtopics)
    except (KeyError, TypeError, AttributeError) as error:
        raise BadTopics(f"{path}: topic '{key}' needs name, code and subtopics, each with name and code") from error
