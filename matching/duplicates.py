"""Duplicates: questions that the corpus, or an earlier line of the batch, already asks in almost the same words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

ALIKE = 93.0  # of 100, word order aside
ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Asked:
    """One way of asking, and the answer and jurisdiction that it belongs to."""

    answer_id: str
    jurisdiction: str
    text: str


@dataclass(frozen=True)
class Duplicate:
    """`likeness` is from 0 to 100; `question` is how the other one asks it."""

    answer_id: str
    other_id: str
    question: str
    likeness: float


def find_duplicates(batch: Sequence[Asked], standing: Iterable[Asked]) -> Mapping[str, Duplicate]:
    """By answer id: the one that each of the batch repeats, in the corpus or earlier in the batch.

    The same question for another jurisdiction is another question, and an answer never repeats itself.
    """
    others = [*standing, *batch]
    first_of_batch = len(others) - len(batch)
    known = [_words(other.text) for other in others]
    found: dict[str, Duplicate] = {}
    for start in range(0, len(batch), ROWS_AT_ONCE):
        part = batch[start : start + ROWS_AT_ONCE]
        texts = [_words(asked.text) for asked in part]
        until = first_of_batch + start + len(part)
        likeness = process.cdist(
            texts, known[:until], scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8, workers=1
        )
        for row, column in zip(*np.nonzero(likeness), strict=True):
            asked, other = part[row], others[column]
            earlier = column < first_of_batch + start + row
            if earlier and _compete(asked, other) and other.answer_id not in found:
                found.setdefault(
                    asked.answer_id,
                    Duplicate(asked.answer_id, other.answer_id, other.text, float(likeness[row, column])),
                )
    return found


def _compete(asked: Asked, other: Asked) -> bool:
    return asked.answer_id != other.answer_id and asked.jurisdiction == other.jurisdiction


def _words(text: str) -> str:
    """Sorted, so that the order of words does not count."""
    return " ".join(sorted(re.findall(r"\w+", text.lower())))
