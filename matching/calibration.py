"""Calibration: evidence about a match, combined into the probability that the answer is right."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.errors import WeightsUnusable
from matching.runtime import Floats

CALIBRATION_FILE = Path(__file__).parent / "weights" / "calibration.json"


@dataclass(frozen=True)
class Calibration:
    """A logistic model: one weight for each named column of evidence."""

    weights: Mapping[str, float]
    intercept: float

    @classmethod
    def load(cls, path: Path = CALIBRATION_FILE) -> Calibration:
        try:
            stored = json.loads(path.read_text())
            return cls(dict(stored["weights"]), float(stored["intercept"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WeightsUnusable(f"{path} holds no calibration; run `python -m matching.training`") from error

    @classmethod
    def from_similarity(cls) -> Calibration:
        """For an index without a verifier: read off all-MiniLM-L6-v2, rough for any other encoder."""
        return cls({"similarity": 14.0, "topic": 2.0, "elsewhere": -1.0}, intercept=-10.0)

    def probabilities(self, evidence: Mapping[str, Floats]) -> Floats:
        score = sum(weight * evidence[name] for name, weight in self.weights.items()) + self.intercept
        return np.asarray(1 / (1 + np.exp(-np.asarray(score, dtype=np.float64))), dtype=np.float32)

    def save(self, path: Path = CALIBRATION_FILE) -> None:
        rounded = {name: round(weight, 4) for name, weight in self.weights.items()}
        path.write_text(json.dumps({"weights": rounded, "intercept": round(self.intercept, 4)}, indent=1) + "\n")
