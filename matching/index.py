"""AnswerIndex: find the vetted answers closest in meaning to a question."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matching.answers import EVERYWHERE, Answer
from matching.errors import EmptyCorpus
from matching.runtime import Floats

Encode = Callable[[Sequence[str]], Floats]  # texts -> one unit vector each
VECTORS, ROWS = "vectors.npy", "rows.json"
HIDDEN = -2.0  # below every cosine


@dataclass(frozen=True)
class Candidate:
    """An answer, the wording of it that came closest, and how close (cosine)."""

    answer: Answer
    wording: str
    similarity: float


class AnswerIndex:
    """Every wording of every answer as a vector, searched exhaustively; an answer counts by its best wording."""

    def __init__(self, answers: Sequence[Answer], vectors: Floats) -> None:
        self.answers, self.vectors = tuple(answers), vectors
        self._wordings = [wording for answer in answers for wording in answer.phrasings]
        self._starts = np.cumsum([0, *(len(answer.phrasings) for answer in answers)][:-1])
        self._jurisdictions = np.array([answer.jurisdiction for answer in answers])

    @classmethod
    def build(cls, answers: Sequence[Answer], encode: Encode) -> AnswerIndex:
        if not answers:
            raise EmptyCorpus("no answers to index; is matching/corpus/ empty?")
        return cls(answers, encode([wording for answer in answers for wording in answer.phrasings]))

    def save(self, folder: Path) -> None:
        """Write the vectors and what each row says; `load` refuses them when the answers have changed."""
        np.save(folder / VECTORS, self.vectors)
        (folder / ROWS).write_text(json.dumps(self._wordings))

    @classmethod
    def load(cls, folder: Path, answers: Sequence[Answer]) -> AnswerIndex:
        """Map saved vectors into memory. Raises `EmptyCorpus` when they were made from other wordings."""
        index = cls(answers, np.load(folder / VECTORS, mmap_mode="r"))
        if json.loads((folder / ROWS).read_text()) != index._wordings:
            raise EmptyCorpus("the index was built from another corpus; run `sidebar train`")
        return index

    @property
    def wordings(self) -> list[str]:
        return self._wordings

    def nearest(
        self, vector: Floats, *, limit: int = 5, states: Collection[str] | None = None, hidden: Sequence[int] = ()
    ) -> list[Candidate]:
        """Return up to `limit` different answers, the most similar first.

        With `states`, only answers for these states and for the whole country. `hidden` wordings (row numbers) are
        passed over: evaluation asks them as if they were new.
        """
        scores = self.vectors @ vector
        scores[list(hidden)] = HIDDEN
        found = self.rank(scores, limit=limit, states=states)
        return [candidate for candidate in found if candidate.similarity > HIDDEN]

    def rank(self, scores: Floats, *, limit: int, states: Collection[str] | None = None) -> list[Candidate]:
        """The same for any score per wording, such as a lexical one."""
        best = np.maximum.reduceat(scores, self._starts)
        eligible = np.arange(len(best)) if states is None else self._valid_in(states)
        top = eligible[_largest(best[eligible], limit)]
        return [Candidate(self.answers[i], self._best_wording(int(i), scores), float(best[i])) for i in top]

    def _valid_in(self, states: Collection[str]) -> npt.NDArray[np.intp]:
        return np.flatnonzero(np.isin(self._jurisdictions, [EVERYWHERE, *states]))

    def _best_wording(self, answer: int, scores: Floats) -> str:
        start = int(self._starts[answer])
        count = len(self.answers[answer].phrasings)
        return self._wordings[start + int(np.argmax(scores[start : start + count]))]


def _largest(scores: Floats, limit: int) -> npt.NDArray[np.intp]:
    """Rows of the `limit` largest scores, the largest first."""
    rows: npt.NDArray[np.intp] = np.argsort(-scores, kind="stable")[:limit]
    return rows
