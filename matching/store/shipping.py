"""Shipping: the answers that come with Sidebar enter the store as published, and follow its updates."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.answers import Entry, Topics, entry_of, read_entries
from matching.errors import BadCorpus
from matching.proposals import Origin, Proposal
from matching.states import EXPIRED, PUBLISHED
from matching.store.corpus import CorpusStore
from matching.store.models import BatchRow, VersionRow

SHIPPED, LICENCE, COLLECTOR = "shipped", "Apache-2.0", "Sidebar editorial team"


def carry_shipped(session: Session, folder: Path, *, topics: Topics, now: datetime) -> bool:
    """Bring the store up to date with the files of `folder`; return whether anything that is served changed.

    What an editor has changed or withdrawn here stays as it is. Raises `BadCorpus` when the files break the schema.
    """
    prints = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.yml"))}
    if prints == _known_prints(session):
        return False
    entries, problems = read_entries(folder, topics=topics)
    if problems:
        raise BadCorpus(problems)
    store, ours = CorpusStore(session, now=now), _untouched(session)
    changed = False
    for name, sha256 in prints.items():
        of_file = [entry for entry in entries if entry.place.startswith(f"{name}:")]
        changed |= _carry(store, of_file, _origin(name, sha256, of_file, now), ours)
    gone = set(ours) - {entry.answer.answer_id for entry in entries}
    for answer_id in sorted(name for name in gone if ours[name] in (PUBLISHED, EXPIRED)):
        store.withdraw(answer_id, by=COLLECTOR, note="no longer shipped")
        changed = True
    return changed


def _carry(store: CorpusStore, entries: Sequence[Entry], origin: Origin, ours: dict[str, str]) -> bool:
    wanted = [
        Proposal(entry_of(entry.answer), entry.place, origin)
        for entry in entries
        if ours.get(entry.answer.answer_id, PUBLISHED) in (PUBLISHED, EXPIRED)
    ]
    taken = store.take_in(origin, wanted, state=PUBLISHED, always=True)
    return bool(taken.new or taken.changed)


def _origin(name: str, sha256: str, entries: Sequence[Entry], now: datetime) -> Origin:
    collected_on = max((entry.answer.reviewed_on for entry in entries), default=now.date())
    return Origin(SHIPPED, name, sha256, LICENCE, COLLECTOR, collected_on)


def _known_prints(session: Session) -> dict[str, str]:
    """The newest print of each shipped file that was carried in."""
    rows = session.execute(
        select(BatchRow.name, BatchRow.sha256).where(BatchRow.kind == SHIPPED).order_by(BatchRow.id)
    )
    return {row.name: row.sha256 for row in rows}


def _untouched(session: Session) -> dict[str, str]:
    """The state of each known answer; `edited` when its newest version is an editor's."""
    found = select(VersionRow.answer_id, VersionRow.state, BatchRow.kind).join(BatchRow)
    rows = session.execute(found.order_by(VersionRow.number))
    return {row.answer_id: row.state if row.kind == SHIPPED else "edited" for row in rows}
