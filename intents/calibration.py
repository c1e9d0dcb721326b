"""Calibration: margins turned into probabilities that hold, fitted on messages that the heads had not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit, log_softmax, softmax
from sklearn.linear_model import LogisticRegression

Numbers = npt.NDArray[np.floating[Any]]
# Rare intents ("emergency", "stop") matter more than their share of the training sentences: the weight of an answer
# seen n times grows as n to the power of 1 - RARE. Chosen by cross-validation: mean recall for little accuracy.
RARE = 0.3
_HOLD = 1e-4


@dataclass(frozen=True)
class Temperature:
    """One of several: softmax of `scale` times the margins plus `bias`, which corrects how often each was seen."""

    scale: float
    bias: Numbers

    @classmethod
    def fit(cls, margins: Numbers, truth: npt.NDArray[np.int64]) -> Temperature:
        """Most likely on these margins (n, k); an answer counts a little more, the rarer it is (`RARE`)."""
        count = margins.shape[1]
        if len(truth) == 0 or count < 2:
            return cls(1.0, np.zeros(count))
        shares = np.bincount(truth, minlength=count)[truth] ** -RARE
        shares /= shares.sum()
        true = np.eye(count)[truth]

        def loss(values: Numbers) -> tuple[float, Numbers]:
            scale, bias = np.exp(values[0]), values[1:]
            logs = log_softmax(scale * margins + bias, axis=1)
            slope = (np.exp(logs) - true) * shares[:, None]
            steps = np.concatenate([[scale * (slope * margins).sum()], slope.sum(axis=0) + 2 * _HOLD * bias])
            return float(-(shares * logs[true.astype(bool)]).sum() + _HOLD * bias @ bias), steps

        found = minimize(
            loss, np.zeros(count + 1), jac=True, method="L-BFGS-B", bounds=[(-3, 4), *[(None, None)] * count]
        )
        return cls(float(np.exp(found.x[0])), found.x[1:])

    def probabilities(self, margins: Numbers) -> Numbers:
        return np.asarray(softmax(self.scale * margins + self.bias, axis=1))


@dataclass(frozen=True)
class Logistic:
    """Yes or no per column, or one of several: a logistic regression over columns of evidence.

    `weights` is (columns of evidence, answers); `exclusive` says that exactly one answer is true.
    """

    weights: Numbers
    bias: Numbers
    exclusive: bool

    @classmethod
    def fit_exclusive(cls, evidence: Numbers, truth: npt.NDArray[np.int64], answers: int) -> Logistic:
        """One of several; answers that never occur get probability near 0."""
        weights, bias = np.zeros((evidence.shape[1], answers)), np.full(answers, -20.0)
        present = np.unique(truth)
        if len(present) < 2:
            bias[present] = 0.0
            return cls(weights, bias, exclusive=True)
        model = LogisticRegression(C=1.0, max_iter=2000).fit(evidence, truth)
        if len(present) == 2:
            weights[:, present[1]], bias[present] = model.coef_[0], [0.0, model.intercept_[0]]
        else:
            weights[:, present], bias[present] = model.coef_.T, model.intercept_
        return cls(weights, bias, exclusive=True)

    @classmethod
    def fit_each(cls, evidence: Sequence[Numbers], wanted: npt.NDArray[np.bool_]) -> Logistic:
        """Yes or no for each column of `wanted`, from evidence (n, k) of its own; all columns share their weights."""
        if not evidence:
            return cls(np.zeros((0, 0)), np.zeros(0), exclusive=False)
        weights, bias = _yes_or_no(np.vstack(evidence), np.concatenate(list(wanted.T)))
        return cls(np.tile(weights[:, None], len(evidence)), np.full(len(evidence), bias), exclusive=False)

    def probabilities(self, evidence: Numbers) -> Numbers:
        """(n, answers) from shared evidence (n, k)."""
        scores = evidence @ self.weights + self.bias
        return np.asarray(softmax(scores, axis=1) if self.exclusive else expit(scores))

    def each(self, evidence: Sequence[Numbers]) -> Numbers:
        """(n, answers), each from its own evidence."""
        scores = [columns @ self.weights[:, place] + self.bias[place] for place, columns in enumerate(evidence)]
        return np.asarray(expit(np.stack(scores, axis=1)))


def _yes_or_no(evidence: Numbers, wanted: npt.NDArray[np.bool_]) -> tuple[Numbers, float]:
    if wanted.all() or not wanted.any():
        return np.zeros(evidence.shape[1]), 10.0 if wanted.all() else -10.0
    model = LogisticRegression(C=10.0, max_iter=1000).fit(evidence, wanted)
    return model.coef_[0], float(model.intercept_[0])


@dataclass(frozen=True)
class Bin:
    """One bar of a reliability diagram."""

    said: float
    true: float
    count: int


def reliability(probabilities: Numbers, happened: npt.NDArray[np.bool_], *, bins: int = 10) -> list[Bin]:
    """What was said against what was true, in equal steps of probability; empty steps are left out."""
    step = np.minimum((probabilities * bins).astype(int), bins - 1)
    inside = [(probabilities[step == place], happened[step == place]) for place in range(bins)]
    return [Bin(float(said.mean()), float(true.mean()), len(said)) for said, true in inside if len(said)]


def calibration_error(probabilities: Numbers, happened: npt.NDArray[np.bool_], *, bins: int = 10) -> float:
    """Expected calibration error: the mean distance between said and true, weighted by count."""
    found = reliability(probabilities, happened, bins=bins)
    total = sum(each.count for each in found)
    return sum(each.count * abs(each.said - each.true) for each in found) / total if total else 0.0
