"""Labelled turns: messages with what should come of them, and which part of the work each may be used for.

Two kinds: questions with the answer that is right (`matching/held_out/`, written without a view of the wordings), and
messages with the action that is right (`bot/triage/labelled/`).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import BadLabels
from bot.settings import ROOT
from matching.unseen import CALIBRATING, HELD_OUT_DIR, half_of, read_unseen

ACTIONS = ROOT / "bot/triage/labelled"
LEARN, FIT, MEASURE = "learn", "fit", "measure"
FIT_IN_TEN = 8
"""Of ten turns that the matcher was not calibrated on, so many draw the line; the others are kept for measuring."""

HEARD = "heard"
"""Expected of people who report abuse: anything but being calmed down or sent away."""


@dataclass(frozen=True)
class Question:
    """A question and the ids of the answers that are right; none when nothing vetted answers it."""

    text: str
    topic: str
    answers: frozenset[str]


@dataclass(frozen=True)
class Case:
    """A message of one kind and the action that is right for it."""

    text: str
    kind: str
    expected: str


def part(text: str) -> str:
    """Which part a turn belongs to, by its words alone, so that adding turns moves no other.

    The half that the matcher was calibrated on teaches the weights. The other half draws the line and measures it.
    """
    if half_of(text) == CALIBRATING:
        return LEARN
    return FIT if zlib.crc32(b"part " + text.encode()) % 10 < FIT_IN_TEN else MEASURE


def kept_in_mix(questions: Iterable[Question], *, unanswered: float) -> list[Question]:
    """The questions with only so many of the unanswerable ones that they make up the stated share.

    Those that are left out are chosen by their hash, not by what was made of them.
    """
    asked = list(questions)
    answerable = [question for question in asked if question.answers]
    others = sorted((question for question in asked if not question.answers), key=_draw)
    wanted = round(len(answerable) * unanswered / (1 - unanswered))
    return [*answerable, *others[:wanted]]


def read_questions(folder: Path = HELD_OUT_DIR) -> list[Question]:
    """Every held-out question; raise matching's `BadHeldOut` that names file and line."""
    return [Question(one.text, one.topic, frozenset(one.right)) for one in read_unseen(folder)]


def read_cases(folder: Path = ACTIONS) -> list[Case]:
    """Every message with its expected action; raise `BadLabels` that names the file."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        content = _load(path)
        if not isinstance(content, dict) or not isinstance(content.get("expected"), str):
            raise BadLabels(f"{path}: must hold `expected: ACTION` and `messages:`")
        found += [Case(str(text).strip(), path.stem, content["expected"]) for text in content.get("messages") or ()]
    return found


def read_labelled_file(path: Path) -> tuple[list[Question], list[Case]]:
    """Questions and cases from JSON Lines: {"text", "answer": id, list or null} or {"text", "expected", "kind"?}."""
    questions, cases = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        row = _row(line, f"{path}:{number}")
        text = str(row["text"]).strip()
        if "expected" in row:
            cases.append(Case(text, str(row.get("kind") or row["expected"]), str(row["expected"])))
        else:
            right = row["answer"]
            ids = [right] if isinstance(right, str) else right or []
            questions.append(Question(text, str(row.get("topic") or "all"), frozenset(ids)))
    return questions, cases


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadLabels(f"{where}: not JSON ({error})") from error
    if not isinstance(row, dict) or not row.get("text") or not ({"answer", "expected"} & set(row)):
        raise BadLabels(f"{where}: needs `text`, and `answer` (an id, a list or null) or `expected` (an action)")
    return row


def _draw(question: Question) -> int:
    return zlib.crc32(b"mix " + question.text.encode())


def _load(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise BadLabels(f"{path}: cannot be read ({error})") from error
