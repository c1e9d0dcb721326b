"""Matcher: which vetted answers fit a question, each with one calibrated probability of being right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np

from matching.answers import EVERYWHERE, Answer
from matching.calibration import Calibration
from matching.index import AnswerIndex, Candidate
from matching.runtime import Floats

VERIFIED, RETURNED = 10, 5
FEW, TOP = 3, 12  # wordings that agree within an answer, and among those of all candidates
SIGNS = {
    "same": 1,
    "same_few": 1,
    "same_lead": 1,
    "agreement": 1,
    "similarity": 1,
    "body": 1,
    "shared": 1,
    "score": 1,
    "lead": 1,
    "topic": 1,
    "here": 1,
    "elsewhere": -1,
    "length": 0,
}  # evidence, and the way it may count: 1 for the answer, -1 against it, 0 either way


class Verify(Protocol):
    """The log-odds that each stored wording asks what the question, whose vector is given, asks."""

    def __call__(self, question: str, wordings: Sequence[str], *, vector: Floats) -> Floats: ...


@dataclass(frozen=True)
class Place:
    """Where the person is, as far as known; `candidates` when a place name fits several states."""

    jurisdiction: str | None = None
    candidates: tuple[str, ...] = ()

    @property
    def states(self) -> frozenset[str]:
        return frozenset({self.jurisdiction} if self.jurisdiction else self.candidates)


@dataclass(frozen=True)
class Asked:
    """A question with all that was understood of it. `topics` maps a topic to its probability; empty: not known."""

    text: str
    vector: Floats
    topics: Mapping[str, float] = field(default_factory=dict)
    place: Place = field(default_factory=Place)


@dataclass(frozen=True)
class Match:
    """`probability`: that this answer answers the question, for a person in that place."""

    answer: Answer
    wording: str
    similarity: float
    same: float
    probability: float


class Matcher:
    """Retrieve the nearest answers, let the verifier read them, weigh topic and place.

    An answer that has expired or is another state's is never returned. While the place is unknown, an answer
    of a single state counts for less.
    """

    def __init__(
        self,
        index: AnswerIndex,
        *,
        calibration: Calibration,
        verify: Verify | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.index, self._calibration, self._verify, self._today = index, calibration, verify, today

    def match(self, asked: Asked) -> list[Match]:
        """Return at most five matches, the most probable first; the probabilities may all be small."""
        candidates = self.candidates(asked)
        if not candidates:
            return []
        same = self.same(asked, candidates)
        chances = self._calibration.probabilities(evidence(asked, candidates, same))
        matches = [
            Match(candidate.answer, candidate.wording, candidate.similarity, float(odds.max()), float(chance))
            for candidate, odds, chance in zip(candidates, same, chances, strict=True)
        ]
        return sorted(matches, key=lambda match: -match.probability)[:RETURNED]

    def candidates(self, asked: Asked) -> list[Candidate]:
        """The answers worth verifying: fit for the place, one state's version of each while no place is known."""
        states = asked.place.states
        nearest = self.index.nearest(asked.vector, text=asked.text, limit=8 * VERIFIED, states=states or None)
        served = [candidate for candidate in nearest if candidate.answer.is_served(self._today())]
        return served[:VERIFIED] if states else _one_of_each(served)[:VERIFIED]

    def same(self, asked: Asked, candidates: Sequence[Candidate]) -> list[Floats]:
        """The verifier's log-odds for each candidate's wordings; plain similarity without a verifier."""
        if self._verify is None:
            return [np.array([candidate.similarity], dtype=np.float32) for candidate in candidates]
        wordings = [wording for candidate in candidates for wording in candidate.wordings]
        odds = self._verify(asked.text, wordings, vector=asked.vector)
        ends = np.cumsum([len(candidate.wordings) for candidate in candidates])
        return [np.asarray(part, dtype=np.float32) for part in np.split(odds, ends[:-1])]


def evidence(asked: Asked, candidates: Sequence[Candidate], same: Sequence[Floats]) -> dict[str, Floats]:
    """What speaks for and against each candidate, as the columns that `SIGNS` names."""
    best = _column(odds.max() for odds in same)
    state = np.array([candidate.answer.jurisdiction != EVERYWHERE for candidate in candidates], dtype=np.float32)
    score = _column(candidate.score for candidate in candidates)
    return {
        "same": best,
        "same_few": _column(np.sort(odds)[-FEW:].mean() for odds in same),
        "same_lead": np.clip(_lead(best), -4, 4),
        "agreement": _agreement(same),
        "similarity": _column(candidate.similarity for candidate in candidates),
        "body": _column(candidate.body for candidate in candidates),
        "shared": np.log1p(_column(candidate.shared for candidate in candidates)),
        "score": score,
        "lead": _lead(score),
        "topic": _column(_topic_agreement(asked.topics, candidate.answer.topic) for candidate in candidates),
        "here": state * bool(asked.place.jurisdiction),
        "elsewhere": state * (not asked.place.jurisdiction),
        "length": np.full(len(candidates), np.log1p(len(asked.text.split())), dtype=np.float32),
    }


def _agreement(same: Sequence[Floats]) -> Floats:
    """Of the most alike wordings of all candidates, the share that is each one's own."""
    everything = np.concatenate(same)
    line = np.sort(everything)[-min(TOP, len(everything))]
    return _column((odds >= line).sum() / TOP for odds in same)


def _lead(values: Floats) -> Floats:
    """How far each is above the best of the others."""
    rivals = [np.delete(values, row).max(initial=values[row] - 1) for row in range(len(values))]
    return values - np.array(rivals, dtype=np.float32)


def _column(values: Iterable[float]) -> Floats:
    return np.fromiter(values, dtype=np.float32)


def _topic_agreement(topics: Mapping[str, float], topic: str) -> float:
    return topics.get(topic, 0.0) if topics else 0.5


def _one_of_each(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Keep the best of the versions that an answer has for several states."""
    kept: dict[str, Candidate] = {}
    for candidate in candidates:
        kept.setdefault(family(candidate.answer), candidate)
    return list(kept.values())


def family(answer: Answer) -> str:
    """The name that the versions of an answer for several states share: its id without the state at the end."""
    return answer.answer_id.removesuffix(f"-{answer.jurisdiction.lower()}")
