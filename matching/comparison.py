"""Comparison: what two questions have in common, in meaning and in words, and what that says about sameness."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.errors import WeightsUnusable
from matching.runtime import Floats

HEAD_FILE = Path(__file__).parent / "weights" / "head.npz"
JUDGED = 7  # what is said of a wording: log-odds, then the columns of `features`
EVERYDAY_WORDS = """
a an the i my me is am are do does did can could may to of in on at for if it its he she they we you your his her
their how what when who was were be been have has had will would and or but not no with that this there from by as so
up out
"""
EVERYDAY = frozenset(EVERYDAY_WORDS.split())


@dataclass(frozen=True)
class Words:
    """What a text says in letters: stems of its words, those of the telling ones, and its groups of three letters."""

    stems: frozenset[str]
    telling: frozenset[str]
    trigrams: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Words:
        stems = frozenset(_stems(text))
        return cls(stems, stems - EVERYDAY, frozenset(_trigrams(text)))


@dataclass(frozen=True)
class Texts:
    """Texts with two unit vectors each: of the general encoder, and of the one tuned to tell questions apart."""

    words: Sequence[Words]
    general: Floats
    tuned: Floats

    @classmethod
    def of(cls, texts: Sequence[str], general: Floats, tuned: Floats) -> Texts:
        return cls([Words.of(text) for text in texts], general, tuned)


@dataclass(frozen=True)
class Head:
    """A few small networks that agree on log-odds; `first` is (networks, features, hidden)."""

    center: Floats
    scale: Floats
    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats

    @classmethod
    def load(cls, path: Path = HEAD_FILE) -> Head:
        try:
            with np.load(path, allow_pickle=False) as stored:
                return cls(**{name: stored[name] for name in cls.__dataclass_fields__})
        except (OSError, ValueError, KeyError) as error:
            raise WeightsUnusable(f"{path} holds no verifier; run `python -m matching.training`") from error

    def save(self, path: Path = HEAD_FILE) -> None:
        np.savez(path, **{name: getattr(self, name) for name in self.__dataclass_fields__})

    def log_odds(self, features: Floats) -> Floats:
        centered = (features - self.center) / self.scale
        hidden = np.tanh(np.einsum("rf,nfh->nrh", centered, self.first) + self.first_bias[:, None, :])
        votes = np.einsum("nrh,nh->nr", hidden, self.second) + self.second_bias[:, None]
        return np.asarray(votes.mean(axis=0), dtype=np.float32)


def features(left: Texts, right: Texts) -> Floats:
    """One row for each pair; swapping the two sides changes nothing."""
    overlap = [_overlap(a, b) for a, b in zip(left.words, right.words, strict=True)]
    general = (left.general * right.general).sum(axis=1)
    tuned = (left.tuned * right.tuned).sum(axis=1)
    return np.column_stack([general, tuned, np.array(overlap).reshape(-1, 4)]).astype(np.float32)


def _overlap(a: Words, b: Words) -> tuple[float, float, float, float]:
    shared = len(a.telling & b.telling)
    return (
        len(a.stems & b.stems) / max(1, len(a.stems | b.stems)),
        shared / max(1, len(a.telling | b.telling)),
        shared / max(1, min(len(a.telling), len(b.telling))),
        _dice(a.trigrams, b.trigrams),
    )


def _stems(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower().replace("'", "").replace("\u2019", ""))
    return {re.sub(r"(ing|ed|es|s|ment|ation|tion|al)$", "", word) if len(word) > 4 else word for word in words}


def _trigrams(text: str) -> set[str]:
    plain = " ".join(re.findall(r"\w+", text.lower()))
    return {plain[i : i + 3] for i in range(len(plain) - 2)}


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / max(1, len(a) + len(b))
