"""Calibration: evidence about a match, combined into the probability that the answer is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from matching.comparison import Head
from matching.errors import WeightsUnusable
from matching.runtime import Floats

CALIBRATION_FILE = Path(__file__).parent / "weights" / "calibration.npz"
NAMES = "names"


class Judge(Protocol):
    def log_odds(self, features: Floats) -> Floats: ...


@dataclass(frozen=True)
class Line:
    """One weight for each column."""

    weights: tuple[float, ...]
    intercept: float

    def log_odds(self, features: Floats) -> Floats:
        return np.asarray(features @ np.array(self.weights) + self.intercept, dtype=np.float32)


@dataclass(frozen=True)
class Calibration:
    """A judge of the named columns of evidence."""

    names: tuple[str, ...]
    judge: Judge

    @classmethod
    def load(cls, path: Path = CALIBRATION_FILE) -> Calibration:
        try:
            with np.load(path, allow_pickle=False) as stored:
                names = tuple(map(str, stored[NAMES]))
                return cls(names, Head(**{name: stored[name] for name in Head.__dataclass_fields__}))
        except (OSError, ValueError, KeyError) as error:
            raise WeightsUnusable(f"{path} holds no calibration; run `python -m matching.training`") from error

    @classmethod
    def from_similarity(cls) -> Calibration:
        """For an index without a verifier: read off all-MiniLM-L6-v2, rough for any other encoder."""
        return cls(("similarity", "topic", "elsewhere"), Line((14.0, 2.0, -1.0), intercept=-10.0))

    def probabilities(self, evidence: Mapping[str, Floats]) -> Floats:
        score = self.judge.log_odds(table(evidence, self.names))
        return np.asarray(1 / (1 + np.exp(-score.astype(np.float64))), dtype=np.float32)


def table(evidence: Mapping[str, Floats], names: Sequence[str]) -> Floats:
    return np.column_stack([evidence[name] for name in names]).astype(np.float32)


def save_calibration(names: Sequence[str], network: Head, path: Path = CALIBRATION_FILE) -> None:
    arrays = {name: getattr(network, name) for name in Head.__dataclass_fields__}
    np.savez(path, **{NAMES: np.array(names)}, **arrays)
