"""Unseen: held-out questions, each with the answers that are right for it; for measuring and calibration only.

No encoder is trained on them. `half` splits them for good: one half calibrates, the other judges.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from matching.errors import BadHeldOut

HELD_OUT_DIR = Path(__file__).parent / "held_out"
CALIBRATING, MEASURING = 0, 1
FIELDS = {"answer", "text"}


@dataclass(frozen=True)
class Unseen:
    """`right` names the answers that are equally right, none for a legal question that nothing in the corpus answers.

    `where` is its file and line.
    """

    text: str
    right: tuple[str, ...]
    topic: str
    where: str

    @property
    def half(self) -> int:
        """CALIBRATING or MEASURING; it depends on the text alone, so that growing files move nothing."""
        return half_of(self.text)


def half_of(text: str) -> int:
    return zlib.crc32(text.encode()) // 7 % 2


def in_half(questions: Iterable[Unseen], half: int | None) -> list[Unseen]:
    """Those of one half; all for None."""
    return [question for question in questions if half is None or question.half == half]


def read_unseen(folder: Path = HELD_OUT_DIR, *, known: Collection[str] | None = None) -> list[Unseen]:
    """Read every *.yml; raise `BadHeldOut` that lists each problem with file and line. `known` are answer ids."""
    questions: list[Unseen] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        for line, row in _rows(path):
            where = f"{path.name}:{line}"
            if problem := _problem(row, known):
                problems.append(f"{where}: {problem}")
            else:
                questions.append(Unseen(row["text"].strip(), tuple(_ids(row["answer"])), path.stem, where))
    problems += _repeated(questions)
    if problems:
        raise BadHeldOut("\n".join(problems))
    return questions


def _rows(path: Path) -> Iterator[tuple[int, Any]]:
    loader = yaml.CSafeLoader(path.read_text(encoding="utf-8"))
    try:
        root = loader.get_single_node()
        rows = root.value if isinstance(root, yaml.SequenceNode) else []
        if root is not None and not rows:
            yield 1, None
        for node in rows:
            yield node.start_mark.line + 1, loader.construct_document(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BadHeldOut(f"{path.name}:{mark.line + 1 if mark else 1}: not YAML: {error}") from error


def _problem(row: Any, known: Collection[str] | None) -> str:
    if not isinstance(row, dict) or set(row) != FIELDS:
        return "needs answer and text, and nothing else"
    if not isinstance(row["text"], str) or len(row["text"].strip()) < 3:
        return "the text is empty"
    ids = _ids(row["answer"])
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        return "answer is an id, a list of ids that are equally right, or null"
    unknown = [one for one in ids if known is not None and one not in known]
    return f"no answer has the id {unknown[0]!r}" if unknown else ""


def _ids(answer: Any) -> Any:
    if answer is None:
        return []
    return [answer] if isinstance(answer, str) else answer


def _repeated(questions: Iterable[Unseen]) -> list[str]:
    first: dict[str, str] = {}
    found = []
    for question in questions:
        earlier = first.setdefault(question.text.lower(), question.where)
        if earlier != question.where:
            found.append(f"{question.where}: the same text as {earlier}")
    return found
