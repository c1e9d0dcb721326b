"""Routing: who may be offered a lead, why everyone else is left out, and whose turn it is.

The choice is mechanical: among those who fit, the one whose last offer is longest ago. Nothing in it weighs the
matter or the quality of a lawyer, and every answer is stored with its reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from handoff.area import miles, plain, town
from handoff.compliance import Compliance
from handoff.lawyers import Lawyer
from handoff.practice import office_at

NEVER = datetime(1, 1, 1, tzinfo=UTC)
MONTH = timedelta(days=30)
WEEK = timedelta(days=7)
DAY = timedelta(days=1)

# What keeps a lawyer from a lead, in the words of the desk. Those of PASSING may be over in a while.
OBSTACLES = {
    "state_off": "Requests from this state are not passed on",
    "payment": "The lawyer's plan is not allowed in this state",
    "switched_off": "The account is switched off",
    "licence": "No licence in this state",
    "topic": "Does not practise in these topics",
    "area": "Outside the lawyer's counties or distance",
    "language": "Does not work in the person's language",
    "had_it": "Was offered this lead before",
    "paused": "Has paused offers",
    "schedule": "Outside the lawyer's hours",
    "cap_day": "Has reached the day's limit",
    "cap_week": "Has reached the week's limit",
    "cap_month": "Has reached the month's limit",
}
PASSING = frozenset({"switched_off", "paused", "schedule", "cap_day", "cap_week", "cap_month"})


@dataclass(frozen=True)
class Matter:
    """What routing may know of a lead: nothing that says who it is about, nothing of what it is worth."""

    state: str
    topics: tuple[str, ...]
    language: str
    county: str | None = None
    city: str | None = None


@dataclass(frozen=True)
class Candidate:
    """A lawyer with what they had: the moments of the offers that count against their caps, and of the last one."""

    lawyer: Lawyer
    had_it: bool = False
    taken: tuple[datetime, ...] = ()
    last_offer: datetime = NEVER


@dataclass(frozen=True)
class Verdict:
    """Why a lawyer is left out, or, with no obstacles, which turn they have (0 is next)."""

    account_id: int
    name: str
    obstacles: tuple[str, ...]
    turn: int | None = None

    @property
    def hopeless(self) -> bool:
        """Whether waiting would change nothing."""
        return any(obstacle not in PASSING for obstacle in self.obstacles)


def judge(matter: Matter, candidates: Iterable[Candidate], *, compliance: Compliance, now: datetime) -> list[Verdict]:
    """Everyone's verdict: those who fit first, in turn, then the rest."""
    found = [(candidate, _obstacles(matter, candidate, compliance, now)) for candidate in candidates]
    fit = sorted((candidate for candidate, obstacles in found if not obstacles), key=_turn)
    out = [(candidate, obstacles) for candidate, obstacles in found if obstacles]
    return [
        *(Verdict(one.lawyer.account_id, one.lawyer.name, (), turn) for turn, one in enumerate(fit)),
        *(Verdict(one.lawyer.account_id, one.lawyer.name, obstacles) for one, obstacles in out),
    ]


def _turn(candidate: Candidate) -> tuple[datetime, int]:
    return candidate.last_offer, candidate.lawyer.account_id


def _obstacles(matter: Matter, candidate: Candidate, compliance: Compliance, now: datetime) -> tuple[str, ...]:
    lawyer = candidate.lawyer
    checks = (
        ("state_off", not compliance.allows(matter.state)),
        ("payment", not _may_pay(matter, lawyer, compliance)),
        ("switched_off", not lawyer.enabled),
        ("licence", not _licensed(matter, lawyer, compliance)),
        ("topic", not _practises(matter.topics, lawyer.topics)),
        ("area", not _nearby(matter, lawyer)),
        ("language", matter.language not in lawyer.practice.languages),
        ("had_it", candidate.had_it),
        ("paused", lawyer.paused),
        ("schedule", bool(lawyer.practice.schedule) and not lawyer.practice.hours.open_at(now)),
    )
    return (*(code for code, stands in checks if stands), *_caps(candidate, now))


def _may_pay(matter: Matter, lawyer: Lawyer, compliance: Compliance) -> bool:
    """In a free mode nobody pays, so any plan will do."""
    payments = compliance.rule(matter.state).mode.payments
    return "none" in payments or lawyer.practice.plan in payments


def _licensed(matter: Matter, lawyer: Lawyer, compliance: Compliance) -> bool:
    if matter.state in lawyer.states:
        return True
    return lawyer.practice.federal and bool(lawyer.states) and compliance.federal_matter(matter.topics)


def _practises(wanted: Sequence[str], offered: Sequence[str]) -> bool:
    return not offered or not wanted or bool(set(wanted) & set(offered))


def _nearby(matter: Matter, lawyer: Lawyer) -> bool:
    """Whether the place is within the lawyer's area. A place that is not known keeps nobody out."""
    practice = lawyer.practice
    counties = [
        plain(name) for state, _, name in (one.partition(":") for one in practice.counties) if state == matter.state
    ]
    if not counties and practice.radius_miles is None:
        return True
    answers = []
    if counties and matter.county:
        answers.append(plain(matter.county) in counties)
    if practice.radius_miles is not None and (there := _place(matter)) is not None:
        here = town(*office_at(practice.office))
        answers.append(here is not None and miles(here, there) <= practice.radius_miles)
    return any(answers) if answers else True


def _place(matter: Matter) -> tuple[float, float] | None:
    return town(matter.city, matter.state) if matter.city else None


def _caps(candidate: Candidate, now: datetime) -> tuple[str, ...]:
    caps = candidate.lawyer.practice.caps
    spans = (("cap_day", caps.day, DAY), ("cap_week", caps.week, WEEK), ("cap_month", caps.month, MONTH))
    return tuple(
        code
        for code, cap, span in spans
        if cap is not None and sum(moment > now - span for moment in candidate.taken) >= cap
    )
