"""Metrics: how questions become clients, by day and topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from conversations.database import Database
from conversations.milestones import STEPS
from conversations.models import ConversationRow, ForgottenRow

NO_TOPIC = ""
DEFINITIONS: Mapping[str, str] = MappingProxyType(
    {
        "conversations": "Conversations opened that day (UTC), also those that were erased later.",
        "answered": "Of those, conversations in which a legal question got a vetted answer or urgent help; "
        "and those that reached a later step without one.",
        "offered": "Of those, conversations in which a lawyer was offered, or that reached a later step.",
        "form_started": "Of those, conversations in which the person said yes to the offer and the form began, "
        "or that reached a later step.",
        "consented": "Of those, conversations in which the person agreed, to the exact wording kept in the consent "
        "ledger, that a lawyer sees their details, or that reached a later step.",
        "captured": "Of those, conversations that became a lead. Duplicates, and leads withdrawn later, count.",
        "accepted": "Of those, conversations whose lead a lawyer accepted.",
    }
)


@dataclass(frozen=True)
class FunnelRow:
    """One day and topic; `topic` is empty where none was recognised. Each number counts conversations."""

    day: date
    topic: str
    conversations: int
    answered: int
    offered: int
    form_started: int
    consented: int
    captured: int
    accepted: int


MEASURES = tuple(field.name for field in fields(FunnelRow) if field.name not in ("day", "topic"))


def funnel(database: Database, *, since: date, until: date, topic: str | None = None) -> list[FunnelRow]:
    """The funnel from `since` to `until`, both days included, by day and topic; `topic` picks one.

    A conversation counts on the day it was opened, under the likeliest topic of its last decision that has one. It
    counts for its furthest step and for every step before, so no step is ever larger than the one before it.
    """
    counts: dict[tuple[date, str], Counter[str]] = {}
    with database.reading() as session:
        for day, about, furthest, number in _visits(session, since, until):
            passed = dict.fromkeys(MEASURES[: furthest + 1], number)
            counts.setdefault((day, about or NO_TOPIC), Counter()).update(passed)
    return [
        FunnelRow(day, about, **{measure: counted[measure] for measure in MEASURES})
        for (day, about), counted in sorted(counts.items())
        if topic is None or about == topic
    ]


def totals(rows: Iterable[FunnelRow]) -> dict[str, int]:
    """The sum of each measure over the rows."""
    found = list(rows)
    return {measure: sum(getattr(row, measure) for row in found) for measure in MEASURES}


def _visits(session: Session, since: date, until: date) -> Iterator[tuple[date, str | None, int, int]]:
    """Day, topic, how many steps were taken, and how many conversations that was so for."""
    times = [getattr(ConversationRow, f"{step}_at") for step in STEPS]
    taken = [(time.is_not(None), place) for place, time in enumerate(times, start=1)]
    furthest = case(*reversed(taken), else_=0)
    here = ConversationRow.opened_on.between(since, until)
    group = (ConversationRow.opened_on, ConversationRow.topic, furthest)
    for counted in session.execute(select(*group, func.count()).where(here).group_by(*group)):
        yield counted[0], counted[1], counted[2], counted[3]
    for gone in session.scalars(select(ForgottenRow).where(ForgottenRow.opened_on.between(since, until))):
        yield gone.opened_on, gone.topic, max((STEPS.index(step) + 1 for step in gone.steps), default=0), 1
