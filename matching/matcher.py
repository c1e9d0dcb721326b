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

VERIFIED, RETURNED = 6, 5


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

    def match(self, asked: Asked, *, hidden: Sequence[int] = ()) -> list[Match]:
        """Return at most five matches, the most probable first; the probabilities may all be small.

        `hidden` names wordings of the index that evaluation wants passed over.
        """
        candidates = self.candidates(asked, hidden=hidden)
        if not candidates:
            return []
        same = self.same(asked, candidates)
        chances = self._calibration.probabilities(evidence(asked, candidates, same))
        matches = [
            Match(candidate.answer, candidate.wording, candidate.similarity, float(odds), float(chance))
            for candidate, odds, chance in zip(candidates, same, chances, strict=True)
        ]
        return sorted(matches, key=lambda match: -match.probability)[:RETURNED]

    def candidates(self, asked: Asked, *, hidden: Sequence[int] = ()) -> list[Candidate]:
        """The answers worth verifying: fit for the place, one state's version of each while no place is known."""
        states = asked.place.states
        nearest = self.index.nearest(
            asked.vector, text=asked.text, limit=8 * VERIFIED, states=states or None, hidden=hidden
        )
        served = [candidate for candidate in nearest if candidate.answer.is_served(self._today())]
        return served[:VERIFIED] if states else _one_of_each(served)[:VERIFIED]

    def same(self, asked: Asked, candidates: Sequence[Candidate]) -> Floats:
        """The verifier's log-odds for each candidate's best wording; plain similarity without a verifier."""
        if self._verify is None:
            return np.array([candidate.similarity for candidate in candidates], dtype=np.float32)
        wordings = [wording for candidate in candidates for wording in candidate.wordings]
        odds = self._verify(asked.text, wordings, vector=asked.vector)
        starts = np.cumsum([0, *(len(candidate.wordings) for candidate in candidates)])[:-1]
        return np.asarray(np.maximum.reduceat(odds, starts), dtype=np.float32)


def evidence(asked: Asked, candidates: Sequence[Candidate], same: Floats) -> dict[str, Floats]:
    """What speaks for and against each candidate, as named columns for the calibration."""
    return {
        "same": np.asarray(same, dtype=np.float32),
        "similarity": _column(candidate.similarity for candidate in candidates),
        "body": _column(candidate.body for candidate in candidates),
        "shared": np.log1p(_column(candidate.shared for candidate in candidates)),
        "score": _column(candidate.score for candidate in candidates),
        "lead": _lead(_column(candidate.score for candidate in candidates)),
        "same_lead": np.clip(_lead(np.asarray(same, dtype=np.float32)), -4, 4),
        "topic": _column(_topic_agreement(asked.topics, candidate.answer.topic) for candidate in candidates),
        "elsewhere": _column(
            float(candidate.answer.jurisdiction != EVERYWHERE and not asked.place.jurisdiction)
            for candidate in candidates
        ),
    }


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
