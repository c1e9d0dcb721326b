"""Classifier: from a message's vector and words to intent, topics, subtopics and scope, each with a probability."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from scipy.special import softmax

from intents.calibration import Logistic, Numbers, Temperature
from intents.errors import NothingToLearn
from intents.heads import Evidence, Floats, Head, Yes, train_head
from intents.lesson import Lesson, Names, Rows
from intents.neighbours import Neighbours
from intents.utterances import SCOPES
from intents.words import Words

FOLDS = 3
# How much the nearest known messages count beside a head's margin: chosen as the numbers of intents/heads.py were.
OF_NEAREST = np.float32(3.0)
Progress = Callable[[str], None]


@dataclass(frozen=True)
class TopicReading:
    """One area of law that a message touches; the subtopic is its likeliest, where the topic has any."""

    topic: str
    subtopic: str | None
    probability: float


@dataclass(frozen=True)
class Reading:
    """What one message says: intents and topics likeliest first, probabilities 0 to 1; scope sums to 1."""

    intents: tuple[tuple[str, float], ...]
    topics: tuple[TopicReading, ...]
    scope: Mapping[str, float]


@dataclass(frozen=True)
class Margins:
    """What the heads and the neighbours say about n messages, before calibration."""

    intents: Floats
    topics: Floats
    subtopics: Floats
    scopes: Floats
    near_scopes: Floats
    near_topics: Floats

    @classmethod
    def together(cls, parts: Sequence[Margins], rows: Sequence[Rows]) -> Margins:
        """One below the other, put in the order of `rows`."""
        order = np.argsort(np.concatenate(rows))
        return cls(*(np.concatenate([getattr(part, one.name) for part in parts])[order] for one in fields(cls)))

    def for_scope(self) -> Numbers:
        """Evidence about scope: its own margins, nearness, and how sure the other heads are."""
        return np.hstack([self.scopes, self.near_scopes * 5, _sureness(self.intents), _sureness(self.topics)])

    def for_topics(self) -> list[Numbers]:
        """Evidence about each topic: margin and nearness, its own and the strongest rival's, its lead, and scope."""
        near = self.near_topics * 5
        rivals, near_rivals = _rivals(self.topics), _rivals(near)
        lead = self.topics - rivals
        shares = softmax(2 * self.topics, axis=1) if self.topics.shape[1] else self.topics
        return [
            np.column_stack(
                [
                    *(self.topics[:, at], rivals[:, at], near[:, at], near_rivals[:, at]),
                    *(np.maximum(lead[:, at], 0), lead[:, at] > 0),
                    *(shares[:, at], np.log(shares[:, at] + 1e-6)),
                    self.scopes,
                ]
            )
            for at in range(self.topics.shape[1])
        ]


@dataclass(frozen=True)
class Heads:
    """The uncalibrated half: one table of weights for everything, and the known neighbours."""

    names: Names
    table: Head
    neighbours: Neighbours

    @classmethod
    def train(cls, lesson: Lesson, words: Words) -> Heads:
        evidence = Evidence(lesson.vectors, words.rows(lesson.texts))
        names = lesson.names
        table = Head.beside(
            _one_of(evidence, names.intents, lesson.intents),
            train_head(evidence, names.topics, lesson.topics),
            *(_subtopic_head(evidence, lesson, topic) for topic in dict(names.subtopics)),
            _one_of(evidence, SCOPES, lesson.scopes),
        )
        known = np.hstack([_flags(lesson.intents, names.intents), lesson.topics, _flags(lesson.scopes, SCOPES)])
        return cls(names, table.rounded(), Neighbours.among(lesson.vectors, known))

    def margins(self, evidence: Evidence) -> Margins:
        names = self.names
        ends = np.cumsum([len(names.intents), len(names.topics), len(names.subtopics)])
        intents, topics, subtopics, scopes = np.split(self.table.margins(evidence), ends, axis=1)
        ends = np.cumsum([len(names.intents), len(names.topics)])
        near_intents, near_topics, near_scopes = np.split(self.neighbours.nearness(evidence.vectors), ends, axis=1)
        return Margins(
            intents=intents + OF_NEAREST * near_intents,
            topics=topics + OF_NEAREST * near_topics,
            subtopics=subtopics,
            scopes=scopes,
            near_scopes=near_scopes,
            near_topics=near_topics,
        )


