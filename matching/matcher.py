"""Matcher: which vetted answers fit a question, each with one calibrated probability of being right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np

from matching.answers import Answer
from matching.calibration import Calibration
from matching.comparison import JUDGED
from matching.evidence import evidence
from matching.index import AnswerIndex, Candidate
from matching.runtime import Floats

VERIFIED, RETURNED = 10, 5


class Verify(Protocol):
    """What a verifier says of each stored wording, a row for each: `Verifier.judge`."""

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
        judged = self.judged(asked, candidates)
        chances = self._calibration.probabilities(weighed(asked, candidates, judged))
        matches = [
            Match(candidate.answer, candidate.wording, candidate.similarity, float(rows[:, 0].max()), float(chance))
            for candidate, rows, chance in zip(candidates, judged, chances, strict=True)
        ]
        return sorted(matches, key=lambda match: -match.probability)[:RETURNED]

    def candidates(self, asked: Asked) -> list[Candidate]:
        """The answers worth verifying: fit for the place, one state's version of each while no place is known."""
        states = asked.place.states
        nearest = self.index.nearest(asked.vector, text=asked.text, limit=8 * VERIFIED, states=states or None)
        served = [candidate for candidate in nearest if candidate.answer.is_served(self._today())]
        return served[:VERIFIED] if states else _one_of_each(served)[:VERIFIED]

    def judged(self, asked: Asked, candidates: Sequence[Candidate]) -> list[Floats]:
        """What the verifier says of each candidate's wordings; without a verifier, plain similarity stands for it."""
        if self._verify is None:
            return [np.full((1, JUDGED), candidate.similarity, dtype=np.float32) for candidate in candidates]
        wordings = [wording for candidate in candidates for wording in candidate.wordings]
        rows = self._verify(asked.text, wordings, vector=asked.vector)
        ends = np.cumsum([len(candidate.wordings) for candidate in candidates])
        return np.split(rows, ends[:-1])


def weighed(asked: Asked, candidates: Sequence[Candidate], judged: Sequence[Floats]) -> dict[str, Floats]:
    """The evidence for each candidate."""
    return evidence(
        candidates,
        judged,
        words=len(asked.text.split()),
        topics=asked.topics,
        jurisdiction=asked.place.jurisdiction,
    )


def _one_of_each(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Keep the best of the versions that an answer has for several states."""
    kept: dict[str, Candidate] = {}
    for candidate in candidates:
        kept.setdefault(family(candidate.answer), candidate)
    return list(kept.values())


def family(answer: Answer) -> str:
    """The name that the versions of an answer for several states share: its id without the state at the end."""
    return answer.answer_id.removesuffix(f"-{answer.jurisdiction.lower()}")
