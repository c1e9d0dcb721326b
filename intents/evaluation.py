"""Evaluation: how well messages are understood, by cross-validation on our own material or on any labelled file."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from intents.calibration import calibration_error
from intents.classifier import Classifier
from intents.errors import BadEvaluation
from intents.gazetteer import Gazetteer, load_gazetteer
from intents.heads import Floats
from intents.lesson import Lesson
from intents.places import find_places
from intents.reliability import draw_reliability
from intents.scores import (
    Scored,
    confused,
    first_said_and_true,
    intent_error,
    said_and_true,
    scope_accuracy,
    scope_area,
    scope_error,
    share,
    topic_scores,
)
from intents.utterances import NLU_FOLDER, Utterance, load_utterances

Encode = Callable[[Sequence[str]], Floats]
Say = Callable[[str], None]
FOLDS = 5
_OUTSIDE = frozenset({"oos", "out_of_scope", "out-of-scope", "ood"})


def evaluate_own(
    encode: Encode, *, folder: Path = NLU_FOLDER, pictures: Path | None = None, say: Say = print, folds: int = FOLDS
) -> dict[str, Any]:
    """Cross-validate on the training material, near-duplicates kept together; returns the figures of the report."""
    utterances = load_utterances(folder)
    say(f"encoding {len(utterances)} utterances")
    lesson = Lesson.of(utterances, encode([one.text for one in utterances]))
    scored, seconds = _cross_validated(utterances, lesson, folds, say)
    topical = [one for one in scored if one.utterance.topics and one.utterance.intent == "ask"]
    said, true = said_and_true([one for one in scored if one.utterance.intent in {"ask", "out_of_scope"}])
    _report(scored, topical, say)
    figures = {
        "utterances": len(utterances),
        "questions": len(topical),
        "topic_hits_at_1": share([one.hit(1) for one in topical]),
        "topic_hits_at_2": share([one.hit(2) for one in topical]),
        "subtopic_accuracy": _subtopic_accuracy(topical),
        "topic_calibration_error": calibration_error(said, true),
        "first_topic_calibration_error": calibration_error(*first_said_and_true(topical)),
        "intent_accuracy": share([one.intent == one.utterance.intent for one in scored]),
        "intent_calibration_error": intent_error(scored),
        "scope_accuracy": scope_accuracy(scored),
        "scope_auroc_in_scope": scope_area(scored, "in_scope"),
        "scope_auroc_not_legal": scope_area(scored, "not_legal"),
        "scope_calibration_error": scope_error(scored),
        "spanish_topic_hits_at_1": share([one.hit(1) for one in topical if one.utterance.language == "es"]),
        "spanish_topic_hits_at_2": share([one.hit(2) for one in topical if one.utterance.language == "es"]),
        "place_accuracy": _place_accuracy(utterances, load_gazetteer()),
        "read_ms_p50": float(np.percentile(seconds, 50) * 1e3),
        "read_ms_p95": float(np.percentile(seconds, 95) * 1e3),
    }
    if pictures is not None:
        say(f"reliability diagram: {draw_reliability(said, true, pictures / 'intents_reliability.png')}")
    return {name: round(value, 4) for name, value in figures.items()}


def evaluate_labelled(path: Path, encode: Encode, *, say: Say = print) -> dict[str, float]:
    """Train the same classifier on the file's `train` rows and measure on its `test` rows.

    `in_scope_accuracy` is the share of in-scope test messages whose likeliest intent is right; `oos_recall` the
    share of out-of-scope ones that are turned away at the threshold that is best on the `val` rows; `oos_auroc` the
    area under the ROC curve of the out-of-scope probability.
    """
    rows = _labelled(path)
    learn, tune, test = (_split(rows, name) for name in ("train", "val", "test"))
    if not learn or not test:
        raise BadEvaluation(f"{path}: needs rows with split 'train' and rows with split 'test'")
    say(f"{len(learn)} rows to train on, {len(tune)} to tune on, {len(test)} to measure on")
    started = time.perf_counter()
    classifier = Classifier.train(Lesson.of(learn, encode([one.text for one in learn])), progress=say)
    say(f"trained in {time.perf_counter() - started:.0f} s")
    tuned, tested = _scored(classifier, tune, encode), _scored(classifier, test, encode)
    outside = any(not one.intent for one in learn)
    line = _line_between([(_outside(one, outside), not one.utterance.intent) for one in tuned])
    inside = [one for one in tested if one.utterance.intent]
    strangers = [one for one in tested if not one.utterance.intent]
    turned_away = share([_outside(one, outside) >= line for one in inside])
    right = [one.intent == one.utterance.intent for one in inside]
    both = [hit and _outside(one, outside) < line for one, hit in zip(inside, right, strict=True)]
    say(f"calibration error of the intent: {intent_error(inside):.4f}")
    say(f"in scope but turned away: {turned_away:.4f}; right and let in: {share(both):.4f}")
    for true, said, count in confused([(one.utterance.intent, one.intent) for one in inside]):
        say(f"  {true} read as {said}: {count}")
    return {
        "in_scope_accuracy": round(share(right), 4),
        "oos_recall": round(share([_outside(one, outside) >= line for one in strangers]), 4),
        "oos_auroc": round(_area([(_outside(one, outside), not one.utterance.intent) for one in tested]), 4),
    }


def _cross_validated(
    utterances: Sequence[Utterance], lesson: Lesson, folds: int, say: Say
) -> tuple[list[Scored], list[float]]:
    scored: list[Scored] = []
    seconds: list[float] = []
    for number, (learn, held) in enumerate(lesson.folds(folds), start=1):
        started = time.perf_counter()
        classifier = Classifier.train(lesson.take(learn))
        say(f"part {number} of {folds}: trained on {len(learn)} in {time.perf_counter() - started:.0f} s")
        for row in held:
            began = time.perf_counter()
            reading = classifier.read(lesson.texts[row], lesson.vectors[row])
            seconds.append(time.perf_counter() - began)
            scored.append(Scored(utterances[row], reading))
    return scored, seconds


def _report(scored: Sequence[Scored], topical: Sequence[Scored], say: Say) -> None:
    say(f"{'topic':<14}{'count':>6}{'precision':>11}{'recall':>8}{'hits@1':>8}{'hits@2':>8}")
    for one in topic_scores([one for one in scored if one.utterance.intent in {"ask", "out_of_scope"}]):
        say(
            f"{one.topic:<14}{one.count:>6}{one.precision:>11.3f}{one.recall:>8.3f}"
            f"{one.hits_at_1:>8.3f}{one.hits_at_2:>8.3f}"
        )
    say("topics confused (true, read first instead, times):")
    wrong = [(one.utterance.topics[0], one.topic) for one in topical if one.topic not in one.utterance.topics]
    for true, said, count in confused(wrong):
        say(f"  {true} / {said}: {count}")
    say("intents confused:")
    for true, said, count in confused([(one.utterance.intent, one.intent) for one in scored]):
        say(f"  {true} / {said}: {count}")
    for scope in ("in_scope", "uncovered", "not_legal"):
        say(f"scope {scope}: AUROC {scope_area(scored, scope):.4f}")


def _subtopic_accuracy(topical: Sequence[Scored]) -> float:
    known = [(one, pair) for one in topical if (pair := one.utterance.topic_and_subtopic)]
    return share(
        [next((t.subtopic for t in one.reading.topics if t.topic == of), "") == sub for one, (of, sub) in known]
    )


def _place_accuracy(utterances: Sequence[Utterance], gazetteer: Gazetteer) -> float:
    """On the utterances that say where they are; an ambiguous name counts when the place is among its candidates."""
    known = [one for one in utterances if one.place]
    places = [find_places(one.text, gazetteer=gazetteer) for one in known]
    return share([one.place in (p.jurisdiction, *p.candidates) for one, p in zip(known, places, strict=True)])


def _labelled(path: Path) -> list[tuple[str, Utterance]]:
    rows = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadEvaluation(f"{path}: cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            rows.append(_row(line, f"{path}:{number}"))
    return rows


def _row(line: str, where: str) -> tuple[str, Utterance]:
    try:
        row = json.loads(line)
        text, intent, split = str(row["text"]), str(row["intent"]), str(row["split"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadEvaluation(f"{where}: needs an object with text, intent and split") from error
    outside = split.startswith("oos") or intent in _OUTSIDE
    return split, Utterance(text, "" if outside else intent, scope="not_legal" if outside else "in_scope")


def _split(rows: Sequence[tuple[str, Utterance]], name: str) -> list[Utterance]:
    return [one for split, one in rows if name in split.removeprefix("oos_")]


def _scored(classifier: Classifier, utterances: Sequence[Utterance], encode: Encode) -> list[Scored]:
    if not utterances:
        return []
    texts = [one.text for one in utterances]
    readings = classifier.read_all(texts, encode(texts))
    return [Scored(one, reading) for one, reading in zip(utterances, readings, strict=True)]


def _outside(one: Scored, learned: bool) -> float:
    """The probability of being out of scope; without examples of that, how unsure the likeliest intent is."""
    return 1 - (one.reading.scope["in_scope"] if learned else one.reading.intents[0][1])


def _line_between(pairs: Sequence[tuple[float, bool]]) -> float:
    """The threshold with the best balance of both kinds of mistake."""
    outside, inside = [said for said, out in pairs if out], [said for said, out in pairs if not out]
    if not outside or not inside:
        return 0.5
    lines = np.unique([said for said, _ in pairs])
    gains = [share([s >= line for s in outside]) + share([s < line for s in inside]) for line in lines]
    return float(lines[int(np.argmax(gains))])


def _area(pairs: Sequence[tuple[float, bool]]) -> float:
    truth = [out for _, out in pairs]
    return float(roc_auc_score(truth, [said for said, _ in pairs])) if len(set(truth)) == 2 else float("nan")
