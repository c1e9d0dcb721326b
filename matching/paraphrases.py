"""Paraphrases: questions that ask the same or not, in four kinds, written for this project."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from matching.errors import BadPairs

PAIRS_DIR = Path(__file__).parent / "pairs"
HELD_OUT = "held_out.yml"
KINDS = {"same_many": True, "same_few": True, "other_many": False, "other_few": False}


@dataclass(frozen=True)
class Pair:
    """`kind` says whether both ask the same (`same`) and whether they share many words."""

    a: str
    b: str
    same: bool
    kind: str
    topic: str


@dataclass(frozen=True)
class Group:
    """A question and its counterpart of each kind."""

    topic: str
    ask: str
    same_many: str
    same_few: str
    other_many: str
    other_few: str

    def pairs(self) -> list[Pair]:
        """One pair of each kind: together they are balanced, so that overlap itself says nothing."""
        return [Pair(self.ask, getattr(self, kind), same, kind, self.topic) for kind, same in KINDS.items()]


def read_groups(folder: Path = PAIRS_DIR, *, held_out: bool) -> list[Group]:
    """The groups to test with (`held_out`), or all others. Raises `BadPairs` naming file and group."""
    paths = [path for path in sorted(folder.glob("*.yml")) if (path.name == HELD_OUT) == held_out]
    return [group for path in paths for group in _groups(path)]


def all_pairs(groups: Iterable[Group]) -> list[Pair]:
    return [pair for group in groups for pair in group.pairs()]


def _groups(path: Path) -> list[Group]:
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - builds text only
        return [Group(**{"topic": path.stem, **row}) for row in rows]
    except (yaml.YAMLError, TypeError) as error:
        raise BadPairs(f"{path.name} is no list of groups with ask, {', '.join(KINDS)}: {error}") from error
