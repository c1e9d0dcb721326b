"""Speed: what searching costs at different sizes, measured as the dialogue process searches.

Each size is built once and then opened by a process of its own, which maps the files into memory and asks; so the
memory told is that of a process that serves, not of the one that built.
"""

from __future__ import annotations

import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from matching.errors import BadSource
from matching.index import EXACT_UP_TO, NEAR_WORDINGS
from matching.neighbours import ExactNeighbours, GraphNeighbours, Neighbours, Rows
from matching.runtime import Floats

Encode = Callable[[Sequence[str]], Floats]
ASKED = 300  # questions, held out from what is searched
SPREAD = 0.35  # how far a made vector is moved from a real one
MATRIX, GRAPH, QUESTIONS, TRUTH = "vectors.npy", "near.graph", "questions.npy", "truth.npy"
CHUNK = 20_000


def measure(
    texts: Sequence[str], encode: Encode, sizes: Sequence[int], *, threads: int, report: Callable[[str], object]
) -> dict[str, Any]:
    """Figures for each size; those of 60,000 entries (or the largest below) also at the top."""
    asked, real = texts[:ASKED], texts[ASKED : ASKED + max(sizes)]
    encode_ms = _milliseconds(lambda text: encode([text]), asked[:100])
    report(f"one encoding takes {encode_ms:.2f} ms; embedding {len(real)} texts")
    questions, vectors = encode(asked), encode(real)
    found = []
    for size in sorted(sizes):
        with tempfile.TemporaryDirectory(prefix="sidebar-bench-") as folder:
            figures = _one_size(Path(folder), vectors, questions, size, threads=threads)
        report(json.dumps(figures))
        found.append(figures)
    chosen = max((one for one in found if one["n"] <= 60_000), key=lambda one: one["n"], default=found[0])
    top = {name: chosen[name] for name in ("n", "query_p50_ms", "recall_at_1_vs_exact", "build_s", "rss_mb")}
    return {**top, "encode_p50_ms": round(encode_ms, 3), "dimensions": int(vectors.shape[1]), "sizes": found}


def read_questions(path: Path) -> list[str]:
    """The different questions of a JSON Lines file (`question` or `text`), gzipped or not. Raises `BadSource`."""
    found: dict[str, None] = {}
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                row = json.loads(line)
                found[str(row.get("question") or row["text"])] = None
            except (ValueError, KeyError, AttributeError) as error:
                raise BadSource([f"{path.name}:{number}: no JSON object with a question"]) from error
    if len(found) <= ASKED:
        raise BadSource([f"{path.name} holds {len(found)} different questions; {ASKED} are held out to ask with"])
    return list(found)


def spread_out(real: Floats, count: int, *, seed: int = 7) -> Iterator[Floats]:
    """`count` unit vectors in pieces: the real ones, then real ones moved along the difference of two others.

    So the made ones vary in the directions, and as much, as real texts do.
    """
    yield real[:count]
    order = np.random.default_rng(seed)
    for start in range(len(real), count, CHUNK):
        many = min(CHUNK, count - start)
        base, there, here = (real[order.integers(len(real), size=many)] for _ in range(3))
        moved = base + SPREAD * (there - here)
        yield moved / np.linalg.norm(moved, axis=1, keepdims=True)


class Rescored:
    """A graph names likely rows; their order is settled by the vectors themselves, as the index does it."""

    def __init__(self, near: Neighbours, vectors: Floats) -> None:
        self._near, self._vectors = near, vectors

    def search(self, vector: Floats, count: int) -> Rows:
        rows = np.sort(self._near.search(vector, max(count, NEAR_WORDINGS)))
        scores = self._vectors[rows] @ vector
        return np.asarray(rows[np.argsort(-scores, kind="stable")[:count]])


def _one_size(folder: Path, real: Floats, questions: Floats, size: int, *, threads: int) -> dict[str, Any]:
    shape = (size, real.shape[1])
    vectors = np.lib.format.open_memmap(folder / MATRIX, "w+", np.float32, shape)  # type: ignore[no-untyped-call]
    filled = 0
    for piece in spread_out(real, size):
        vectors[filled : filled + len(piece)] = piece
        filled += len(piece)
    vectors.flush()
    np.save(folder / QUESTIONS, questions)
    np.save(folder / TRUTH, _exact(vectors, questions))
    began = time.perf_counter()
    if size > EXACT_UP_TO:
        GraphNeighbours.build(vectors, threads=threads).save(folder / GRAPH)
    build_s = time.perf_counter() - began if size > EXACT_UP_TO else 0.0
    del vectors
    asked = subprocess.run(
        [sys.executable, "-m", "matching.speed", str(folder)], capture_output=True, text=True, check=True
    )
    files = sum(path.stat().st_size for path in folder.iterdir() if path.name in (MATRIX, GRAPH))
    figures: dict[str, Any] = json.loads(asked.stdout)
    return {
        "n": size,
        "real": min(size, len(real)),
        **figures,
        "build_s": round(build_s, 1),
        "files_mb": files // 1_000_000,
    }


def _exact(vectors: Floats, questions: Floats) -> Floats:
    """The best similarity that any row has, for each question."""
    best = np.full(len(questions), -2.0, dtype=np.float32)
    for start in range(0, len(vectors), CHUNK):
        best = np.maximum(best, (questions @ vectors[start : start + CHUNK].T).max(axis=1))
    return best


def ask(folder: Path) -> dict[str, Any]:
    """What a process that has only opened the files sees."""
    vectors = np.load(folder / MATRIX, mmap_mode="r")
    questions, truth = np.load(folder / QUESTIONS), np.load(folder / TRUTH)
    search: Neighbours = ExactNeighbours(vectors)
    kind = "exact"
    if (folder / GRAPH).exists():
        kind = "graph"
        search = Rescored(GraphNeighbours.load(folder / GRAPH, dimensions=vectors.shape[1]), vectors)
    hits = sum(
        float(vectors[search.search(question, 1)[0]] @ question) >= best - 1e-5
        for question, best in zip(questions, truth, strict=True)
    )
    query_ms = _milliseconds(lambda question: search.search(question, 1), list(questions))
    return {
        "search": kind,
        "query_p50_ms": round(query_ms, 3),
        "recall_at_1_vs_exact": round(hits / len(questions), 4),
        "rss_mb": psutil.Process().memory_info().rss // 1_000_000,
    }


def _milliseconds(act: Callable[[Any], object], each: Sequence[Any]) -> float:
    """The median."""
    times = []
    for one in each:
        began = time.perf_counter()
        act(one)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    print(json.dumps(ask(Path(sys.argv[1]))))
