"""History: the lineage and provenance of one answer, read back for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.errors import UnknownAnswer
from matching.store.models import BatchRow, MoveRow, VersionRow


@dataclass(frozen=True)
class Move:
    moved_from: str | None
    moved_to: str
    by: str
    note: str
    at: datetime


@dataclass(frozen=True)
class Version:
    """`changes` is what `lineage.changes` found against the version before; the rest is where it came from."""

    answer_id: str
    number: int
    state: str
    entry: dict[str, Any]
    changes: dict[str, Any]
    transformations: tuple[str, ...]
    kind: str
    file: str
    sha256: str
    place: str
    licence: str
    collector: str
    collected_on: date
    at: datetime
    moves: tuple[Move, ...]


def history_of(session: Session, answer_id: str) -> list[Version]:
    """Every version, oldest first. Raises `UnknownAnswer`."""
    of_answer = select(VersionRow, BatchRow).join(BatchRow, VersionRow.batch_id == BatchRow.id)
    rows = session.execute(of_answer.where(VersionRow.answer_id == answer_id).order_by(VersionRow.number)).all()
    if not rows:
        raise UnknownAnswer(f"the corpus has no answer {answer_id!r}; `sidebar corpus list` shows what it has")
    return [_version(session, version, batch) for version, batch in rows]


def _version(session: Session, version: VersionRow, batch: BatchRow) -> Version:
    moves = session.scalars(select(MoveRow).where(MoveRow.version_id == version.id).order_by(MoveRow.id))
    return Version(
        answer_id=version.answer_id,
        number=version.number,
        state=version.state,
        entry=version.body,
        changes=version.changes,
        transformations=tuple(version.transformations),
        kind=batch.kind,
        file=batch.name,
        sha256=batch.sha256,
        place=version.place,
        licence=batch.licence,
        collector=batch.collector,
        collected_on=batch.collected_on,
        at=version.at,
        moves=tuple(Move(move.moved_from, move.moved_to, move.actor, move.note, move.at) for move in moves),
    )
