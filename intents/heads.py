"""Heads: linear readings of a message: support vectors over its words, a softmax over its vector, added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from intents.words import Ids, Rows

Floats = npt.NDArray[np.float32]
Yes = npt.NDArray[np.bool_]
# How much the softmax over the vector counts beside the words, and how freely the weights of each may grow:
# chosen on CLINC150's validation split and on the open half of intents/blind.
OF_VECTOR, FREEDOM_OF_WORDS, FREEDOM_OF_VECTOR = 0.2, 0.5, 20.0


@dataclass(frozen=True)
class Evidence:
    """Messages as the heads read them: `vectors` (n, d) and `words` (n, vocabulary), row for row."""

    vectors: Floats
    words: Rows

    def __len__(self) -> int:
        return int(self.vectors.shape[0])

    def take(self, rows: Ids) -> Evidence:
        return Evidence(self.vectors[rows], self.words[rows])


@dataclass(frozen=True)
class Head:
    """Named columns of weights; the higher a margin, the more it says yes."""

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


def train_head(evidence: Evidence, names: Sequence[str], wanted: Yes) -> Head:
    """Learn the columns of `wanted` (n, names); a message may have several, one or none."""
    columns = [_support(evidence.words, wanted[:, place]) for place in range(len(names))]
    of_words = np.zeros((evidence.words.shape[1], len(names)), np.float32)
    for place, (weights, _) in enumerate(columns):
        of_words[:, place] = weights
    of_vector, bias = _softmax(evidence.vectors, wanted)
    return Head(
        names=tuple(names),
        of_words=of_words,
        of_vector=of_vector,
        bias=np.array([bias for _, bias in columns], np.float32) + bias,
    )


def _support(words: sparse.csr_matrix, wanted: Yes) -> tuple[Floats, float]:
    """One against the rest; a column all alike says always that."""
    if wanted.all() or not wanted.any():
        return np.zeros(words.shape[1], np.float32), 1.0 if wanted.all() else -1.0
    machine = LinearSVC(C=FREEDOM_OF_WORDS, tol=1e-2, random_state=0, max_iter=2000).fit(words, wanted)
    return machine.coef_[0].astype(np.float32), float(machine.intercept_[0])


def _softmax(vectors: Floats, wanted: Yes) -> tuple[Floats, Floats]:
    """Weights (d, names) and bias (names) of one softmax; a message with several names counts in parts for each."""
    count = wanted.shape[1]
    rows, names = np.nonzero(np.column_stack([wanted, ~wanted.any(axis=1)]))
    present = np.unique(names)
    weights, bias = np.zeros((vectors.shape[1], count + 1), np.float32), np.zeros(count + 1, np.float32)
    if len(present) > 1:
        shares = 1 / np.bincount(rows)[rows]
        model = LogisticRegression(C=FREEDOM_OF_VECTOR, tol=1e-3, max_iter=60)
        model.fit(vectors[rows], names, sample_weight=shares)
        coefficients, intercepts = model.coef_, model.intercept_
        if len(present) == 2:
            coefficients, intercepts = (
                np.vstack([-coefficients, coefficients]) / 2,
                np.r_[-intercepts, intercepts] / 2,
            )
        weights[:, present], bias[present] = coefficients.T, intercepts
    return weights[:, :count] * np.float32(OF_VECTOR), bias[:count] * np.float32(OF_VECTOR)
