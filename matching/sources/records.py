"""Record: one entry as a source gave it, before anything is cleaned, and where in the file it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from matching.errors import BadSource

FIELDS = (
    *("id", "topic", "subtopic", "jurisdiction", "question", "wordings", "answer", "lawyer"),
    *("source_name", "source_url", "licence", "collected_on", "reviewed_by", "reviewed_on", "expires_on"),
    *("es_question", "es_answer", "es_lawyer"),
)
"""The columns that a table may have; several wordings are parted by | or by lines."""


@dataclass(frozen=True)
class Record:
    """`fields` holds texts under the names of `FIELDS`; `transformations` is what reading already did to them."""

    place: str
    fields: Mapping[str, str]
    transformations: tuple[str, ...] = field(default=())


def text_of(path: Path) -> str:
    """The text of a UTF-8 file. Raises `BadSource` naming line and column of the first byte that is none."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        raise BadSource(
            [f"{path.name}:{line}, column {column}: not UTF-8 text; save the file as UTF-8 and try again"]
        ) from error
