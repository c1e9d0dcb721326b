"""Neighbours: how near a message lies to the nearest known messages of each scope."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from intents.heads import Floats
from intents.utterances import SCOPES

_FEW = 5


@dataclass(frozen=True)
class Neighbours:
    """Unit vectors (n, d) of messages whose scope (n) is known."""

    vectors: Floats
    scopes: npt.NDArray[np.int64]

    @classmethod
    def among(cls, vectors: Floats, scopes: npt.NDArray[np.int64]) -> Neighbours:
        """Kept in order of scope, so that each scope is one run of columns."""
        order = np.argsort(scopes, kind="stable")
        order = order[scopes[order] >= 0]
        return cls(np.ascontiguousarray(vectors[order].astype(np.float16).astype(np.float32)), scopes[order])

    def nearness(self, vectors: Floats) -> Floats:
        """(n, 2 * scopes): for each scope the cosine of the nearest, and the mean over the few nearest."""
        columns: list[Floats] = []
        cosines = vectors @ self.vectors.T
        edges = np.searchsorted(self.scopes, np.arange(len(SCOPES) + 1))
        for start, end in pairwise(edges):
            columns += _nearest(cosines[:, start:end])
        return np.stack(columns, axis=1)


def _nearest(cosines: Floats) -> list[Floats]:
    if cosines.shape[1] == 0:
        return [np.zeros(len(cosines), np.float32)] * 2
    few = min(_FEW, cosines.shape[1])
    top = np.partition(cosines, cosines.shape[1] - few, axis=1)[:, -few:]
    return [top.max(axis=1), top.mean(axis=1)]
