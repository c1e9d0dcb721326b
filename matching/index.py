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
from matching.neighbours import GraphNeighbours, Neighbours, Rows
from matching.runtime import Floats

Encode = Callable[[Sequence[str]], Floats]  # texts -> one unit vector each
VECTORS, BODIES, ROWS, WORDS = "vectors.npy", "bodies.npy", "rows.json", "words"
GRAPHS = ("wordings.graph", "bodies.graph")
EXACT_UP_TO = 25_000  # wordings; measured by `sidebar bench matching`
NEAR_WORDINGS, NEAR_BODIES, NEAR_WORDS = 400, 150, 150  # what a search that is not exact weighs
HIDDEN = -2.0  # below every cosine
BODY_LENGTH = 400  # characters
BODY_WEIGHT, SHARED_WEIGHT = 0.4, 0.01  # measured by `sidebar evaluate matching`: recall of the first six


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


@dataclass(frozen=True)
class Near:
    """Who finds the rows worth weighing, where there are too many to weigh them all."""

    wordings: Neighbours
    bodies: Neighbours


class AnswerIndex:
    """Every wording of every answer as a vector, and every answer itself.

    An answer counts by its best wording, by what its own text says, and by the words that it shares. Without `near`
    every answer is weighed; with it, those that one of the three signs names as likely.
    """

    def __init__(
        self,
        answers: Sequence[Answer],
        vectors: Floats,
        bodies: Floats,
        lexical: LexicalIndex,
        *,
        near: Near | None = None,
    ) -> None:
        self.answers, self.vectors, self.bodies, self._lexical = tuple(answers), vectors, bodies, lexical
        self.wordings = all_wordings(answers)
        self._near = near
        self._counts = np.array([len(answer.phrasings) for answer in answers], dtype=np.int64)
        self._starts = np.cumsum([0, *self._counts[:-1]])
        self._jurisdictions = np.array([answer.jurisdiction for answer in answers])

    @classmethod
    def build(cls, answers: Sequence[Answer], encode: Encode, *, exact_up_to: int = EXACT_UP_TO) -> AnswerIndex:
        """Embed everything; above `exact_up_to` wordings, link near ones to a graph."""
        if not answers:
            raise EmptyCorpus("no answers to index; is matching/corpus/ empty?")
        vectors, bodies = encode(all_wordings(answers)), encode([body_of(answer) for answer in answers])
        near = None
        if len(vectors) > exact_up_to:
            near = Near(GraphNeighbours.build(vectors), GraphNeighbours.build(bodies))
        return cls(answers, vectors, bodies, _lexical(answers), near=near)

    def save(self, folder: Path) -> None:
        """Write the vectors and what each row says; `load` refuses them when the answers have changed."""
        np.save(folder / VECTORS, self.vectors)
        np.save(folder / BODIES, self.bodies)
        self._lexical.save(folder / WORDS)
        if self._near:
            for name, graph in zip(GRAPHS, (self._near.wordings, self._near.bodies), strict=True):
                if isinstance(graph, GraphNeighbours):
                    graph.save(folder / name)
        (folder / ROWS).write_text(json.dumps(self.wordings))

    @classmethod
    def load(cls, folder: Path, answers: Sequence[Answer]) -> AnswerIndex:
        """Map saved vectors and graphs into memory.

        Raises `EmptyCorpus` when they were made from other wordings.
        """
        if json.loads((folder / ROWS).read_text()) != all_wordings(answers):
            raise EmptyCorpus("the index was built from another corpus; run `sidebar train`")
        vectors, bodies = (np.load(folder / name, mmap_mode="r") for name in (VECTORS, BODIES))
        near = None
        if (folder / GRAPHS[0]).exists():
            width = vectors.shape[1]
            near = Near(*(GraphNeighbours.load(folder / name, dimensions=width) for name in GRAPHS))
        lexical = LexicalIndex.load(folder / WORDS, _texts(answers))
        return cls(answers, vectors, bodies, lexical, near=near)

    def search_with(self, near: Near) -> None:
        """Let something else than the saved graphs find the rows worth weighing."""
        self._near = near

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
        words = self._lexical.scores(text)
        chosen = self._likely(vector, words)
        rows, starts = self._rows_of(chosen)
        scores = (self.vectors if self._near is None else self.vectors[rows]) @ vector  # no copy of what is whole
        if len(hidden):
            scores[np.isin(rows, hidden)] = HIDDEN
        best = np.maximum.reduceat(scores, starts)
        body = (self.bodies if self._near is None else self.bodies[chosen]) @ vector
        shared = words[chosen]
        total = best + BODY_WEIGHT * body + SHARED_WEIGHT * shared
        eligible = np.flatnonzero((best > HIDDEN) & self._valid_in(states)[chosen])
        top = eligible[np.argsort(-total[eligible], kind="stable")[:limit]]
        return [
            Candidate(
                self.answers[chosen[i]],
                self._closest_first(rows, scores, range(starts[i], starts[i] + self._counts[chosen[i]])),
                float(best[i]),
                float(body[i]),
                float(shared[i]),
                float(total[i]),
            )
            for i in map(int, top)
        ]

    def _likely(self, vector: Floats, words: Floats) -> Rows:
        """The answers worth weighing, in the order of the corpus: all of them in a small one."""
        if self._near is None:
            return np.arange(len(self.answers))
        by_wording = self._near.wordings.search(vector, NEAR_WORDINGS)
        owners = np.searchsorted(self._starts, by_wording, side="right") - 1
        by_body = self._near.bodies.search(vector, NEAR_BODIES)
        few = min(NEAR_WORDS, len(words) - 1)
        by_words = np.argpartition(-words, few)[:few]
        return np.asarray(np.unique(np.concatenate([owners, by_body, by_words[words[by_words] > 0]])))

    def _rows_of(self, chosen: Rows) -> tuple[Rows, Rows]:
        """The rows of these answers one after the other, and where among them each answer begins."""
        counts = self._counts[chosen]
        starts = np.cumsum([0, *counts[:-1]])
        rows: Rows = np.arange(counts.sum()) + np.repeat(self._starts[chosen] - starts, counts)
        return rows, starts

    def _closest_first(self, rows: Rows, scores: Floats, within: range) -> tuple[str, ...]:
        ordered = sorted(within, key=lambda place: -scores[place])
        return tuple(self.wordings[rows[place]] for place in ordered if scores[place] > HIDDEN)

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


def all_wordings(answers: Sequence[Answer]) -> list[str]:
    """In the order of an index's rows."""
    return [wording for answer in answers for wording in answer.phrasings]


def body_of(answer: Answer) -> str:
    """What is embedded of the answer itself."""
    return f"{answer.question} {answer.text[:BODY_LENGTH]}"


def _lexical(answers: Sequence[Answer]) -> LexicalIndex:
    return LexicalIndex(_texts(answers))


def _texts(answers: Sequence[Answer]) -> list[str]:
    return [f"{answer.question} {answer.text}" for answer in answers]
