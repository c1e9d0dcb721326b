"""Words: a message's words and letter groups as a sparse row: here live precise legal words, and typos."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import yaml
from scipy import sparse

# A long story is read from its beginning and its end: people open with the matter or close with the question.
_LONGEST = 1200
_WORD = re.compile(r"(?u)\b\w+\b")
_SHORTEST_GROUP, _LONGEST_GROUP = 2, 5
_COMMON = 50_000  # words whose letter groups are remembered

Rows: TypeAlias = sparse.csr_matrix
Ids: TypeAlias = npt.NDArray[np.int64]


def plain(text: str) -> str:
    """Lower case, accents and apostrophes off, one space between words, the middle of a very long text left out."""
    folded = unicodedata.normalize("NFKD", text.lower())
    letters = "".join(mark for mark in folded if not unicodedata.combining(mark))
    words = re.sub(r"\s+", " ", re.sub(r"['’`]", "", letters)).strip()
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST // 2]} {words[-_LONGEST // 2 :]}"


@cache
def _english_for() -> Mapping[str, str]:
    return dict(yaml.safe_load(Path(__file__).with_name("spanish_words.yml").read_text(encoding="utf-8")))


def glossed(text: str) -> str:
    """Plain text, and behind it the English words for the Spanish ones that it knows."""
    folded = plain(text)
    english = [found for word in _WORD.findall(folded) if (found := _english_for().get(word))]
    return " ".join([folded, *english])


class Words:
    """TF-IDF over single words and pairs of words, and over groups of two to five letters, learned from texts.

    Both kinds are numbered in one list, words first; each kind's half of a row has the same length.
    """

    def __init__(self, words: Sequence[str], letters: Sequence[str], weights: npt.NDArray[np.float32]) -> None:
        self._words, self._letters, self._weights = tuple(words), tuple(letters), weights
        self._word_at = {word: at for at, word in enumerate(self._words)}
        self._letters_at = {group: at for at, group in enumerate(self._letters, start=len(self._words))}
        self._groups_of: dict[str, tuple[int, ...]] = {}

    @classmethod
    def learn(cls, texts: Sequence[str]) -> Words:
        told = [glossed(text) for text in texts]
        seldom = 2 if len(texts) > 200 else 1
        words = _often(Counter(word for text in told for word in set(_words_and_pairs(text))), seldom)
        letters = _often(Counter(group for text in told for group in _groups_in(text)), seldom)
        counts = np.array([*words.values(), *letters.values()], np.float64)
        return cls(tuple(words), tuple(letters), (np.log((1 + len(told)) / (1 + counts)) + 1).astype(np.float32))

    @property
    def count(self) -> int:
        return len(self._weights)

    def row(self, text: str) -> tuple[Ids, npt.NDArray[np.float32]]:
        """The numbers of what is known in the text, and the weight of each."""
        told = glossed(text)
        words = np.fromiter(_known(self._word_at, _words_and_pairs(told)), np.int64)
        letters = np.fromiter((at for word in told.split() for at in self._groups(word)), np.int64)
        both = [self._weighed(ids) for ids in (words, letters)]
        return np.concatenate([ids for ids, _ in both]), np.concatenate([weights for _, weights in both])

    def rows(self, texts: Sequence[str]) -> Rows:
        """One row per text, of length 1 (or less, where nothing is known in it)."""
        read = [self.row(text) for text in texts]
        ends = np.cumsum([0, *(len(ids) for ids, _ in read)])
        ids = np.concatenate([ids for ids, _ in read]) if read else np.zeros(0, np.int64)
        weights = np.concatenate([weights for _, weights in read]) if read else np.zeros(0, np.float32)
        return sparse.csr_matrix((weights, ids, ends), shape=(len(texts), self.count), dtype=np.float32)

    def as_values(self) -> dict[str, Any]:
        """Everything learned, as plain values for a JSON file."""
        return {
            "words": self._words,
            "letters": self._letters,
            "weights": [round(float(weight), 5) for weight in self._weights],
        }

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Words:
        return cls(values["words"], values["letters"], np.asarray(values["weights"], np.float32))

    def _weighed(self, found: Ids) -> tuple[Ids, npt.NDArray[np.float32]]:
        ids, counts = np.unique(found, return_counts=True)
        weights = self._weights[ids] * (1 + np.log(counts)).astype(np.float32)
        return ids, weights * np.float32(0.5**0.5 / max(float(np.sqrt(weights @ weights)), 1e-9))

    def _groups(self, word: str) -> tuple[int, ...]:
        found = self._groups_of.get(word)
        if found is None:
            found = tuple(_known(self._letters_at, _letter_groups(word)))
            if len(self._groups_of) < _COMMON:
                self._groups_of[word] = found
        return found


def _often(counts: Mapping[str, int], least: int) -> dict[str, int]:
    return {name: count for name, count in sorted(counts.items()) if count >= least}


def _words_and_pairs(text: str) -> list[str]:
    words = _WORD.findall(text)
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def _letter_groups(word: str) -> Iterator[str]:
    """Every run of letters within a word, its ends marked by spaces."""
    marked = f" {word} "
    for length in range(_SHORTEST_GROUP, min(_LONGEST_GROUP, len(marked)) + 1):
        for start in range(len(marked) - length + 1):
            yield marked[start : start + length]


def _groups_in(text: str) -> set[str]:
    return {group for word in set(text.split()) for group in _letter_groups(word)}


def _known(numbers: Mapping[str, int], found: Iterable[str]) -> Iterator[int]:
    return (number for one in found if (number := numbers.get(one)) is not None)
