"""Measures: what rankings of answers are worth, as numbers, as a curve and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from matching.runtime import Floats
from matching.trials import Trial

ERROR_RATES = (0.05, 0.10, 0.20)


@dataclass(frozen=True)
class Outcome:
    """What a system made of a trial: the answers it ranked, best first, and its score for the first."""

    trial: Trial
    ranking: tuple[str, ...]
    score: float

    @property
    def place(self) -> int | None:
        """Where a right answer stands, from 1; None when there is none."""
        return next((place for place, found in enumerate(self.ranking, 1) if found in self.trial.right), None)


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Recall and reciprocal rank over what can be answered; the rest also over what cannot."""
    places = [outcome.place for outcome in outcomes if outcome.trial.right]
    return {
        "recall_at_1": _share(place == 1 for place in places),
        "recall_at_3": _share(place is not None and place <= 3 for place in places),
        "mrr": _mean([1 / place if place else 0.0 for place in places]),
        "answerable_auroc": _auroc(outcomes),
        "coverage_at_error": {f"{rate:.2f}": coverage_at(outcomes, rate) for rate in ERROR_RATES},
    }


def coverage_curve(outcomes: Sequence[Outcome]) -> tuple[Floats, Floats]:
    """(coverage, error) for every threshold, the strictest first. Coverage is over all questions; an answer to what
    cannot be answered is an error."""
    best_first = sorted(outcomes, key=lambda outcome: -outcome.score)
    wrong = np.cumsum([outcome.place != 1 for outcome in best_first])
    answered = np.arange(1, len(best_first) + 1)
    return (answered / len(best_first)).astype(np.float32), (wrong / answered).astype(np.float32)


def curve_points(outcomes: Sequence[Outcome], *, points: int = 10) -> list[dict[str, float]]:
    """The curve at equal steps of coverage, with the probability from which on questions are answered there."""
    best_first = sorted((outcome.score for outcome in outcomes), reverse=True)
    coverage, error = coverage_curve(outcomes)
    rows = [len(best_first) * step // points - 1 for step in range(1, points + 1)]
    return [
        {
            "coverage": round(float(coverage[row]), 3),
            "error": round(float(error[row]), 3),
            "from": round(best_first[row], 3),
        }
        for row in rows
        if row >= 0
    ]


def coverage_at(outcomes: Sequence[Outcome], error: float) -> float:
    """The largest share of the answerable questions answered rightly with at most that share of errors."""
    coverage, errors = coverage_curve(outcomes)
    allowed = np.flatnonzero(errors <= error)
    if not len(allowed):
        return 0.0
    last = allowed[-1]
    right = coverage[last] * (1 - errors[last]) * len(outcomes)
    return round(float(right / sum(bool(outcome.trial.right) for outcome in outcomes)), 4)


def fixed_rule(outcomes: Sequence[Outcome], threshold: float) -> dict[str, float]:
    answered = [outcome for outcome in outcomes if outcome.score >= threshold]
    right = sum(outcome.place == 1 for outcome in answered)
    answerable = sum(bool(outcome.trial.right) for outcome in outcomes)
    return {
        "answered_rightly": round(right / max(1, answerable), 4),
        "error": round(1 - right / len(answered), 4) if answered else 0.0,
    }


def calibration_error(outcomes: Sequence[Outcome], *, bins: int = 10) -> float:
    """Expected calibration error of the first match's probability, over bins of equal size."""
    ordered = sorted(outcomes, key=lambda outcome: outcome.score)
    gaps = 0.0
    for rows in np.array_split(np.arange(len(ordered)), bins):
        told = _mean([ordered[row].score for row in rows])
        true = _share(ordered[row].place == 1 for row in rows)
        gaps += abs(told - true) * len(rows) / len(ordered)
    return round(gaps, 4)


def by_topic(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Recall at 1."""
    topics = sorted({outcome.trial.topic for outcome in outcomes})
    return {
        topic: _share(o.place == 1 for o in outcomes if o.trial.topic == topic and o.trial.right) for topic in topics
    }


def draw_coverage(outcomes: dict[str, list[Outcome]], path: Path) -> None:
    """A picture of the whole trade: how much is answered, and how much of that is wrong."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # only when a picture is asked for
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for name, of_system in outcomes.items():
        axes.plot(*coverage_curve(of_system), label=name)
    axes.set(xlabel="share of questions answered", ylabel="share of answers that are wrong", xlim=(0, 1), ylim=(0, 1))
    axes.set_title(_title(next(iter(outcomes.values()), [])))
    axes.legend()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)


def _title(outcomes: Sequence[Outcome]) -> str:
    without = sum(not outcome.trial.right for outcome in outcomes)
    return f"{len(outcomes)} questions, {without} of them not answered by the corpus"


def _auroc(outcomes: Sequence[Outcome]) -> float:
    labels = [bool(outcome.trial.right) for outcome in outcomes]
    return round(float(roc_auc_score(labels, [outcome.score for outcome in outcomes])), 4)


def _share(hits: Any) -> float:
    return _mean([float(hit) for hit in hits])


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 4) if values else 0.0