@dataclass(frozen=True)
class Classifier:
    """Reads messages; made by `Classifier.train`, kept by intents/storage.py."""

    words: Words
    heads: Heads
    intent_scale: Temperature
    topic_odds: Logistic
    scope_odds: Logistic

    @classmethod
    def train(cls, lesson: Lesson, *, progress: Progress = lambda _: None) -> Classifier:
        """Train on the lesson; probabilities are fitted on margins for held-back groups.

        Raises `NothingToLearn` when there are too few groups to hold any back.
        """
        if len(set(lesson.groups.tolist())) < 2 * FOLDS or len(lesson.names.intents) < 2:
            raise NothingToLearn(f"{len(lesson)} utterances are too few to train on; is intents/nlu/ empty?")
        progress(f"learning words from {len(lesson)} utterances")
        words = Words.learn(lesson.texts)
        held_back, unseen = _unseen_margins(lesson, words, progress)
        progress(f"training on all {len(lesson)} utterances")
        return cls(words, Heads.train(lesson, words), *_fit(lesson.take(held_back), unseen))

    def read(self, text: str, vector: Floats) -> Reading:
        """Read one message; `vector` is its unit vector (d,)."""
        return self.read_all([text], np.asarray(vector, np.float32)[None, :])[0]

    def read_all(self, texts: Sequence[str], vectors: Floats) -> list[Reading]:
        margins = self.heads.margins(Evidence(np.asarray(vectors, np.float32), self.words.rows(texts)))
        intents = self.intent_scale.probabilities(margins.intents)
        scopes = self.scope_odds.probabilities(margins.for_scope())
        topics = self.topic_odds.each(margins.for_topics()) if self.heads.names.topics else np.zeros((len(texts), 0))
        return [
            Reading(
                intents=_ranked(self.heads.names.intents, intents[row]),
                topics=self._topics(topics[row], margins.subtopics[row]),
                scope=dict(zip(SCOPES, map(float, scopes[row]), strict=True)),
            )
            for row in range(len(texts))
        ]

    def _topics(self, probabilities: Numbers, subtopics: Floats) -> tuple[TopicReading, ...]:
        names = self.heads.names
        return tuple(
            TopicReading(topic, self._subtopic(topic, subtopics), probability)
            for topic, probability in _ranked(names.topics, probabilities)
        )

    def _subtopic(self, topic: str, margins: Floats) -> str | None:
        places = self.heads.names.of_topic(topic)
        if not places:
            return None
        return self.heads.names.subtopics[places[int(margins[places].argmax())]][1]


def _unseen_margins(lesson: Lesson, words: Words, progress: Progress) -> tuple[Rows, Margins]:
    """The rows of the lesson that are held back in turn, and what heads that have not seen them say."""
    lesson = lesson.without_subtopics()
    folds = lesson.folds(FOLDS)
    parts: list[Margins] = []
    for number, (learn, held) in enumerate(folds, start=1):
        progress(f"training to calibrate, part {number} of {FOLDS}")
        held_back = lesson.take(held)
        heads = Heads.train(lesson.take(learn), words)
        parts.append(heads.margins(Evidence(held_back.vectors, words.rows(held_back.texts))))
    rows = [held for _, held in folds]
    return np.sort(np.concatenate(rows)), Margins.together(parts, rows)


def _fit(lesson: Lesson, unseen: Margins) -> tuple[Temperature, Logistic, Logistic]:
    known_intent, known_scope = lesson.intents >= 0, lesson.scopes >= 0
    # A message with no topic because it has nothing to go on ("i need help") says nothing of how sure topics are.
    telling = lesson.topics.any(axis=1) | (lesson.scopes > SCOPES.index("in_scope"))
    return (
        Temperature.fit(unseen.intents[known_intent], lesson.intents[known_intent]),
        Logistic.fit_each([columns[telling] for columns in unseen.for_topics()], lesson.topics[telling]),
        Logistic.fit_exclusive(unseen.for_scope()[known_scope], lesson.scopes[known_scope], len(SCOPES)),
    )


def _flags(truth: Rows, names: Sequence[str]) -> Yes:
    """(n, names): which one is true; none where nothing is said."""
    return np.asarray(truth[:, None] == np.arange(len(names)))


def _one_of(evidence: Evidence, names: Sequence[str], truth: Rows) -> Head:
    known = np.flatnonzero(truth >= 0)
    return train_head(evidence.take(known), names, _flags(truth[known], names))


def _subtopic_head(evidence: Evidence, lesson: Lesson, topic: str) -> Head:
    places = np.array(lesson.names.of_topic(topic))
    known = np.flatnonzero(np.isin(lesson.subtopics, places))
    names = [f"{topic}/{lesson.names.subtopics[place][1]}" for place in places]
    return train_head(evidence.take(known), names, lesson.subtopics[known][:, None] == places)


def _rivals(columns: Floats) -> Floats:
    """For each column the highest of the others."""
    if columns.shape[1] < 2:
        return np.full_like(columns, -2.0)
    second, first = np.sort(columns, axis=1)[:, -2:].T
    return np.where(columns == first[:, None], second[:, None], first[:, None])


def _sureness(margins: Floats) -> Numbers:
    """(n, 2): the highest margin, and its distance to the next."""
    if margins.shape[1] < 2:
        return np.zeros((len(margins), 2))
    top = np.sort(margins, axis=1)[:, -2:]
    return np.column_stack([top[:, 1], top[:, 1] - top[:, 0]])


def _ranked(names: Sequence[str], probabilities: Numbers) -> tuple[tuple[str, float], ...]:
    order = np.argsort(-probabilities, kind="stable")
    return tuple((names[place], float(probabilities[place])) for place in order)
