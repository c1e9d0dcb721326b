"""Blind set: messages that nothing is trained on, to measure with (see intents/blind/README.md)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from intents.calibration import calibration_error
from intents.errors import BadEvaluation
from intents.scores import Scored, first_said_and_true, scope_area, share
from intents.utterances import INTENTS, Utterance, utterance_of

BLIND_FILE = Path(__file__).parent / "blind" / "questions.jsonl"
PARTS = ("open", "sealed")


@dataclass(frozen=True)
class Blind:
    """A message of the blind set; `part` is `open` where its errors may be looked at, else `sealed`."""

    utterance: Utterance
    part: str


def read_blind(path: Path = BLIND_FILE) -> list[Blind]:
    """Every line of the file; raises `BadEvaluation` with file and line."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [_blind(line, f"{path.name}:{number}") for number, line in enumerate(lines, start=1)]


def blind_figures(scored: Sequence[Scored], parts: Sequence[str]) -> dict[str, float]:
    """What a report says of the blind set; `parts` is row for row the part of each message."""
    asked = [(one, part) for one, part in zip(scored, parts, strict=True) if _is_question(one)]
    questions = [one for one, _ in asked]
    mixed = [one for one in questions if len(one.utterance.topics) > 1]
    spanish = [one for one in questions if one.utterance.language == "es"]
    figures = {
        "blind_questions": len(questions),
        "blind_hits_at_1": share([one.hit(1) for one in questions]),
        "blind_hits_at_2": share([one.hit(2) for one in questions]),
        "blind_first_is_one_of_its_topics": share([one.topic in one.utterance.topics for one in questions]),
        "blind_mixed_both_named": share([_all_named(one) for one in mixed]),
        "blind_spanish_hits_at_1": share([one.hit(1) for one in spanish]),
        "blind_spanish_hits_at_2": share([one.hit(2) for one in spanish]),
        "blind_first_topic_calibration_error": calibration_error(*first_said_and_true(questions)),
        "blind_intent_accuracy": share([one.intent == one.utterance.intent for one in scored]),
        "blind_scope_auroc_in_scope": scope_area(scored, "in_scope"),
    }
    for part in PARTS:
        figures[f"blind_{part}_hits_at_1"] = share([one.hit(1) for one, of in asked if of == part])
        figures[f"blind_{part}_hits_at_2"] = share([one.hit(2) for one, of in asked if of == part])
    return {name: float(np.round(value, 4)) for name, value in figures.items()}


def _is_question(one: Scored) -> bool:
    return one.utterance.intent == "ask" and bool(one.utterance.topics)


def _all_named(one: Scored) -> bool:
    """Is each of its topics among the four likeliest with a probability worth showing?"""
    named = {topic.topic for topic in one.reading.topics[:4] if topic.probability >= 0.05}
    return named >= set(one.utterance.topics)


def _blind(line: str, where: str) -> Blind:
    try:
        said = json.loads(line)
        utterance, part = utterance_of(str(said["text"]), str(said["intent"]), said), str(said["part"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadEvaluation(f"{where}: needs an object with text, intent and part") from error
    if utterance.intent not in INTENTS or part not in PARTS:
        raise BadEvaluation(f"{where}: unknown intent '{utterance.intent}' or part '{part}'")
    return Blind(utterance, part)
