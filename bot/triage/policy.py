"""Policy: the numbers of the 80/20 line, read from a file that the operator may change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from bot.errors import BadPolicy
from bot.settings import ROOT

TABLES = {"answer_at_topic", "danger_at_kind"}
"""Entries that hold a number for each topic or kind; they may be left out."""

DEFAULT = ROOT / "bot/triage/policy.yml"


@dataclass(frozen=True)
class Policy:
    """Thresholds, each explained in policy.yml."""

    version: str
    answer_at: float
    choose_at: float
    choose_first_at: float
    choose_topic_at: float
    choose_most: int
    off_topic_at: float
    uncovered_at: float
    abuse_at: float
    intent_at: float
    intent_over_match_at: float
    vague_at: float
    emergency_at: float
    danger_at: float
    topic_at: float
    entangled_at: float
    entangled_three_at: float
    entangled_unless: float
    clarify_most: int
    unhelpful_most: int
    answer_at_topic: Mapping[str, float] = field(default_factory=dict)
    danger_at_kind: Mapping[str, float] = field(default_factory=dict)

    def line(self, topics: tuple[str, ...]) -> float:
        """The probability that an answer on `topics` must reach: the strictest of them."""
        return max([self.answer_at, *(self.answer_at_topic.get(topic, 0.0) for topic in topics)])

    def danger_line(self, kind: str) -> float:
        return self.danger_at_kind.get(kind, self.danger_at)

    @classmethod
    def load(cls, path: Path | str = "") -> Policy:
        """Read a policy file; raise `BadPolicy` that names the file and the entry."""
        source = Path(path) if path else DEFAULT
        try:
            text = source.read_text(encoding="utf-8")
            values = yaml.safe_load(text)
        except (OSError, yaml.YAMLError) as error:
            raise BadPolicy(f"{source}: cannot be read ({error})") from error
        if not isinstance(values, dict):
            raise BadPolicy(f"{source}: must hold `name: value` lines, like bot/triage/policy.yml")
        _check(values, source)
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        return cls(**{**values, "version": f"{values['version']}-{digest}"})


def _check(values: dict[str, Any], source: Path) -> None:
    names = {entry.name for entry in fields(Policy)}
    if unknown := sorted(set(values) - names):
        raise BadPolicy(f"{source}: unknown entry {unknown[0]!r}; known are {', '.join(sorted(names))}")
    if missing := sorted(names - set(values) - TABLES):
        raise BadPolicy(f"{source}: entry {missing[0]!r} is missing")
    numbers = {name: values[name] for name in names - {"version"} - TABLES}
    for table in TABLES:
        numbers |= {f"{table}.{name}": value for name, value in (values.get(table) or {}).items()}
    for name, value in numbers.items():
        whole = name.endswith("_most")
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise BadPolicy(f"{source}: {name} must be a {'whole number' if whole else 'number'}, not {value!r}")
        if not whole and not 0 <= value <= 1:
            raise BadPolicy(f"{source}: {name} is {value}; a probability lies between 0 and 1")
