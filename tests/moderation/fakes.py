"""Stand-ins for the model: scorers that look for words, and a tokenizer that knows none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


class WordScorer:
    """Gives a text a high score when it holds one of some words, and remembers what it was asked."""

    def __init__(self, *words: str, label: str = "identity_attack") -> None:
        self._words, self._label = words, label
        self.asked: list[str] = []

    def __call__(self, text: str) -> Mapping[str, float]:
        self.asked.append(text)
        return {self._label: 0.97 if any(word in text.lower() for word in self._words) else 0.02}


class LetterTokenizer:
    """One token for every character; enough to see how long texts are cut."""

    cls_token_id, sep_token_id, pad_token_id = 1, 2, 0

    def __call__(self, text: str, **_: Any) -> dict[str, list[int]]:
        return {"input_ids": [ord(letter) for letter in text]}


class LetterModel:
    """A pass whose logit is high for rows that hold one letter; it remembers the shapes it was given."""

    def __init__(self, letter: str) -> None:
        self._number = ord(letter)
        self.shapes: list[tuple[int, ...]] = []

    def __call__(self, numbers: NDArray[Any], mask: NDArray[Any]) -> NDArray[Any]:
        self.shapes.append(numbers.shape)
        found = ((numbers == self._number) & (mask == 1)).any(axis=1)
        return np.where(found, 4.0, -4.0).reshape(-1, 1)
