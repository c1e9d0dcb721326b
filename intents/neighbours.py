"""Neighbours: how near a message lies to the nearest known messages of each scope and of each topic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from intents.heads import Floats
from intents.utterances import SCOPES

_FEW_OF_SCOPE, _FEW_OF_TOPIC = 5, 3

Rows = npt.NDArray[np.int64]
Yes = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Neighbours:
    """Unit vectors (n, d) of messages whose scope (n) is known, and the topics (n, t) of each."""

    vectors: Floats
    scopes: Rows
    topics: Yes

    @classmethod
    def among(cls, vectors: Floats, scopes: Rows, topics: Yes) -> Neighbours:
        known = np.flatnonzero(scopes >= 0)
        rounded = np.ascontiguousarray(vectors[known].astype(np.float16).astype(np.float32))
        return cls(rounded, scopes[known], topics[known])

    def nearness(self, vectors: Floats) -> tuple[Floats, Floats]:
        """(n, 2 * scopes): cosine of the nearest, mean over the few nearest; (n, topics): that mean."""
        cosines = np.asarray(vectors @ self.vectors.T)
        of_scopes = [_nearest(cosines[:, rows], _FEW_OF_SCOPE) for rows in self._rows_of_scopes]
        of_topics = [_nearest(cosines[:, rows], _FEW_OF_TOPIC)[:, 1:] for rows in self._rows_of_topics]
        return np.hstack(of_scopes), _beside(of_topics, len(vectors))

    @cached_property
    def _rows_of_scopes(self) -> list[Rows]:
        return [np.flatnonzero(self.scopes == place) for place in range(len(SCOPES))]

    @cached_property
    def _rows_of_topics(self) -> list[Rows]:
        return [np.flatnonzero(self.topics[:, place]) for place in range(self.topics.shape[1])]


def _nearest(cosines: Floats, few: int) -> Floats:
    if cosines.shape[1] == 0:
        return np.zeros((len(cosines), 2), np.float32)
    few = min(few, cosines.shape[1])
    top = np.partition(cosines, cosines.shape[1] - few, axis=1)[:, -few:]
    return np.column_stack([top.max(axis=1), top.mean(axis=1)])


def _beside(columns: Iterable[Floats], rows: int) -> Floats:
    return np.hstack([np.zeros((rows, 0), np.float32), *columns])
