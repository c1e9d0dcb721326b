"""Neighbours: how near a message lies to the nearest known messages of each intent, topic and scope."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from intents.heads import Floats, Yes
from intents.words import Ids

# A rough look in few directions finds the likely neighbours; only those are compared exactly.
_DIRECTIONS, _LIKELY, _FEW = 64, 200, 3
_BLOCK = 256

Halves = npt.NDArray[np.float16]


@dataclass(frozen=True)
class Neighbours:
    """Unit vectors (n, d) of known messages, and which of the names (n, k) each has."""

    vectors: Halves
    names: Yes

    @classmethod
    def among(cls, vectors: Floats, names: Yes) -> Neighbours:
        known = names.any(axis=1)
        return cls(np.ascontiguousarray(vectors[known].astype(np.float16)), names[known])

    def nearness(self, vectors: Floats) -> Floats:
        """(n, k): for each name the mean cosine of the nearest few messages that have it."""
        found = np.zeros((len(vectors), self.names.shape[1]), np.float32)
        if not len(self.vectors):
            return found
        for start in range(0, len(vectors), _BLOCK):
            block = vectors[start : start + _BLOCK]
            rough = (block @ self._directions) @ self._rough.T
            for row, likely in enumerate(self._likely(rough)):
                found[start + row] = self._near(block[row], likely)
        return found

    def _likely(self, rough: Floats) -> Ids:
        count = rough.shape[1]
        if count <= _LIKELY:
            return np.tile(np.arange(count), (len(rough), 1))
        return np.argpartition(rough, count - _LIKELY, axis=1)[:, -_LIKELY:]

    def _near(self, vector: Floats, likely: Ids) -> Floats:
        """A name that the likely neighbours have too seldom is as near as the farthest of them."""
        cosines = self.vectors[likely].astype(np.float32) @ vector
        order = np.argsort(-cosines, kind="stable")
        above = cosines[order] - cosines[order[-1]]
        named = self.names[likely[order]]
        counted = named & (np.cumsum(named, axis=0, dtype=np.int32) <= _FEW)
        return np.asarray(above @ counted.astype(np.float32) / _FEW + cosines[order[-1]], np.float32)

    @cached_property
    def _directions(self) -> Floats:
        """(d, few): the directions in which the known messages differ most."""
        whole = self.vectors.astype(np.float32)
        _, directions = np.linalg.eigh(whole.T @ whole)
        return np.ascontiguousarray(directions[:, ::-1][:, :_DIRECTIONS])

    @cached_property
    def _rough(self) -> Floats:
        return np.ascontiguousarray(self.vectors.astype(np.float32) @ self._directions)
