"""Snapshot: what is served, as files that processes map into memory, and the pointer that names the newest one.

`current.json` is replaced in one step when a snapshot is complete, so a reader sees the old one or the new one, and
notices a new one by looking at the file's state alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from matching.answers import Answer, Source, Translation
from matching.errors import BadSnapshot

ANSWERS, POINTER = "answers.json", "current.json"
JUDGED = "verified.npy"
ENCODER = "encoder.txt"  # beside the vectors of a trained model: which encoder gave them


@dataclass(frozen=True)
class Published:
    """The pointer: which generation is served, from which folder, embedded by which encoder."""

    generation: int
    folder: str
    encoder: str
    version: str
    answers: int


def write_answers(folder: Path, answers: Sequence[Answer]) -> None:
    rows = [asdict(answer) for answer in answers]
    (folder / ANSWERS).write_text(json.dumps(rows, default=date.isoformat))


def read_answers(folder: Path) -> tuple[Answer, ...]:
    """Raises `BadSnapshot`."""
    try:
        return answers_from((folder / ANSWERS).read_text())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadSnapshot(f"{folder} holds no answers: {error}") from error


def answers_from(text: str | bytes) -> tuple[Answer, ...]:
    """What `write_answers` wrote."""
    return tuple(_answer(row) for row in json.loads(text))


def published(home: Path) -> Published | None:
    """What is served from this folder; None when nothing was published here. Raises `BadSnapshot`."""
    try:
        return Published(**json.loads((home / POINTER).read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise BadSnapshot(f"{home / POINTER} cannot be read: {error}") from error


def state_of(home: Path) -> tuple[int, int, int] | None:
    """Differs whenever a new snapshot is served. One look at a file: cheap enough for every message."""
    try:
        seen = os.stat(home / POINTER)
    except FileNotFoundError:
        return None
    return seen.st_mtime_ns, seen.st_ino, seen.st_size


def _answer(row: dict[str, Any]) -> Answer:
    expires, spanish = row["expires_on"], row["spanish"]
    return Answer(
        **{
            **row,
            "wordings": tuple(row["wordings"]),
            "source": Source(**row["source"]),
            "reviewed_on": date.fromisoformat(row["reviewed_on"]),
            "expires_on": date.fromisoformat(expires) if expires else None,
            "spanish": Translation(**spanish) if spanish else None,
        }
    )
