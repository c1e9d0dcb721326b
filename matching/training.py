"""Training: `python -m matching.training` makes everything in weights/ from the pairs and the corpus, seeded.

`python -m matching.training calibrate` only fits the probability again, after the corpus has grown; `head` first fits
what `sidebar compare` judges by, too.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from matching.answers import Answer, read_corpus
from matching.calibration import save_calibration
from matching.comparison import HEAD_FILE, Head, Texts, features
from matching.encoder import TUNED_FILE, Encoder, model_folder
from matching.lessons import of_answers, of_groups
from matching.matcher import Matcher
from matching.paraphrases import Group, Pair, all_pairs, read_groups
from matching.runtime import Floats
from matching.trials import Trial, corpus_matcher, plain_understanding, rows_of, trials
from matching.tuning import Report, Tuner, write_tuned
from matching.unseen import CALIBRATING, in_half, read_unseen

SEED, FOLDS, CROSSED, EPOCHS, RATE = 7, 3, 1, 4, 6e-4
NETWORKS, HIDDEN, DECAY, CALIBRATION_DECAY = 5, 12, 1.0, 10.0
CROSSINGS = (
    ("same_many", "same_few", True),
    ("same_many", "other_many", False),
    ("same_few", "other_many", False),
    ("same_few", "other_few", False),
)


def train(*, report: Report, threads: int = 1) -> None:
    """Tune, then teach the head on groups that the tuning had not seen (cross-fitting), then calibrate."""
    torch.set_num_threads(threads)
    groups, answers = read_groups(held_out=False), read_corpus()
    tuner = Tuner(model_folder())
    report(f"{len(groups)} groups of pairs, {len(answers)} answers")
    rows, labels = _cross_fitted(tuner, groups, answers, report)
    head = fit_networks(rows, labels, decay=DECAY, balanced=True)
    report("tuning on everything")
    _tune(tuner, groups, answers, seed=SEED, report=report)
    write_tuned(tuner, TUNED_FILE)
    head.save(HEAD_FILE)


def train_head(*, report: Report, threads: int = 1) -> None:
    """Teach the head anew and leave the tuned half, whose vectors are stored, as it is."""
    torch.set_num_threads(threads)
    rows, labels = _cross_fitted(Tuner(model_folder()), read_groups(held_out=False), read_corpus(), report)
    fit_networks(rows, labels, decay=DECAY, balanced=True).save(HEAD_FILE)


def calibrate_on_corpus(*, cache_dir: Path, report: Report) -> None:
    """Fit the probability on one half of the held-out questions; `sidebar evaluate matching` judges on the other."""
    encode = Encoder.load(cache_dir=cache_dir)
    matcher = corpus_matcher(encode=encode, cache_dir=cache_dir)
    questions = in_half(read_unseen(known={answer.answer_id for answer in matcher.index.answers}), CALIBRATING)
    report(f"calibrating on {len(questions)} held-out questions")
    asked = trials(questions, encode=encode, understand=plain_understanding(matcher.index))
    save_calibration(*calibrate(matcher, asked))


def calibrate(matcher: Matcher, asked: Sequence[Trial]) -> tuple[tuple[str, ...], Head]:
    """The probability that a candidate is right, as the trials show it."""
    names, rows, right = rows_of(matcher, asked)
    return names, fit_networks(rows, right, decay=CALIBRATION_DECAY, balanced=False)


def training_pairs(groups: Sequence[Group]) -> list[Pair]:
    """The four kinds, and the other pairs that a group's five questions make."""
    crossings = [
        Pair(getattr(group, a), getattr(group, b), same, f"{a} {b}", group.topic)
        for group in groups
        for a, b, same in CROSSINGS
    ]
    return all_pairs(groups) + crossings


def fit_networks(rows: Floats, labels: Floats, *, decay: float, balanced: bool) -> Head:
    """Small networks on a handful of features, averaged; `balanced`: both answers weigh the same."""
    center, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    generator = np.random.default_rng(SEED)
    sides = [np.flatnonzero(labels == 1), np.flatnonzero(labels == 0)]
    networks = []
    for number in range(NETWORKS):
        chosen = np.arange(len(rows))
        if balanced:
            chosen = np.concatenate([generator.choice(side, size=max(map(len, sides))) for side in sides])
        network = MLPClassifier(
            (HIDDEN,), activation="tanh", alpha=decay, solver="lbfgs", max_iter=400, random_state=SEED + number
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            networks.append(network.fit((rows[chosen] - center) / scale, labels[chosen]))
    return Head(
        center=_single(center),
        scale=_single(scale),
        first=_single([network.coefs_[0] for network in networks]),
        first_bias=_single([network.intercepts_[0] for network in networks]),
        second=_single([network.coefs_[1][:, 0] for network in networks]),
        second_bias=_single([network.intercepts_[1][0] for network in networks]),
    )


def compared(tuner: Tuner, pairs: Sequence[Pair]) -> Floats:
    """The features of each pair under the tuner's present weights."""
    left, right = [pair.a for pair in pairs], [pair.b for pair in pairs]
    return features(Texts.of(left, *tuner.vectors(left)), Texts.of(right, *tuner.vectors(right)))


def _tune(tuner: Tuner, groups: Sequence[Group], answers: Sequence[Answer], *, seed: int, report: Report) -> None:
    tuner.reset()
    tuner.tune([of_groups(groups), of_answers(answers)], epochs=EPOCHS, rate=RATE, seed=seed, report=report)


def _cross_fitted(
    tuner: Tuner, groups: Sequence[Group], answers: Sequence[Answer], report: Report
) -> tuple[Floats, Floats]:
    rows, labels = [], []
    for fold in range(CROSSED):
        report(f"without part {fold + 1} of {FOLDS} of the groups, for the head")
        unseen = training_pairs([group for number, group in enumerate(groups) if number % FOLDS == fold])
        seen = [group for number, group in enumerate(groups) if number % FOLDS != fold]
        _tune(tuner, seen, answers, seed=SEED + fold, report=report)
        rows.append(compared(tuner, unseen))
        labels.append([float(pair.same) for pair in unseen])
    return np.concatenate(rows), _single(np.concatenate(labels))


def _single(values: object) -> Floats:
    return np.asarray(values, dtype=np.float32)


def main() -> None:
    start = time.monotonic()

    def report(line: str) -> None:
        print(f"{time.monotonic() - start:6.0f} s  {line}", file=sys.stderr, flush=True)

    if sys.argv[1:] == ["head"]:
        train_head(report=report, threads=os.cpu_count() or 1)
    elif sys.argv[1:] != ["calibrate"]:
        train(report=report, threads=os.cpu_count() or 1)
    calibrate_on_corpus(cache_dir=Path("var/cache"), report=report)


if __name__ == "__main__":
    main()
