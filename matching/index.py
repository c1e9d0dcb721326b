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
from matching.lexical import LexicalIndex
from matching.runtime import Floats

Encode = Callable[[Sequence[str]], Floats]  # texts -> one unit vector each
VECTORS, BODIES, ROWS = "vectors.npy", "bodies.npy", "rows.json"
HIDDEN = -2.0  # below every cosine
BODY_LENGTH = 400  # characters
BODY_WEIGHT, SHARED_WEIGHT = 2.0, 0.04  # measured by `sidebar evaluate matching`: recall of the first six


@dataclass(frozen=True)
class Candidate:
    """An answer, its wordings with the closest first, and how close the question is to that and to the answer.

    `similarity` and `body` are cosines, to the closest wording and to the answer itself; `shared` is a BM25 score;
    `score` is what the search ranked by.
    """

    answer: Answer
    wordings: tuple[str, ...]
    similarity: float
    body: float
    shared: float
    score: float

    @property
    def wording(self) -> str:
        return self.wordings[0]


class AnswerIndex:
    """Every wording of every answer as a vector, and every answer itself; searched exhaustively.

    An answer counts by its best wording, by what its own text says, and by the words that it shares.
    """

    def __init__(self, answers: Sequence[Answer], vectors: Floats, bodies: Floats, lexical: LexicalIndex) -> None:
        self.answers, self.vectors, self._bodies, self._lexical = tuple(answers), vectors, bodies, lexical
        self.wordings = all_wordings(answers)
        self._starts = np.cumsum([0, *(len(answer.phrasings) for answer in answers)][:-1])
        self._jurisdictions = np.array([answer.jurisdiction for answer in answers])

    @classmethod
    def build(cls, answers: Sequence[Answer], encode: Encode, *, vectors: Floats | None = None) -> AnswerIndex:
        """Embed everything; `vectors` spares the wordings when the same model has embedded them already."""
        if not answers:
            raise EmptyCorpus("no answers to index; is matching/corpus/ empty?")
        known = encode(all_wordings(answers)) if vectors is None else vectors
        return cls(answers, known, encode([_body(answer) for answer in answers]), _lexical(answers))

    def save(self, folder: Path) -> None:
        """Write the vectors and what each row says; `load` refuses them when the answers have changed."""
        np.save(folder / VECTORS, self.vectors)
        np.save(folder / BODIES, self._bodies)
        (folder / ROWS).write_text(json.dumps(self.wordings))

    @classmethod
    def load(cls, folder: Path, answers: Sequence[Answer]) -> AnswerIndex:
        """Map saved vectors into memory. Raises `EmptyCorpus` when they were made from other wordings."""
        vectors, bodies = (np.load(folder / name, mmap_mode="r") for name in (VECTORS, BODIES))
        index = cls(answers, vectors, bodies, _lexical(answers))
        if json.loads((folder / ROWS).read_text()) != index.wordings:
            raise EmptyCorpus("the index was built from another corpus; run `sidebar train`")
        return index

    def nearest(
        self,
        vector: Floats,
        *,
        text: str = "",
        limit: int = 5,
        states: Collection[str] | None = None,
        hidden: Sequence[int] = (),
    ) -> list[Candidate]:
        """Return up to `limit` different answers, the likeliest first.

        `text` adds what can be told from words alone. With `states`, only answers for these states and for the
        whole country. `hidden` wordings (row numbers) are passed over: evaluation asks them as if they were new.
        """
        scores = self.vectors @ vector
        scores[list(hidden)] = HIDDEN
        best = np.maximum.reduceat(scores, self._starts)
        body, shared = self._bodies @ vector, self._lexical.scores(text)
        total = best + BODY_WEIGHT * body + SHARED_WEIGHT * shared
        eligible = np.flatnonzero((best > HIDDEN) & self._valid_in(states))
        top = eligible[np.argsort(-total[eligible], kind="stable")[:limit]]
        return [
            Candidate(
                self.answers[i],
                self._closest_first(i, scores),
                float(best[i]),
                float(body[i]),
                float(shared[i]),
                float(total[i]),
            )
            for i in map(int, top)
        ]

    def by_wording(
        self, scores: Floats, *, states: Collection[str] | None = None, hidden: Sequence[int] = (), limit: int = 5
    ) -> list[tuple[Answer, float]]:
        """Answers by their best wording under any score per wording: the plain search that others are measured by."""
        scores = scores.copy()
        scores[list(hidden)] = HIDDEN
        best = np.maximum.reduceat(scores, self._starts)
        eligible = np.flatnonzero((best > HIDDEN) & self._valid_in(states))
        top = eligible[np.argsort(-best[eligible], kind="stable")[:limit]]
        return [(self.answers[i], float(best[i])) for i in map(int, top)]

    def _valid_in(self, states: Collection[str] | None) -> npt.NDArray[np.bool_]:
        if states is None:
            return np.ones(len(self.answers), dtype=np.bool_)
        return np.isin(self._jurisdictions, [EVERYWHERE, *states])

    def _closest_first(self, answer: int, scores: Floats) -> tuple[str, ...]:
        start = int(self._starts[answer])
        rows = np.arange(start, start + len(self.answers[answer].phrasings))
        return tuple(self.wordings[row] for row in rows[np.argsort(-scores[rows])] if scores[row] > HIDDEN)


def all_wordings(answers: Sequence[Answer]) -> list[str]:
    """In the order of an index's rows."""
    return [wording for answer in answers for wording in answer.phrasings]


def _body(answer: Answer) -> str:
    return f"{answer.question} {answer.text[:BODY_LENGTH]}"


def _lexical(answers: Sequence[Answer]) -> LexicalIndex:
    return LexicalIndex([f"{answer.question} {answer.text}" for answer in answers])
