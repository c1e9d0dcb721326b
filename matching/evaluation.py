"""Evaluation: how often the right answer comes first, and what answering more costs, beside simpler rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from matching.answers import CORPUS_DIR
from matching.calibration import Calibration
from matching.encoder import Encoder, halves
from matching.index import AnswerIndex
from matching.lexical import LexicalIndex
from matching.matcher import Matcher
from matching.paraphrases import KINDS, all_pairs, read_groups
from matching.runtime import Floats
from matching.trials import EVALUATED_PART, Trial, corpus_matcher, trials
from matching.verifier import Verifier

FIXED_RULES = (0.70, 0.80)  # QnABot on AWS answers when the cosine reaches a fixed number
ERROR_RATES = (0.05, 0.10, 0.20)


@dataclass(frozen=True)
class Outcome:
    """What a system made of a trial: the answers it ranked, best first, and its score for the first."""

    trial: Trial
    ranking: tuple[str, ...]
    score: float

    @property
    def place(self) -> int | None:
        """Where the right answer stands, from 1; None when it is not there."""
        expected = self.trial.expected
        return self.ranking.index(expected) + 1 if expected in self.ranking else None


System = Callable[[Trial], Outcome]


def evaluate(*, cache_dir: Path, corpus_dir: Path = CORPUS_DIR, pictures: Path | None = None) -> dict[str, Any]:
    """Ask every wording of the half that calibration did not see. Every number is a share from 0 to 1."""
    encode = Encoder.load(cache_dir=cache_dir)
    matcher = corpus_matcher(
        encode=encode, cache_dir=cache_dir, corpus_dir=corpus_dir, calibration=Calibration.load()
    )
    asked = trials(matcher.index, part=EVALUATED_PART)
    outcomes = {name: [system(trial) for trial in asked] for name, system in systems(matcher, plain=_general).items()}
    report: dict[str, Any] = {name: summary(of_system) for name, of_system in outcomes.items()}
    report["sidebar"]["calibration_error"] = calibration_error(outcomes["sidebar"])
    report["sidebar"]["topics"] = by_topic(outcomes["sidebar"])
    for rule in FIXED_RULES:
        report[f"cosine at {rule:.2f}"] = fixed_rule(outcomes["cosine"], rule)
    report["questions"] = len(asked) // 2
    report["answers"] = len(matcher.index.answers)
    if pictures is not None:
        draw_coverage(outcomes, pictures / "matching-coverage.png")
    return report


def systems(matcher: Matcher, *, plain: Callable[[Floats], Floats] = np.asarray) -> dict[str, System]:
    """Sidebar, and the two simpler systems that it has to beat, all over the same wordings and places.

    `plain` takes from vectors what an untuned encoder would have given.
    """
    stored = plain(matcher.index.vectors)
    return {
        "sidebar": lambda trial: _matched(matcher, trial),
        "cosine": _ranked(matcher.index, lambda trial: stored @ plain(trial.asked.vector[None, :])[0]),
        "bm25": _ranked(matcher.index, _shared_words(matcher.index)),
    }


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Recall and reciprocal rank over what can be answered; the rest also over what cannot."""
    places = [outcome.place for outcome in outcomes if outcome.trial.expected]
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


def coverage_at(outcomes: Sequence[Outcome], error: float) -> float:
    """The largest share of the answerable questions answered rightly with at most that share of errors."""
    coverage, errors = coverage_curve(outcomes)
    allowed = np.flatnonzero(errors <= error)
    if not len(allowed):
        return 0.0
    last = allowed[-1]
    right = coverage[last] * (1 - errors[last]) * len(outcomes)
    return round(float(right / sum(outcome.trial.expected is not None for outcome in outcomes)), 4)


def fixed_rule(outcomes: Sequence[Outcome], threshold: float) -> dict[str, float]:
    answered = [outcome for outcome in outcomes if outcome.score >= threshold]
    right = sum(outcome.place == 1 for outcome in answered)
    answerable = sum(outcome.trial.expected is not None for outcome in outcomes)
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
        topic: _share(o.place == 1 for o in outcomes if o.trial.topic == topic and o.trial.expected)
        for topic in topics
    }


def compare_pairs(verifier: Verifier) -> dict[str, float]:
    """AUROC over the held-out pairs: all, and each same kind against each different kind."""
    pairs = all_pairs(read_groups(held_out=True))
    odds = verifier.log_odds([(pair.a, pair.b) for pair in pairs])
    scores = {kind: odds[[pair.kind == kind for pair in pairs]] for kind in KINDS}
    same, other = ([kind for kind in KINDS if KINDS[kind] is wanted] for wanted in (True, False))
    report = {f"{a} / {b}": _separation(scores[a], scores[b]) for a in same for b in other}
    everything = [np.concatenate([scores[kind] for kind in kinds]) for kinds in (same, other)]
    return {"pairs": float(len(pairs)), "all": _separation(*everything), **report}


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
    axes.set_title("Half of the questions have no answer in the corpus")
    axes.legend()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)


def _matched(matcher: Matcher, trial: Trial) -> Outcome:
    matches = matcher.match(trial.asked, hidden=trial.hidden)
    return Outcome(
        trial, tuple(match.answer.answer_id for match in matches), matches[0].probability if matches else 0.0
    )


def _ranked(index: AnswerIndex, score: Callable[[Trial], Floats]) -> System:
    def system(trial: Trial) -> Outcome:
        found = index.by_wording(score(trial), states=trial.asked.place.states or None, hidden=trial.hidden)
        return Outcome(trial, tuple(answer.answer_id for answer, _ in found), found[0][1] if found else 0.0)

    return system


def _shared_words(index: AnswerIndex) -> Callable[[Trial], Floats]:
    lexical = LexicalIndex(index.wordings)
    return lambda trial: lexical.scores(trial.asked.text)


def _general(vectors: Floats) -> Floats:
    return np.ascontiguousarray(halves(vectors)[0])


def _auroc(outcomes: Sequence[Outcome]) -> float:
    labels = [outcome.trial.expected is not None for outcome in outcomes]
    return round(float(roc_auc_score(labels, [outcome.score for outcome in outcomes])), 4)


def _separation(same: Floats, other: Floats) -> float:
    labels = [1] * len(same) + [0] * len(other)
    return round(float(roc_auc_score(labels, np.concatenate([same, other]))), 4)


def _share(hits: Any) -> float:
    return _mean([float(hit) for hit in hits])


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 4) if values else 0.0
