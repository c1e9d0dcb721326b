"""Evaluation: how well messages are understood, by cross-validation on our own material and on the blind set."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from intents.blind_set import Blind, blind_figures
from intents.calibration import calibration_error
from intents.classifier import Classifier
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
    intent_scores,
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


def evaluate_own(
    encode: Encode,
    *,
    folder: Path = NLU_FOLDER,
    more: Sequence[Utterance] = (),
    blind: Sequence[Blind] = (),
    pictures: Path | None = None,
    say: Say = print,
    folds: int = FOLDS,
) -> dict[str, Any]:
    """Cross-validate on the training material, near-duplicates kept together; then train on all, read the blind set.

    `more` is learned from and never measured on. Returns the figures of the report.
    """
    utterances = load_utterances(folder)
    say(f"encoding {len(utterances)} utterances and {len(more)} more lines about topics")
    lesson = Lesson.of([*utterances, *more], encode([one.text for one in (*utterances, *more)]))
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
        "intent_mean_recall": float(np.mean([recall for *_, recall in intent_scores(scored)])),
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
    if blind:
        figures |= _read_blind(Classifier.train(lesson), blind, encode, pictures, say)
    if pictures is not None:
        say(f"reliability diagram: {draw_reliability(said, true, pictures / 'intents_reliability.png')}")
    return {name: round(value, 4) for name, value in figures.items()}


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


def _read_blind(
    classifier: Classifier, blind: Sequence[Blind], encode: Encode, pictures: Path | None, say: Say
) -> dict[str, float]:
    utterances = [one.utterance for one in blind]
    vectors = encode([one.text for one in utterances])
    scored = [Scored(one, classifier.read(one.text, vector)) for one, vector in zip(utterances, vectors, strict=True)]
    say(f"the blind set, {len(blind)} messages that nothing was trained on:")
    _report(scored, [one for one in scored if one.utterance.topics and one.utterance.intent == "ask"], say)
    if pictures is not None:
        said, true = said_and_true(scored)
        say(f"reliability diagram: {draw_reliability(said, true, pictures / 'intents_blind_reliability.png')}")
    return blind_figures(scored, [one.part for one in blind])


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
    for intent, count, precision, recall in intent_scores(scored):
        say(f"intent {intent:<14}{count:>6}  precision {precision:.3f}  recall {recall:.3f}")
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
