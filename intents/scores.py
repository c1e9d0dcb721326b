"""Scores: how well readings agree with what is true, as numbers and as lines for a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from intents.calibration import Numbers, calibration_error
from intents.classifier import Reading
from intents.utterances import SCOPES, Utterance

Yes = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Scored:
    """An utterance beside what was read in it by a classifier that never saw it."""

    utterance: Utterance
    reading: Reading

    @property
    def intent(self) -> str:
        return self.reading.intents[0][0]

    @property
    def topic(self) -> str:
        return self.reading.topics[0].topic

    def hit(self, best: int) -> bool:
        """Is its most important topic among the `best` likeliest?"""
        return self.utterance.topics[0] in [one.topic for one in self.reading.topics[:best]]


@dataclass(frozen=True)
class TopicScore:
    """One topic: precision and recall at a probability of one half; hits among the questions that it is first of."""

    topic: str
    count: int
    precision: float
    recall: float
    hits_at_1: float
    hits_at_2: float


def share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def topic_scores(scored: Sequence[Scored]) -> Iterator[TopicScore]:
    for topic in sorted({topic for one in scored for topic in one.utterance.topics}):
        true = [topic in one.utterance.topics for one in scored]
        said = [_probability(one.reading, topic) >= 0.5 for one in scored]
        both = sum(a and b for a, b in zip(true, said, strict=True))
        first = [one for one in scored if one.utterance.topics[:1] == (topic,)]
        yield TopicScore(
            topic=topic,
            count=sum(true),
            precision=both / sum(said) if any(said) else 0.0,
            recall=both / sum(true),
            hits_at_1=share([one.hit(1) for one in first]),
            hits_at_2=share([one.hit(2) for one in first]),
        )


def said_and_true(scored: Sequence[Scored]) -> tuple[Numbers, Yes]:
    """Every probability that a topic got, beside whether it was true."""
    pairs = [(one.probability, one.topic in each.utterance.topics) for each in scored for one in each.reading.topics]
    return np.array([said for said, _ in pairs]), np.array([true for _, true in pairs], bool)


def first_said_and_true(scored: Sequence[Scored]) -> tuple[Numbers, Yes]:
    """The likeliest topic's probability, beside whether it was true."""
    firsts = [(each.reading.topics[0], each.utterance.topics) for each in scored if each.reading.topics]
    return np.array([one.probability for one, _ in firsts]), np.array(
        [one.topic in true for one, true in firsts], bool
    )


def intent_scores(scored: Sequence[Scored]) -> list[tuple[str, int, float, float]]:
    """For each intent that occurs: its name, how often, precision and recall."""
    true, said = Counter(one.utterance.intent for one in scored), Counter(one.intent for one in scored)
    right = Counter(one.intent for one in scored if one.intent == one.utterance.intent)
    return [
        (name, count, right[name] / max(said[name], 1), right[name] / count) for name, count in sorted(true.items())
    ]


def intent_error(scored: Sequence[Scored]) -> float:
    """Calibration error of the likeliest intent."""
    said = np.array([one.reading.intents[0][1] for one in scored])
    return calibration_error(said, np.array([one.intent == one.utterance.intent for one in scored]))


def scope_area(scored: Sequence[Scored], scope: str) -> float:
    """Area under the ROC curve of a scope's probability against the other scopes."""
    known = [one for one in scored if one.utterance.scope]
    truth = [one.utterance.scope == scope for one in known]
    if len(set(truth)) < 2:
        return float("nan")
    return float(roc_auc_score(truth, [one.reading.scope[scope] for one in known]))


def scope_accuracy(scored: Sequence[Scored]) -> float:
    known = [one for one in scored if one.utterance.scope]
    return share([max(SCOPES, key=lambda s: one.reading.scope[s]) == one.utterance.scope for one in known])


def scope_error(scored: Sequence[Scored]) -> float:
    known = [one for one in scored if one.utterance.scope]
    said = np.array([one.reading.scope["in_scope"] for one in known])
    return calibration_error(said, np.array([one.utterance.scope == "in_scope" for one in known]))


def confused(pairs: Sequence[tuple[str, str]], *, most: int = 12) -> list[tuple[str, str, int]]:
    """(true, read instead, how often), the most frequent first."""
    wrong = Counter((true, said) for true, said in pairs if true != said)
    return [(true, said, count) for (true, said), count in wrong.most_common(most)]


def _probability(reading: Reading, topic: str) -> float:
    return next((one.probability for one in reading.topics if one.topic == topic), 0.0)
