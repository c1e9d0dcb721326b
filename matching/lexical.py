"""LexicalIndex: wordings scored by the words they share with a question (BM25)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np

from matching.runtime import Floats


class LexicalIndex:
    """A score for every wording; 0 when it shares no telling word."""

    def __init__(self, wordings: Sequence[str], *, ranker: Any = None) -> None:
        self._count = len(wordings)
        self._ranker = ranker or _ranker(wordings)

    @classmethod
    def load(cls, folder: Path, wordings: Sequence[str]) -> LexicalIndex:
        """Map into memory what `save` wrote for these wordings."""
        return cls(wordings, ranker=bm25s.BM25.load(str(folder), mmap=True))

    def save(self, folder: Path) -> None:
        self._ranker.save(str(folder), show_progress=False)

    def scores(self, question: str) -> Floats:
        (words,) = bm25s.tokenize([question], return_ids=False, show_progress=False)
        known = [word for word in words if word in self._ranker.vocab_dict]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._ranker.get_scores(known), dtype=np.float32)


def _ranker(wordings: Sequence[str]) -> Any:
    ranker = bm25s.BM25()
    ranker.index(bm25s.tokenize(list(wordings), show_progress=False), show_progress=False)
    return ranker
