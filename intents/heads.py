"""Heads: linear one-against-the-rest readings of a message's vector and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.svm import LinearSVC

from intents.words import Rows

Floats = npt.NDArray[np.float32]
# How much the vector counts beside the words, and how freely the weights may grow: chosen on validation data.
VECTOR_WEIGHT, FREEDOM = 2.0, 0.5


@dataclass(frozen=True)
class Evidence:
    """Messages as the heads read them: `vectors` (n, d) and `words` (n, vocabulary), row for row."""

    vectors: Floats
    words: Rows

    def __len__(self) -> int:
        return int(self.vectors.shape[0])

    def take(self, rows: npt.NDArray[np.int64]) -> Evidence:
        return Evidence(self.vectors[rows], self.words[rows])

    def joined(self) -> sparse.csr_matrix:
        dense = sparse.csr_matrix(self.vectors * VECTOR_WEIGHT)
        return sparse.hstack([self.words, dense], format="csr", dtype=np.float64)


@dataclass(frozen=True)
class Head:
    """Named columns of weights; a margin above 0 says yes."""

    names: tuple[str, ...]
    of_words: Floats
    of_vector: Floats
    bias: Floats

    def margins(self, evidence: Evidence) -> Floats:
        """(n, names): how far each message lies on the yes side of each name."""
        if not self.names:
            return np.zeros((len(evidence), 0), np.float32)
        words = np.asarray(evidence.words @ self.of_words)
        return np.asarray(words + evidence.vectors @ self.of_vector + self.bias, np.float32)

    @staticmethod
    def beside(*heads: Head) -> Head:
        """One table with the columns of all, in their order."""
        return Head(
            names=tuple(name for head in heads for name in head.names),
            of_words=np.hstack([head.of_words for head in heads]),
            of_vector=np.hstack([head.of_vector for head in heads]),
            bias=np.concatenate([head.bias for head in heads]),
        )

    def rounded(self) -> Head:
        """With the precision it is stored in, so that a loaded classifier reads exactly as the trained one."""
        return Head(self.names, _half(self.of_words), _half(self.of_vector), self.bias)


def _half(weights: Floats) -> Floats:
    return np.ascontiguousarray(weights.astype(np.float16).astype(np.float32))


def train_head(evidence: Evidence, names: Sequence[str], wanted: npt.NDArray[np.bool_]) -> Head:
    """One linear support vector machine per column of `wanted` (n, names); a column all alike says always that."""
    inputs = evidence.joined()
    columns = [_column(inputs, wanted[:, place]) for place in range(len(names))]
    weights = np.array([weights for weights, _ in columns], np.float32).reshape(len(names), inputs.shape[1]).T
    split = evidence.words.shape[1]
    return Head(
        names=tuple(names),
        of_words=np.ascontiguousarray(weights[:split]),
        of_vector=np.ascontiguousarray(weights[split:]) * np.float32(VECTOR_WEIGHT),
        bias=np.array([bias for _, bias in columns], np.float32),
    )


def _column(inputs: sparse.csr_matrix, wanted: npt.NDArray[np.bool_]) -> tuple[Floats, float]:
    if wanted.all() or not wanted.any():
        return np.zeros(inputs.shape[1], np.float32), 1.0 if wanted.all() else -1.0
    machine = LinearSVC(C=FREEDOM, tol=1e-2, random_state=0, max_iter=2000).fit(inputs, wanted)
    return machine.coef_[0].astype(np.float32), float(machine.intercept_[0])
