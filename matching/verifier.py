"""Verifier: whether two questions ask the same thing, whatever words they share.

It reads both halves of the default encoder's vectors: where a message is already encoded, judging costs no encoding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from matching.comparison import JUDGED, Head, Texts, Words, features
from matching.encoder import Encoder, halves
from matching.index import Encode
from matching.runtime import Floats

READ_WORDINGS = 4096  # stored wordings whose words are kept at hand; never a person's


class Verifier:
    """`verifier(question, wordings)` gives the log-odds that each wording asks what the question asks."""

    def __init__(self, encode: Encode, head: Head) -> None:
        self._encode, self._head = encode, head
        self._known: dict[str, Floats] = {}
        self._known_words = lru_cache(maxsize=READ_WORDINGS)(Words.of)

    @classmethod
    def load(cls, *, cache_dir: Path, threads: int = 1) -> Verifier:
        """With the default encoder, exported on first use. Raises `WeightsUnusable` when weights are missing."""
        return cls(Encoder.load(cache_dir=cache_dir, threads=threads), Head.load())

    def __call__(self, question: str, wordings: Sequence[str], *, vector: Floats | None = None) -> Floats:
        """`vector` is what the default encoder gave for the question; without it the question is encoded here."""
        return np.asarray(self.judge(question, wordings, vector=vector)[:, 0])

    def judge(self, question: str, wordings: Sequence[str], *, vector: Floats | None = None) -> Floats:
        """(wordings, JUDGED): the log-odds, and what they were judged by."""
        known = {} if vector is None else {question: vector}
        return self._judged([question] * len(wordings), wordings, known)

    def log_odds(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        """For each pair; the order within a pair does not matter."""
        return np.asarray(self._judged([a for a, _ in pairs], [b for _, b in pairs], {})[:, 0])

    def vectors(self, texts: Sequence[str]) -> Floats:
        """What `remember` wants back."""
        return self._encode(texts)

    def remember(self, texts: Sequence[str], vectors: Floats) -> None:
        """Spare the encoding of these texts from now on; what was remembered before is forgotten."""
        self._known = dict(zip(texts, vectors, strict=True))

    def _judged(self, left: Sequence[str], right: Sequence[str], known: Mapping[str, Floats]) -> Floats:
        if not left:
            return np.zeros((0, JUDGED), dtype=np.float32)
        fresh = [text for text in dict.fromkeys([*left, *right]) if text not in known and text not in self._known]
        found = {**known, **dict(zip(fresh, self._encode(fresh), strict=True))} if fresh else known
        compared = features(self._texts(left, found), self._texts(right, found))
        return np.column_stack([self._head.log_odds(compared), compared])

    def _texts(self, texts: Sequence[str], found: Mapping[str, Floats]) -> Texts:
        fresh_words = {text: Words.of(text) for text in found}
        words = [self._known_words(t) if t in self._known else fresh_words[t] for t in texts]
        return Texts(words, *halves(np.stack([found[t] if t in found else self._known[t] for t in texts])))
