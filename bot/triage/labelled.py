"""Labelled turns: messages with what should come of them, and which part of the work each may be used for.

Two kinds: questions with the answer that is right (`matching/held_out/`, written without a view of the wordings), and
messages with the action that is right (`bot/triage/labelled/`).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import BadLabels
from bot.settings import ROOT

ANSWERS, ACTIONS = ROOT / "matching/held_out", ROOT / "bot/triage/labelled"
LEARN, FIT, MEASURE = "learn", "fit", "measure"
PARTS = (LEARN,) * 5 + (FIT,) * 8 + (MEASURE,) * 7
"""Of twenty turns, five teach the weights, eight draw the line, seven are kept for measuring."""

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
    """Which part a turn belongs to: by a stable hash of its words, so that adding turns moves no other."""
    return PARTS[zlib.crc32(text.strip().lower().encode()) % len(PARTS)]


def kept_in_mix(questions: Iterable[Question], *, unanswered: float) -> list[Question]:
    """The questions with only so many of the unanswerable ones that they make up the stated share.

    Those that are left out are chosen by their hash, not by what was made of them.
    """
    asked = list(questions)
    answerable = [question for question in asked if question.answers]
    others = sorted((question for question in asked if not question.answers), key=_draw)
    wanted = round(len(answerable) * unanswered / (1 - unanswered))
    return [*answerable, *others[:wanted]]


def read_questions(folder: Path = ANSWERS) -> list[Question]:
    """Every held-out question; raise `BadLabels` that names the file."""
    return [
        Question(row["text"].strip(), path.stem, _ids(row.get("answer")))
        for path in sorted(folder.glob("*.yml"))
        for row in _rows(path, _load(path))
    ]


def read_cases(folder: Path = ACTIONS) -> list[Case]:
    """Every message with its expected action; raise `BadLabels` that names the file."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        content = _load(path)
        if not isinstance(content, dict) or not isinstance(content.get("expected"), str):
            raise BadLabels(f"{path}: must hold `expected: ACTION` and `messages:`")
        found += [Case(str(text).strip(), path.stem, content["expected"]) for text in content.get("messages") or ()]
    return found


def _draw(question: Question) -> int:
    return zlib.crc32(b"mix " + question.text.encode())


def _ids(answer: Any) -> frozenset[str]:
    return frozenset([answer] if isinstance(answer, str) else answer or ())


def _rows(path: Path, content: Any) -> list[dict[str, Any]]:
    if not isinstance(content, list):
        raise BadLabels(f"{path}: must hold a list of `answer:` and `text:`")
    for number, row in enumerate(content, start=1):
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "answer" not in row:
            raise BadLabels(f"{path}: entry {number} needs `answer:` (an id, a list, or null) and `text:`")
    return content


def _load(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise BadLabels(f"{path}: cannot be read ({error})") from error
