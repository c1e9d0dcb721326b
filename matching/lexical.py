"""LexicalIndex: wordings scored by the words they share with a question (BM25)."""

from __future__ import annotations

from collections.abc import Sequence

import bm25s
import numpy as np

from matching.runtime import Floats


class LexicalIndex:
    """A score for every wording; 0 when it shares no telling word."""

    def __init__(self, wordings: Sequence[str]) -> None:
        self._count = len(wordings)
        self._ranker = bm25s.BM25()
        self._ranker.index(bm25s.tokenize(list(wordings), show_progress=False), show_progress=False)

    def scores(self, question: str) -> Floats:
        (words,) = bm25s.tokenize([question], return_ids=False, show_progress=False)
        known = [word for word in words if word in self._ranker.vocab_dict]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._ranker.get_scores(known), dtype=np.float32)
