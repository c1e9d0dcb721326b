"""Labelled: the same classifier trained and measured on any file of texts with intents and splits."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from intents.classifier import Classifier
from intents.errors import BadEvaluation
from intents.evaluation import Encode, Say
from intents.lesson import Lesson
from intents.scores import Scored, confused, intent_error, share
from intents.utterances import Utterance

_OUTSIDE = frozenset({"oos", "out_of_scope", "out-of-scope", "ood"})


def evaluate_labelled(path: Path, encode: Encode, *, measure_on: str = "test", say: Say = print) -> dict[str, float]:
    """Train the classifier on the file's `train` rows and measure on the rows of the split `measure_on`.

    `in_scope_accuracy` is the share of in-scope messages whose likeliest intent is right; `oos_recall` the share of
    out-of-scope ones that are turned away at the threshold that is best on the `val` rows; `oos_auroc` the area
    under the ROC curve of the out-of-scope probability.
    """
    rows = _labelled(path)
    learn, tune, test = (_split(rows, name) for name in ("train", "val", measure_on))
    if not learn or not test:
        raise BadEvaluation(f"{path}: needs rows with split 'train' and rows with split '{measure_on}'")
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
