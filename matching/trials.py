"""Trials: the corpus questioned with its own wordings, each left out of the index while it is asked."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import us
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from matching.answers import EVERYWHERE, Answer
from matching.calibration import Calibration
from matching.index import AnswerIndex
from matching.matcher import Asked, Matcher, Place, evidence, family

PLACE_KNOWN = 0.7  # how often a person with a question of state law is understood to be in that state
EVIDENCE = ("same", "similarity", "lead", "topic", "elsewhere")


@dataclass(frozen=True)
class Trial:
    """A wording asked as if new. `expected` is None when all versions of its answer are hidden: not answerable."""

    asked: Asked
    hidden: tuple[int, ...]
    topic: str
    expected: str | None


def trials(index: AnswerIndex, *, part: int | None = None, seed: int = 7) -> list[Trial]:
    """Two trials for each wording, answerable and not; `part` 0 or 1 takes one half of the answers."""
    topics = understood_topics(index)
    order = random.Random(seed)  # noqa: S311 - places for an evaluation
    found: list[Trial] = []
    for answer, rows in _rows_of(index):
        if part is not None and zlib.crc32(family(answer).encode()) % 2 != part:
            continue
        relatives = _rows_of_family(index, answer)
        for row in rows[1 : 1 + len(answer.wordings)]:
            asked = Asked(index.wordings[row], index.vectors[row], topics[row], _place(answer, index, row, order))
            found.append(Trial(asked, (row,), answer.topic, answer.answer_id))
            found.append(Trial(asked, relatives, answer.topic, None))
    return found


def calibrate(matcher: Matcher, asked: Sequence[Trial]) -> Calibration:
    """Fit the probability that a candidate is the right answer on what trials show."""
    rows, right = [], []
    for trial in asked:
        candidates = matcher.candidates(trial.asked, hidden=trial.hidden)
        columns = evidence(trial.asked, candidates, matcher.same(trial.asked, candidates))
        rows.append(np.column_stack([columns[name] for name in EVIDENCE]))
        right += [candidate.answer.answer_id == trial.expected for candidate in candidates]
    model = LogisticRegression(C=10.0, max_iter=1000).fit(np.concatenate(rows), right)
    weights = dict(zip(EVIDENCE, map(float, model.coef_[0]), strict=True))
    return Calibration(weights, float(model.intercept_[0]))


def understood_topics(index: AnswerIndex) -> list[Mapping[str, float]]:
    """For each wording, the topics that a model which never saw its answer would read from it."""
    names = [answer.topic for answer, rows in _rows_of(index) for _ in rows]
    owners = [number for number, (_, rows) in enumerate(_rows_of(index)) for _ in rows]
    kinds = sorted(set(names))
    if len(kinds) < 2:
        return [{name: 1.0} for name in names]
    model = LogisticRegression(C=10.0, max_iter=400)
    folds = GroupKFold(min(5, len(set(owners))))
    chances = cross_val_predict(model, index.vectors, names, groups=owners, cv=folds, method="predict_proba")
    return [
        {kind: float(chance) for kind, chance in zip(kinds, row, strict=True) if chance >= 0.05} for row in chances
    ]


def _rows_of(index: AnswerIndex) -> Iterator[tuple[Answer, range]]:
    start = 0
    for answer in index.answers:
        yield answer, range(start, start + len(answer.phrasings))
        start += len(answer.phrasings)


def _rows_of_family(index: AnswerIndex, answer: Answer) -> tuple[int, ...]:
    relatives = (rows for other, rows in _rows_of(index) if family(other) == family(answer))
    return tuple(row for rows in relatives for row in rows)


def _place(answer: Answer, index: AnswerIndex, row: int, order: random.Random) -> Place:
    """The state that the wording names, or mostly the answer's own; for national answers any state or none."""
    known = order.random() < PLACE_KNOWN
    if answer.jurisdiction != EVERYWHERE:
        state = us.states.lookup(answer.jurisdiction)
        named = state is not None and state.name.lower() in index.wordings[row].lower()
        return Place(answer.jurisdiction if known or named else None)
    states = sorted({other.jurisdiction for other in index.answers} - {EVERYWHERE})
    return Place(order.choice(states) if known and states else None)
