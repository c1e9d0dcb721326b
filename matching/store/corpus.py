"""CorpusStore: the answers in all their versions, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching.answers import Answer, Topics, answer_of, faults
from matching.duplicates import Asked
from matching.errors import IllegalMove, NotComplete, UnknownAnswer
from matching.lineage import changes, digest
from matching.proposals import Origin, Proposal
from matching.states import DRAFT, EXPIRED, PUBLISHED, REPLACED, REVIEWED, WITHDRAWN, check_move
from matching.store.models import BatchRow, MoveRow, PublicationRow, VersionRow

STANDING = (DRAFT, REVIEWED, PUBLISHED)
AT_ONCE = 500  # answers in one question to the database


@dataclass(frozen=True)
class TakenIn:
    """The ids that one batch added, changed, and left as they were."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()

    def __add__(self, other: TakenIn) -> TakenIn:
        return TakenIn(self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged)


class CorpusStore:
    """`session` is the caller's: what is done here is kept or dropped with all else in its transaction."""

    def __init__(self, session: Session, *, now: datetime) -> None:
        self.session, self._now = session, now

    def take_in(
        self, origin: Origin, proposals: Sequence[Proposal], *, state: str = DRAFT, always: bool = False
    ) -> TakenIn:
        """Make a version of each proposal that says something new. The batch is recorded if one does, or `always`."""
        newest = self._newest([proposal.answer_id for proposal in proposals])
        fresh = [one for one in proposals if _differs(newest.get(one.answer_id), one)]
        if fresh or always:
            batch = self._batch(origin, len(proposals))
            for proposal in fresh:
                self._add(proposal, newest.get(proposal.answer_id), batch, state)
        fresh_ids = {proposal.answer_id: None for proposal in fresh}
        return TakenIn(
            new=tuple(name for name in fresh_ids if name not in newest),
            changed=tuple(name for name in fresh_ids if name in newest),
            unchanged=tuple(one.answer_id for one in proposals if one.answer_id not in fresh_ids),
        )

    def review(self, answer_id: str, *, by: str, note: str = "") -> None:
        """Say that somebody has checked the newest version; it then carries the reviewer and the day."""
        version = self._latest(answer_id)
        self._move(version, REVIEWED, by=by, note=note)
        version.body = {**version.body, "reviewed_by": by, "reviewed_on": self._now.date().isoformat()}

    def send_back(self, answer_id: str, *, by: str, note: str = "") -> None:
        """Make a reviewed version a draft again."""
        self._move(self._latest(answer_id), DRAFT, by=by, note=note)

    def publish(self, answer_id: str, *, by: str, topics: Topics, note: str = "") -> None:
        """Serve the newest version instead of the one before. Raises what `ready` raises."""
        version = self._latest(answer_id)
        self.ready(answer_id, topics=topics)
        for other in self._all(answer_id, (PUBLISHED, EXPIRED)):
            self._move(other, REPLACED, by=by, note=f"by version {version.number}")
        self._move(version, PUBLISHED, by=by, note=note)

    def ready(self, answer_id: str, *, topics: Topics) -> Answer:
        """What publishing would serve. Raises `IllegalMove` or, where something is missing, `NotComplete`."""
        version = self._latest(answer_id)
        check_move(answer_id, version.state, PUBLISHED)
        if problems := faults(dict(version.body), topics):
            raise NotComplete(problems)
        answer = answer_of(version.body)
        if not answer.is_served(self._now.date()):
            raise IllegalMove(f"{answer_id} expires on {answer.expires_on}: that day has come")
        return answer

    def withdraw(self, answer_id: str, *, by: str, note: str = "") -> None:
        """Stop serving the answer, and drop versions of it that wait."""
        standing = self._all(answer_id, (*STANDING, EXPIRED))
        if not standing:
            raise IllegalMove(f"{answer_id} is {self._latest(answer_id).state} already; there is nothing to withdraw")
        for version in standing:
            self._move(version, WITHDRAWN, by=by, note=note)

    def expire(self, on: date) -> list[str]:
        """Move what has come to its expiry; it was not served from that day on anyway."""
        due = [
            row for row in self._in_state(PUBLISHED) if (day := row.body.get("expires_on")) and day <= on.isoformat()
        ]
        for version in due:
            self._move(version, EXPIRED, by="calendar", note=f"expires on {version.body['expires_on']}")
        return [version.answer_id for version in due]

    def published(self) -> list[Answer]:
        """What is served, but for those whose day has come, by id."""
        return [answer_of(row.body) for row in self._in_state(PUBLISHED)]

    def entries(self, state: str) -> list[Mapping[str, Any]]:
        """Every entry in that state with the licence of its source, by id."""
        with_batch = select(VersionRow, BatchRow.licence).join(BatchRow).where(VersionRow.state == state)
        rows = self.session.execute(with_batch.order_by(VersionRow.answer_id, VersionRow.number))
        return [{**row.body, "licence": licence} for row, licence in rows]

    def standing(self) -> list[Asked]:
        """Every way of asking that the corpus knows or is about to know."""
        rows = self.session.scalars(select(VersionRow).where(VersionRow.state.in_(STANDING)))
        return [
            Asked(row.answer_id, row.body.get("jurisdiction", ""), text)
            for row in rows
            for text in (row.body["question"], *row.body.get("wordings", ()))
        ]

    def counts(self) -> dict[str, int]:
        """How many versions are in each state."""
        found = self.session.execute(select(VersionRow.state, func.count()).group_by(VersionRow.state))
        return {row.state: row[1] for row in found}

    def generation(self) -> int:
        """Counts up whenever what is served changes; 0 when nothing was ever published from here."""
        return self.session.scalar(select(func.max(PublicationRow.id))) or 0

    def new_generation(self, *, by: str) -> int:
        """Say that what is served has changed."""
        served = len(self._in_state(PUBLISHED))
        row = PublicationRow(actor=by, answers=served, at=self._now)
        self.session.add(row)
        self.session.flush()
        return row.id

    def _newest(self, answer_ids: Iterable[str]) -> dict[str, VersionRow]:
        """The newest version of each of these answers that has one."""
        wanted = list(dict.fromkeys(answer_ids))
        found: dict[str, VersionRow] = {}
        for start in range(0, len(wanted), AT_ONCE):
            of_part = select(VersionRow).where(VersionRow.answer_id.in_(wanted[start : start + AT_ONCE]))
            found |= {row.answer_id: row for row in self.session.scalars(of_part.order_by(VersionRow.number))}
        return found

    def _latest(self, answer_id: str) -> VersionRow:
        of_answer = select(VersionRow).where(VersionRow.answer_id == answer_id)
        found = self.session.scalar(of_answer.order_by(VersionRow.number.desc()).limit(1))
        if found is None:
            raise UnknownAnswer(f"the corpus has no answer {answer_id!r}; `sidebar corpus list` shows what it has")
        return found

    def _all(self, answer_id: str, states: Sequence[str]) -> list[VersionRow]:
        found = select(VersionRow).where(VersionRow.answer_id == answer_id, VersionRow.state.in_(states))
        return list(self.session.scalars(found.order_by(VersionRow.number)))

    def _in_state(self, state: str) -> list[VersionRow]:
        found = select(VersionRow).where(VersionRow.state == state).order_by(VersionRow.answer_id, VersionRow.number)
        return list(self.session.scalars(found))

    def _batch(self, origin: Origin, entries: int) -> BatchRow:
        batch = BatchRow(
            kind=origin.kind,
            name=origin.name,
            sha256=origin.sha256,
            licence=origin.licence,
            collector=origin.collector,
            collected_on=origin.collected_on,
            entries=entries,
            at=self._now,
        )
        self.session.add(batch)
        self.session.flush()
        return batch

    def _add(self, proposal: Proposal, before: VersionRow | None, batch: BatchRow, state: str) -> None:
        served = state == PUBLISHED
        for other in self._all(
            proposal.answer_id, (PUBLISHED, EXPIRED, DRAFT, REVIEWED) if served else (DRAFT, REVIEWED)
        ):
            self._move(other, REPLACED, by=batch.collector, note="by a newer version")
        version = VersionRow(
            answer_id=proposal.answer_id,
            number=before.number + 1 if before else 1,
            state=state,
            digest=digest(proposal.entry),
            body=dict(proposal.entry),
            changes=changes(before.body if before else None, proposal.entry),
            transformations=list(proposal.transformations),
            place=proposal.place,
            batch_id=batch.id,
            made_by=batch.collector,
            at=self._now,
        )
        check_move(proposal.answer_id, None, state)
        self.session.add(version)
        self.session.flush()
        self._record(version, None, state, by=batch.collector, note="")

    def _move(self, version: VersionRow, to: str, *, by: str, note: str) -> None:
        check_move(version.answer_id, version.state, to)
        self._record(version, version.state, to, by=by, note=note)
        version.state = to

    def _record(self, version: VersionRow, moved_from: str | None, to: str, *, by: str, note: str) -> None:
        move = MoveRow(version_id=version.id, moved_from=moved_from, moved_to=to, actor=by, note=note, at=self._now)
        self.session.add(move)


def _differs(before: VersionRow | None, proposal: Proposal) -> bool:
    return before is None or before.digest != digest(proposal.entry)
