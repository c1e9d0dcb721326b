"""Lesson: utterances and their vectors, as the arrays that a classifier learns from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedGroupKFold

from intents.heads import Floats
from intents.utterances import SCOPES, Utterance, groups

Rows = npt.NDArray[np.int64]
_NONE = -1
_TWINS = 0.95  # cosine from which two messages say the same


@dataclass(frozen=True)
class Names:
    """What a classifier tells apart, in a fixed order; `subtopics` are pairs of topic and subtopic."""

    intents: tuple[str, ...]
    topics: tuple[str, ...]
    subtopics: tuple[tuple[str, str], ...]

    @classmethod
    def among(cls, utterances: Sequence[Utterance]) -> Names:
        return cls(
            intents=tuple(sorted({one.intent for one in utterances if one.intent})),
            topics=tuple(sorted({topic for one in utterances for topic in one.topics})),
            subtopics=tuple(sorted({one.topic_and_subtopic for one in utterances if one.topic_and_subtopic})),
        )

    def of_topic(self, topic: str) -> list[int]:
        """The places of a topic's subtopics among all."""
        return self._by_topic.get(topic, [])

    @cached_property
    def _by_topic(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, (topic, _) in enumerate(self.subtopics):
            found.setdefault(topic, []).append(place)
        return found


@dataclass(frozen=True)
class Lesson:
    """Row for row: texts, vectors (n, d), and what is true of each; -1 where a row says nothing of it.

    A row that tells topics alone is learned from and never held back.
    """

    names: Names
    texts: tuple[str, ...]
    vectors: Floats
    intents: Rows
    topics: npt.NDArray[np.bool_]
    subtopics: Rows
    scopes: Rows
    groups: Rows

    def __len__(self) -> int:
        return len(self.texts)

    @classmethod
    def of(cls, utterances: Sequence[Utterance], vectors: Floats, *, names: Names | None = None) -> Lesson:
        """Row for row from utterances; near-duplicates share a group."""
        names = names or Names.among(utterances)
        subtopic_place = {pair: place for place, pair in enumerate(names.subtopics)}
        pairs = [one.topic_and_subtopic for one in utterances]
        topics = [[topic in one.topics for topic in names.topics] for one in utterances]
        asked = [row for row, one in enumerate(utterances) if one.intent or one.scope]
        grouped = np.full(len(utterances), _NONE)
        grouped[asked] = groups([utterances[row].text for row in asked])
        return cls(
            names=names,
            texts=tuple(one.text for one in utterances),
            vectors=np.asarray(vectors, np.float32),
            intents=np.array([_place(one.intent, names.intents) for one in utterances]),
            topics=np.array(topics, bool).reshape(len(utterances), len(names.topics)),
            subtopics=np.array([subtopic_place.get(pair, _NONE) if pair else _NONE for pair in pairs]),
            scopes=np.array([_place(one.scope, SCOPES) for one in utterances]),
            groups=grouped,
        )

    def take(self, rows: Rows) -> Lesson:
        return Lesson(
            names=self.names,
            texts=tuple(self.texts[row] for row in rows),
            vectors=self.vectors[rows],
            intents=self.intents[rows],
            topics=self.topics[rows],
            subtopics=self.subtopics[rows],
            scopes=self.scopes[rows],
            groups=self.groups[rows],
        )

    def without_subtopics(self) -> Lesson:
        """The same, for where subtopics are not asked."""
        names = Names(self.names.intents, self.names.topics, ())
        return replace(self, names=names, subtopics=np.full_like(self.subtopics, _NONE))

    def folds(self, count: int) -> list[tuple[Rows, Rows]]:
        """(learn, hold back) pairs of rows: groups stay together, intents and topics are spread evenly."""
        asked, extra = np.flatnonzero(self.groups != _NONE), np.flatnonzero(self.groups == _NONE)
        splitter = StratifiedGroupKFold(n_splits=count, shuffle=True, random_state=0)
        splits = splitter.split(asked, self._kinds(asked, count), self.groups[asked])
        pairs = [(asked[learn], asked[held]) for learn, held in splits]
        return [(np.concatenate([learn, self._strangers(extra, held)]), held) for learn, held in pairs]

    def _kinds(self, rows: Rows, count: int) -> Rows:
        """A number for each kind of row; kinds with fewer than `count` rows share one."""
        topics = self.topics[rows]
        first_topic = np.where(topics.any(axis=1), topics.argmax(axis=1), _NONE) if self.names.topics else 0
        _, kinds = np.unique(self.intents[rows] * 1000 + first_topic * 10 + self.scopes[rows], return_inverse=True)
        return np.asarray(np.where(np.bincount(kinds)[kinds] < count, kinds.max() + 1, kinds))

    def _strangers(self, extra: Rows, held: Rows) -> Rows:
        """Those extra rows that say the same as none held back."""
        if not len(extra):
            return extra
        nearest = [(self.vectors[held] @ self.vectors[block].T).max(axis=0) for block in _blocks(extra)]
        return np.asarray(extra[np.concatenate(nearest) < _TWINS])


def _blocks(rows: Rows, size: int = 1000) -> list[Rows]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _place(name: str | None, names: Sequence[str]) -> int:
    return names.index(name) if name and name in names else _NONE
