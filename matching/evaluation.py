"""Evaluation: how often the right answer comes first, and what answering more costs, beside simpler rules."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
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
from matching.measures import (
    Outcome,
    by_topic,
    calibration_error,
    curve_points,
    draw_coverage,
    fixed_rule,
    summary,
)
from matching.paraphrases import KINDS, all_pairs, read_groups
from matching.runtime import Floats
from matching.trials import Trial, Understand, corpus_matcher, plain_understanding, trials
from matching.unseen import MEASURING, half_of, in_half, read_unseen
from matching.verifier import Verifier

FIXED_RULES = (0.70, 0.80)  # QnABot on AWS answers when the cosine reaches a fixed number
TIMED = 200  # questions


System = Callable[[Trial], Outcome]


def evaluate(
    *,
    cache_dir: Path,
    corpus_dir: Path = CORPUS_DIR,
    pictures: Path | None = None,
    understand: Understand | None = None,
) -> dict[str, Any]:
    """Ask the half of the held-out questions that calibration did not see. Every number is a share from 0 to 1.

    `understand` reads topics and place in a question, as the real pipeline does; else a stand-in does it.
    """
    encode = Encoder.load(cache_dir=cache_dir)
    matcher = corpus_matcher(
        encode=encode, cache_dir=cache_dir, corpus_dir=corpus_dir, calibration=Calibration.load()
    )
    questions = in_half(read_unseen(known={answer.answer_id for answer in matcher.index.answers}), MEASURING)
    asked = trials(questions, encode=encode, understand=understand or plain_understanding(matcher.index))
    outcomes = {name: [system(trial) for trial in asked] for name, system in systems(matcher, plain=_general).items()}
    report: dict[str, Any] = {name: summary(of_system) for name, of_system in outcomes.items()}
    report["sidebar"]["calibration_error"] = calibration_error(outcomes["sidebar"])
    report["sidebar"]["curve"] = curve_points(outcomes["sidebar"])
    report["sidebar"]["topics"] = by_topic(outcomes["sidebar"])
    for rule in FIXED_RULES:
        report[f"cosine at {rule:.2f}"] = fixed_rule(outcomes["cosine"], rule)
    report["questions"] = len(asked)
    report["answerable"] = sum(bool(trial.right) for trial in asked)
    report["answers"] = len(matcher.index.answers)
    report["matching_ms_p50"] = milliseconds(matcher, asked)
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


def milliseconds(matcher: Matcher, asked: Sequence[Trial]) -> float:
    """The median time to retrieve, verify and weigh, once the question is encoded."""
    seconds = []
    for trial in asked[:TIMED]:
        began = time.perf_counter()
        matcher.match(trial.asked)
        seconds.append(time.perf_counter() - began)
    return round(float(np.median(seconds)) * 1e3, 1) if seconds else 0.0


def compare_pairs(verifier: Verifier) -> dict[str, float]:
    """AUROC over the held-out pairs that measure: all, and each same kind against each different kind."""
    pairs = all_pairs(group for group in read_groups(held_out=True) if half_of(group.ask) == MEASURING)
    odds = verifier.log_odds([(pair.a, pair.b) for pair in pairs])
    scores = {kind: odds[[pair.kind == kind for pair in pairs]] for kind in KINDS}
    same, other = ([kind for kind in KINDS if KINDS[kind] is wanted] for wanted in (True, False))
    report = {f"{a} / {b}": _separation(scores[a], scores[b]) for a in same for b in other}
    everything = [np.concatenate([scores[kind] for kind in kinds]) for kinds in (same, other)]
    return {"pairs": float(len(pairs)), "all": _separation(*everything), **report}


def _matched(matcher: Matcher, trial: Trial) -> Outcome:
    matches = matcher.match(trial.asked)
    return Outcome(
        trial, tuple(match.answer.answer_id for match in matches), matches[0].probability if matches else 0.0
    )


def _ranked(index: AnswerIndex, score: Callable[[Trial], Floats]) -> System:
    def system(trial: Trial) -> Outcome:
        found = index.by_wording(score(trial), states=trial.asked.place.states or None)
        return Outcome(trial, tuple(answer.answer_id for answer, _ in found), found[0][1] if found else 0.0)

    return system


def _shared_words(index: AnswerIndex) -> Callable[[Trial], Floats]:
    lexical = LexicalIndex(index.wordings)
    return lambda trial: lexical.scores(trial.asked.text)


def _general(vectors: Floats) -> Floats:
    return np.ascontiguousarray(halves(vectors)[0])


def _separation(same: Floats, other: Floats) -> float:
    labels = [1] * len(same) + [0] * len(other)
    return round(float(roc_auc_score(labels, np.concatenate([same, other]))), 4)
