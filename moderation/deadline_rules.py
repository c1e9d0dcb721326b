"""DeadlineRules: how many days the law gives after papers or a judgment, and how they are counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import holidays
import us
import yaml

from moderation.errors import BadRules

RULES = Path(__file__).parent / "deadlines.yml"
COUNTINGS = frozenset({"calendar", "court", "next_monday"})
PAPERS = frozenset({"lawsuit", "eviction", "appeal", "eviction_appeal"})
STATES = frozenset({"US", "DC", *(state.abbr for state in us.STATES)})


@dataclass(frozen=True)
class Rule:
    """How many days the law gives after service or a judgment, and where that is written."""

    id: str
    jurisdiction: str
    paper: str
    about: str
    sobre: str
    days: int
    counting: str
    source: str
    url: str
    owner: str
    checked_on: date

    def due(self, start: date) -> date:
        """The last day; the day of service itself is not counted."""
        if self.counting == "court":
            return _court_days(start, self.days)
        last = start + timedelta(days=self.days)
        if self.counting == "next_monday":
            last += timedelta(days=7 - last.weekday())
        return _working_day(last)


@lru_cache(maxsize=2)
def read_rules(file: Path = RULES) -> tuple[Rule, ...]:
    """Read and check the file of rules, once; raise `BadRules` that names the entry and what is wrong."""
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]
    return tuple(_rule(row, file) for row in rows)


def shortest(paper: str, start: date, jurisdiction: str | None) -> tuple[date, Rule] | None:
    """The first day that any rule gives for a paper: of the state, or of all where no state is known."""
    fitting = [rule for rule in read_rules() if rule.paper == paper and jurisdiction in (None, rule.jurisdiction)]
    dues = sorted(((rule.due(start), rule) for rule in fitting), key=lambda pair: pair[0])
    return dues[0] if dues else None


def _rule(row: dict[str, object], file: Path) -> Rule:
    names = Rule.__dataclass_fields__
    if missing := [name for name in names if not row.get(name)]:
        raise BadRules(f"{file.name}: rule {row.get('id', '?')} lacks {', '.join(missing)}")
    rule = Rule(**{name: row[name] for name in names})  # type: ignore[arg-type]
    for name, known in (("counting", COUNTINGS), ("paper", PAPERS), ("jurisdiction", STATES)):
        if getattr(rule, name) not in known:
            raise BadRules(f"{file.name}: rule {rule.id} has the {name} {getattr(rule, name)!r}, which is unknown")
    if not isinstance(rule.checked_on, date) or not rule.url.startswith("https://"):
        raise BadRules(f"{file.name}: rule {rule.id} needs an https source and a date such as 2026-11-21")
    return rule


def _working_day(day: date) -> date:
    """The day, or the next that courts are open. Only federal holidays count: a day too early harms nobody."""
    while day.weekday() >= 5 or day in _holidays():
        day += timedelta(days=1)
    return day


def _court_days(start: date, days: int) -> date:
    day = start
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5 and day not in _holidays()
    return day


@lru_cache(maxsize=1)
def _holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("US")
