"""Stand-ins for what matching/ gets from outside: an encoder without a model, answers, a verifier."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from datetime import date

import numpy as np

from matching.answers import Answer, Source
from matching.comparison import JUDGED
from matching.runtime import Floats

DIMENSIONS = 384


def bag_of_words(texts: Sequence[str]) -> Floats:
    """Unit vectors that point the same way when texts share words."""
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for row, text in enumerate(texts):
        for word in re.findall(r"\w+", text.lower()):
            vectors[row, zlib.crc32(word.encode()) % DIMENSIONS] += 1
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def same_words(question: str, wordings: Sequence[str], *, vector: Floats) -> Floats:
    """A verifier that is sure when both texts hold the same words, and sure of the contrary otherwise."""
    words = set(question.lower().split())
    odds = np.array([6.0 if words == set(wording.lower().split()) else -6.0 for wording in wordings])
    likeness = bag_of_words(wordings) @ vector
    return np.column_stack([odds, *[likeness] * (JUDGED - 1)]).astype(np.float32)


def an_answer(
    answer_id: str,
    question: str,
    *wordings: str,
    topic: str = "housing",
    jurisdiction: str = "US",
    expires_on: date | None = None,
) -> Answer:
    return Answer(
        answer_id=answer_id,
        topic=topic,
        subtopic="deposit",
        jurisdiction=jurisdiction,
        question=question,
        wordings=wordings,
        text="A short answer first. Then the steps.",
        lawyer="A lawyer helps when the sum is large.",
        source=Source("Example Legal Aid", "https://example.com/deposits"),
        reviewed_by="editorial team",
        reviewed_on=date(2026, 11, 21),
        expires_on=expires_on,
    )
