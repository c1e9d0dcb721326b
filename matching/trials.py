"""Trials: the corpus questioned with its own wordings, each left out of the index while it is asked."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import us
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from matching.answers import CORPUS_DIR, EVERYWHERE, Answer, read_corpus
from matching.calibration import Calibration
from matching.index import AnswerIndex, Encode
from matching.matcher import Asked, Matcher, Place, evidence, family
from matching.verifier import Verifier

CALIBRATED_PART, EVALUATED_PART = 0, 1  # halves of the corpus, by family of answers
PLACE_KNOWN = 0.7  # how often a person with a question of state law is understood to be in that state
FOLDS, LEAST_CHANCE = 3, 0.05  # a topic below this chance is not reported to the matcher either
KEPT_WORDS = 0.75
SIGNS = {
    "same": 1,
    "same_lead": 1,
    "similarity": 1,
    "body": 1,
    "shared": 1,
    "score": 1,
    "lead": 1,
    "topic": 1,
    "elsewhere": -1,
}


@dataclass(frozen=True)
class Trial:
    """A wording asked as if new. `expected` is None when all versions of its answer are hidden: not answerable."""

    asked: Asked
    hidden: tuple[int, ...]
    topic: str
    expected: str | None


def corpus_matcher(
    *, encode: Encode, cache_dir: Path, corpus_dir: Path = CORPUS_DIR, calibration: Calibration | None = None
) -> Matcher:
    """A matcher over the whole corpus, built now: what evaluation and calibration question."""
    answers, verifier = read_corpus(corpus_dir), Verifier.load(cache_dir=cache_dir)
    index = AnswerIndex.build(answers, encode)
    verifier.remember(index.wordings, index.vectors)
    return Matcher(index, calibration=calibration or Calibration.from_similarity(), verify=verifier)


def near_trials(asked: Sequence[Trial], encode: Encode, *, seed: int = 7) -> list[Trial]:
    """Every third answerable wording again, said with a few words less and not hidden: a person who asks nearly
    what is stored. Held-out wordings alone would teach that closeness means nothing."""
    order = random.Random(seed)  # noqa: S311 - drops words
    chosen = [trial for trial in asked if trial.expected][::3]
    texts = [_with_words_dropped(trial.asked.text, order) for trial in chosen]
    return [
        replace(trial, asked=replace(trial.asked, text=text, vector=vector), hidden=())
        for trial, text, vector in zip(chosen, texts, encode(texts), strict=True)
    ]


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
    """Fit the probability that a candidate is the right answer on what trials show.

    Evidence that would count the wrong way round (an accident of the corpus) is left out.
    """
    rows, right = [], []
    for trial in asked:
        candidates = matcher.candidates(trial.asked, hidden=trial.hidden)
        columns = evidence(trial.asked, candidates, matcher.same(trial.asked, candidates))
        rows.append(np.column_stack([columns[name] for name in SIGNS]))
        right += [candidate.answer.answer_id == trial.expected for candidate in candidates]
    table, names = np.concatenate(rows), list(SIGNS)
    while True:
        columns_kept = [list(SIGNS).index(name) for name in names]
        model = LogisticRegression(C=10.0, max_iter=1000).fit(table[:, columns_kept], right)
        weights = dict(zip(names, map(float, model.coef_[0]), strict=True))
        worst = min(names, key=lambda name: weights[name] * SIGNS[name])
        if weights[worst] * SIGNS[worst] >= 0:
            return Calibration(weights, float(model.intercept_[0]))
        names.remove(worst)


def understood_topics(index: AnswerIndex) -> list[Mapping[str, float]]:
    """For each wording, the topics that a model which never saw its answer would read from it."""
    names = np.array([answer.topic for answer, rows in _rows_of(index) for _ in rows])
    owners = [number for number, (_, rows) in enumerate(_rows_of(index)) for _ in rows]
    understood: list[Mapping[str, float]] = [{} for _ in names]
    if len(set(owners)) < FOLDS:
        return understood
    for seen, unseen in GroupKFold(FOLDS).split(index.vectors, names, owners):
        if len(set(names[seen])) < 2:
            continue
        model = LogisticRegression(C=10.0, max_iter=400).fit(index.vectors[seen], names[seen])
        for row, chances in zip(unseen, model.predict_proba(index.vectors[unseen]), strict=True):
            understood[row] = {
                str(topic): float(chance)
                for topic, chance in zip(model.classes_, chances, strict=True)
                if chance >= LEAST_CHANCE
            }
    return understood


def _rows_of(index: AnswerIndex) -> Iterator[tuple[Answer, range]]:
    start = 0
    for answer in index.answers:
        yield answer, range(start, start + len(answer.phrasings))
        start += len(answer.phrasings)


def _rows_of_family(index: AnswerIndex, answer: Answer) -> tuple[int, ...]:
    relatives = (rows for other, rows in _rows_of(index) if family(other) == family(answer))
    return tuple(row for rows in relatives for row in rows)


def _with_words_dropped(text: str, order: random.Random) -> str:
    words = text.split()
    kept = [word for word in words if order.random() < KEPT_WORDS]
    return " ".join(kept) if len(kept) > 2 else text


def _place(answer: Answer, index: AnswerIndex, row: int, order: random.Random) -> Place:
    """The state that the wording names, or mostly the answer's own; for national answers any state or none."""
    known = order.random() < PLACE_KNOWN
    if answer.jurisdiction != EVERYWHERE:
        state = us.states.lookup(answer.jurisdiction)
        named = state is not None and state.name.lower() in index.wordings[row].lower()
        return Place(answer.jurisdiction if known or named else None)
    states = sorted({other.jurisdiction for other in index.answers} - {EVERYWHERE})
    return Place(order.choice(states) if known and states else None)
