"""Lesson: utterances and their vectors, as the arrays that a classifier learns from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedGroupKFold

from intents.heads import Floats
from intents.utterances import SCOPES, Utterance, groups

Rows = npt.NDArray[np.int64]
_NONE = -1


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
    """Row for row: texts, vectors (n, d), and what is true of each; -1 where a row says nothing of it."""

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
        return cls(
            names=names,
            texts=tuple(one.text for one in utterances),
            vectors=np.asarray(vectors, np.float32),
            intents=np.array([_place(one.intent, names.intents) for one in utterances]),
            topics=np.array(topics, bool).reshape(len(utterances), len(names.topics)),
            subtopics=np.array([subtopic_place.get(pair, _NONE) if pair else _NONE for pair in pairs]),
            scopes=np.array([_place(one.scope, SCOPES) for one in utterances]),
            groups=np.array(groups([one.text for one in utterances])),
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

    def folds(self, count: int) -> list[tuple[Rows, Rows]]:
        """(learn, hold back) pairs of rows: groups stay together, intents and topics are spread evenly."""
        first_topic = np.where(self.topics.any(axis=1), self.topics.argmax(axis=1), _NONE) if self.names.topics else 0
        kinds = self.intents * 1000 + first_topic * 10 + self.scopes
        _, strata = np.unique(kinds, return_inverse=True)
        rare = np.bincount(strata)[strata] < count
        strata = np.where(rare, strata.max() + 1, strata)
        splitter = StratifiedGroupKFold(n_splits=count, shuffle=True, random_state=0)
        return [(learn, held) for learn, held in splitter.split(self.vectors, strata, self.groups)]


def _place(name: str | None, names: Sequence[str]) -> int:
    return names.index(name) if name and name in names else _NONE
