"""Trials: held-out questions put to the matcher as if a person asked them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import us
from sklearn.linear_model import LogisticRegression

from matching.answers import CORPUS_DIR, EVERYWHERE, read_corpus
from matching.calibration import Calibration, table
from matching.index import AnswerIndex, Encode
from matching.matcher import Asked, Matcher, Place, weighed
from matching.runtime import Floats
from matching.unseen import Unseen
from matching.verifier import Verifier

PLACE_KNOWN = 0.9  # how often the state is understood that a question of state law is about
ANY_PLACE_KNOWN = 0.5  # how often a person's state is known although the question does not depend on it
LEAST_CHANCE = 0.05  # a topic below this chance is not reported to the matcher either


@dataclass(frozen=True)
class Trial:
    """A question and the answers that are right for it: none when the corpus does not answer it."""

    asked: Asked
    right: tuple[str, ...]
    topic: str


@dataclass(frozen=True)
class Understood:
    """What the rest of the pipeline reads in a question before answers are looked for."""

    topics: Mapping[str, float]
    place: Place


Understand = Callable[[Sequence[Unseen], Floats], Sequence[Understood]]


def corpus_matcher(
    *, encode: Encode, cache_dir: Path, corpus_dir: Path = CORPUS_DIR, calibration: Calibration | None = None
) -> Matcher:
    """A matcher over the whole corpus, built now: what evaluation and calibration question."""
    verifier = Verifier.load(cache_dir=cache_dir)
    index = AnswerIndex.build(read_corpus(corpus_dir), encode)
    verifier.remember(index.wordings, index.vectors)
    return Matcher(index, calibration=calibration or Calibration.from_similarity(), verify=verifier.judge)


def trials(questions: Sequence[Unseen], *, encode: Encode, understand: Understand) -> list[Trial]:
    vectors = encode([question.text for question in questions])
    understood = understand(questions, vectors)
    return [
        Trial(Asked(question.text, vector, read.topics, read.place), question.right, question.topic)
        for question, vector, read in zip(questions, vectors, understood, strict=True)
    ]


def plain_understanding(index: AnswerIndex) -> Understand:
    """Topics as a model that has learned from the stored wordings reads them; a place that is named, or mostly known.

    A stand-in for the understanding, which matching does not import.
    """
    topics = np.array([answer.topic for answer in index.answers for _ in answer.phrasings])
    model = LogisticRegression(C=10.0, max_iter=400).fit(index.vectors, topics) if len(set(topics)) > 1 else None
    jurisdictions = {answer.answer_id: answer.jurisdiction for answer in index.answers}

    def understand(questions: Sequence[Unseen], vectors: Floats) -> list[Understood]:
        places = [_place(question, jurisdictions) for question in questions]
        if model is None or not questions:
            return [Understood({}, place) for place in places]
        chances = model.predict_proba(vectors)
        return [
            Understood({str(t): float(c) for t, c in zip(model.classes_, row, strict=True) if c >= LEAST_CHANCE}, p)
            for row, p in zip(chances, places, strict=True)
        ]

    return understand


def rows_of(matcher: Matcher, asked: Sequence[Trial]) -> tuple[tuple[str, ...], Floats, Floats]:
    """The names of the evidence, the evidence for each candidate of each trial, and which candidates are right."""
    names: tuple[str, ...] = ()
    rows, right = [], []
    for trial in asked:
        candidates = matcher.candidates(trial.asked)
        if candidates:
            found = weighed(trial.asked, candidates, matcher.judged(trial.asked, candidates))
            names = tuple(found)
            rows.append(table(found, names))
            right += [candidate.answer.answer_id in trial.right for candidate in candidates]
    return names, np.concatenate(rows), np.asarray(right, dtype=np.float32)


def _place(question: Unseen, jurisdictions: Mapping[str, str]) -> Place:
    """The state that is named; else mostly the one that the right answer is for, which a city may have told."""
    if named := _named(question.text):
        return Place(named)
    own = next((found for one in question.right if (found := jurisdictions.get(one, EVERYWHERE)) != EVERYWHERE), None)
    luck = zlib.crc32(question.text.encode()) % 1000 / 1000
    if own:
        return Place(own if luck < PLACE_KNOWN else None)
    states = sorted(set(jurisdictions.values()) - {EVERYWHERE})
    return Place(states[int(luck * 7919) % len(states)] if states and luck < ANY_PLACE_KNOWN else None)


def _named(text: str) -> str | None:
    words = f" {text.lower()} "
    found = {state.abbr for state in us.STATES if f" {state.name.lower()}" in words}
    return found.pop() if len(found) == 1 else None
