"""Snapshot: the answers as they were when an index was built, kept beside its vectors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from matching.answers import Answer, Source, Translation

SNAPSHOT = "answers.json"


def write_answers(folder: Path, answers: Sequence[Answer]) -> None:
    rows = [asdict(answer) for answer in answers]
    (folder / SNAPSHOT).write_text(json.dumps(rows, default=date.isoformat))


def read_answers(folder: Path) -> tuple[Answer, ...]:
    return tuple(_answer(row) for row in json.loads((folder / SNAPSHOT).read_text()))


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
