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
from matching.tuning import Report, Tuner, read_tuned, write_tuned
from matching.unseen import CALIBRATING, Unseen, half_of, in_half, read_unseen

SEED, EPOCHS, RATE = 7, 4, 6e-4
VERBATIM = 250  # stored questions among those that the calibration learns from
NETWORKS, HIDDEN, DECAY, CALIBRATION_DECAY = 5, 12, 1.0, 10.0
CROSSINGS = (
    ("same_many", "same_few", True),
    ("same_many", "other_many", False),
    ("same_few", "other_many", False),
    ("same_few", "other_few", False),
)


def train(*, report: Report, threads: int = 1) -> None:
    """Tune the upper layers, then teach the head on held-out groups, which the tuning has not seen."""
    torch.set_num_threads(threads)
    groups, answers = read_groups(held_out=False), read_corpus()
    tuner = Tuner(model_folder())
    report(f"{len(groups)} groups of pairs, {len(answers)} answers")
    tuner.tune([of_groups(groups), of_answers(answers)], epochs=EPOCHS, rate=RATE, seed=SEED, report=report)
    write_tuned(tuner, TUNED_FILE)
    train_head(tuner, report=report)


def train_head(tuner: Tuner, *, report: Report) -> None:
    """Fit what `sidebar compare` judges by on one half of the held-out groups; the other half is for measuring."""
    groups = [group for group in read_groups(held_out=True) if half_of(group.ask) == CALIBRATING]
    report(f"teaching the head on {len(groups)} groups that the encoder has not seen")
    pairs = training_pairs(groups)
    labels = _single([pair.same for pair in pairs])
    fit_networks(compared(tuner, pairs), labels, decay=DECAY, balanced=True).save(HEAD_FILE)


def calibrate_on_corpus(*, cache_dir: Path, report: Report) -> None:
    """Fit the probability on one half of the held-out questions; `sidebar evaluate matching` judges on the other."""
    encode = Encoder.load(cache_dir=cache_dir, threads=os.cpu_count() or 1)
    matcher = corpus_matcher(encode=encode, cache_dir=cache_dir)
    answers = matcher.index.answers
    questions = in_half(read_unseen(known={answer.answer_id for answer in answers}), CALIBRATING)
    report(f"calibrating on {len(questions)} held-out questions and {VERBATIM} stored ones")
    questions += verbatim(answers)
    asked = trials(questions, encode=encode, understand=plain_understanding(matcher.index))
    save_calibration(*calibrate(matcher, asked))


def verbatim(answers: Sequence[Answer]) -> list[Unseen]:
    """Stored questions, asked as they stand: people type those too, and held-out questions keep away from them."""
    stored = [
        Unseen(text, (answer.answer_id,), answer.topic, "corpus") for answer in answers for text in answer.phrasings
    ]
    chosen = np.random.default_rng(SEED).choice(len(stored), size=min(VERBATIM, len(stored)), replace=False)
    return [stored[place] for place in chosen]


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


def _single(values: object) -> Floats:
    return np.asarray(values, dtype=np.float32)


def main() -> None:
    start = time.monotonic()

    def report(line: str) -> None:
        print(f"{time.monotonic() - start:6.0f} s  {line}", file=sys.stderr, flush=True)

    if sys.argv[1:] == ["head"]:
        tuner = Tuner(model_folder())
        read_tuned(tuner, TUNED_FILE)
        train_head(tuner, report=report)
    elif sys.argv[1:] != ["calibrate"]:
        train(report=report, threads=os.cpu_count() or 1)
    calibrate_on_corpus(cache_dir=Path("var/cache"), report=report)


if __name__ == "__main__":
    main()
