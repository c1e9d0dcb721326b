"""Fitting: learn what makes an answer right, then draw the line that keeps the promise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bot.triage.best import best_match
from bot.triage.confidence import PLAIN, Confidence, features
from bot.triage.evidence import Evidence
from bot.triage.labelled import FIT, LEARN, Question, kept_in_mix, part
from bot.triage.line import draw_line
from bot.triage.policy import Policy
from bot.triage.promise import Fitted, Line, Promise, Scored
from bot.triage.turn import first_turn

REGULARISATION, FOLDS, LEAST_TURNS = 0.3, 5, 60


@dataclass(frozen=True)
class Reading:
    """A labelled question and what the models made of it."""

    question: Question
    evidence: Evidence

    @property
    def right(self) -> bool:
        best = best_match(self.evidence)
        return best is not None and best.answer_id in self.question.answers


def fit(readings: Sequence[Reading], policy: Policy) -> Fitted:
    """Weights from one part of the turns, the line from another; the rest is not looked at."""
    learn = [reading for reading in readings if part(reading.question.text) == LEARN]
    confidence = _learn(learn)
    return Fitted(confidence, line_for(readings, confidence, policy))


def line_for(readings: Sequence[Reading], confidence: Confidence, policy: Policy) -> Line:
    """The line for the policy's promise, with the weights as they are."""
    learned = scored(of_part(readings, LEARN, policy.promise), confidence, policy)
    fitted = scored(of_part(readings, FIT, policy.promise), confidence, policy)
    return draw_line(learned, fitted, policy.promise)


def of_part(readings: Sequence[Reading], wanted: str, promise: Promise) -> list[Reading]:
    """One part of the turns, with as many unanswerable ones as the promise expects."""
    found = [reading for reading in readings if part(reading.question.text) == wanted]
    kept = set(kept_in_mix((reading.question for reading in found), unanswered=promise.unanswered))
    return [reading for reading in found if reading.question in kept]


def scored(readings: Iterable[Reading], confidence: Confidence, policy: Policy) -> list[Scored]:
    """The turns that would be answered if the line lay at zero: all else is decided before an answer is due."""
    open_to_answer = policy.answering_from(0.0, confidence)
    found = []
    for reading in readings:
        decision = first_turn(reading.evidence, open_to_answer).decision
        if decision.action == "answer":
            right = decision.answer_id in reading.question.answers
            sure, answerable = confidence.of(reading.evidence), bool(reading.question.answers)
            found.append(Scored(reading.question.topic, sure, right, answerable))
    return found


def _learn(readings: Sequence[Reading]) -> Confidence:
    """A logistic regression, kept only when it tells right from wrong better than the match alone does."""
    usable = [reading for reading in readings if reading.evidence.matches]
    right = np.array([reading.right for reading in usable])
    if len(usable) < LEAST_TURNS or min(right.sum(), (~right).sum()) < FOLDS:
        return PLAIN
    names = sorted(features(usable[0].evidence))
    table = np.array([[features(reading.evidence)[name] for name in names] for reading in usable])
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    scaled = (table - mean) / spread
    model = LogisticRegression(C=REGULARISATION, max_iter=2000)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    learned = cross_val_predict(model, scaled, right, cv=folds, method="predict_proba")[:, 1]
    plain = [PLAIN.of(reading.evidence) for reading in usable]
    if roc_auc_score(right, learned) <= roc_auc_score(right, plain):
        return PLAIN
    model.fit(scaled, right)
    weights = model.coef_[0] / spread
    return Confidence(
        {name: round(float(weight), 5) for name, weight in zip(names, weights, strict=True)},
        round(float(model.intercept_[0] - weights @ mean), 5),
    )
