"""Neighbours: the rows of a matrix closest to a vector, searched exactly or through a graph of near ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from matching.runtime import Floats

Rows = npt.NDArray[np.int64]

LINKS, WIDTH_WHEN_BUILDING = 16, 192  # of the graph: connections of a row, candidates weighed for each
WIDTH = 800  # candidates weighed in a search: at 100 one best row in a hundred was missed


class Neighbours(Protocol):
    """Anything that names the rows closest to a vector."""

    def search(self, vector: Floats, count: int) -> Rows:
        """Row numbers, the closest first: `count` of them, or all there are."""
        ...


class ExactNeighbours:
    """Compares with every row: nothing to build, and for a small matrix nothing is faster."""

    def __init__(self, vectors: Floats) -> None:
        self._vectors = vectors

    def search(self, vector: Floats, count: int) -> Rows:
        scores = self._vectors @ vector
        if count >= len(scores):
            return np.argsort(-scores, kind="stable")
        nearest = np.argpartition(-scores, count)[:count]
        return np.asarray(nearest[np.argsort(-scores[nearest], kind="stable")])


class GraphNeighbours:
    """A navigable graph (HNSW) over the rows at half precision; a search visits a few hundred of them."""

    def __init__(self, graph: Any) -> None:
        self._graph = graph

    @classmethod
    def build(cls, vectors: Floats, *, threads: int = 1) -> GraphNeighbours:
        """Unit vectors in, one key for each row."""
        graph = _empty(vectors.shape[1])
        graph.add(np.arange(len(vectors), dtype=np.uint64), vectors, threads=threads, log=False)
        return cls(graph)

    @classmethod
    def load(cls, path: Path, *, dimensions: int) -> GraphNeighbours:
        """Map a saved graph into memory: processes share its pages, and what is not visited is not read."""
        graph = _empty(dimensions)
        graph.view(str(path))
        return cls(graph)

    def save(self, path: Path) -> None:
        self._graph.save(str(path))

    def search(self, vector: Floats, count: int) -> Rows:
        self._graph.expansion_search = max(WIDTH, count)
        found = self._graph.search(np.ascontiguousarray(vector), count)
        return np.asarray(found.keys, dtype=np.int64)

    @property
    def size_bytes(self) -> int:
        return int(self._graph.memory_usage)


def _empty(dimensions: int) -> Any:
    from usearch.index import Index  # only where there is a graph

    return Index(
        ndim=dimensions,
        metric="ip",
        dtype="f16",
        connectivity=LINKS,
        expansion_add=WIDTH_WHEN_BUILDING,
        expansion_search=WIDTH,
    )
