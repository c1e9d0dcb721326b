"""Words: a message's words and letter groups as a sparse row: here live precise legal words, and typos."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import yaml
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

# A long story is read from its beginning and its end: people open with the matter or close with the question.
_LONGEST = 1200
_WORD = r"(?u)\b\w+\b"

Rows: TypeAlias = sparse.csr_matrix


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
    english = [found for word in re.findall(_WORD, folded) if (found := _english_for().get(word))]
    return " ".join([folded, *english])


class Words:
    """TF-IDF over single words, pairs of words and groups of two to five letters, learned from the training texts."""

    def __init__(self, vectorizers: Sequence[TfidfVectorizer]) -> None:
        self._vectorizers = tuple(vectorizers)

    @classmethod
    def learn(cls, texts: Sequence[str]) -> Words:
        by_word, by_letters = _blank(min_df=1), _letters(min_df=2 if len(texts) > 200 else 1)
        folded = [glossed(text) for text in texts]
        return cls([by_word.fit(folded), by_letters.fit(folded)])

    @property
    def count(self) -> int:
        return sum(len(each.vocabulary_) for each in self._vectorizers)

    def rows(self, texts: Sequence[str]) -> Rows:
        """One row per text, of length 1 or 0 (nothing known in it)."""
        folded = [glossed(text) for text in texts]
        joined = sparse.hstack([each.transform(folded) for each in self._vectorizers], format="csr")
        return (joined * 0.5**0.5).astype(np.float32)

    def as_values(self) -> list[dict[str, Any]]:
        """Everything learned, as plain values for a JSON file."""
        return [
            {
                "words": [word for word, _ in sorted(each.vocabulary_.items(), key=lambda pair: pair[1])],
                "idf": [round(float(weight), 5) for weight in each.idf_],
            }
            for each in self._vectorizers
        ]

    @classmethod
    def from_values(cls, values: Sequence[dict[str, Any]]) -> Words:
        vectorizers = []
        for blank, stored in zip((_blank(min_df=1), _letters(min_df=1)), values, strict=True):
            blank.vocabulary_ = {word: place for place, word in enumerate(stored["words"])}
            blank.fixed_vocabulary_ = True
            blank.idf_ = np.asarray(stored["idf"])
            vectorizers.append(blank)
        return cls(vectorizers)


def _blank(*, min_df: int) -> TfidfVectorizer:
    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=min_df, token_pattern=_WORD)


def _letters(*, min_df: int) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=min_df)
