"""Terms: the operator's own: how long an offer lives, how long a lead waits, what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from handoff.compliance import Compliance
from handoff.errors import BadRules

DEFAULT = Path(__file__).parent / "rules" / "terms.yml"


@dataclass(frozen=True)
class Prices:
    """In cents: for one lead, for one lead of some topics, and for a month's subscription."""

    per_lead: int
    topics: Mapping[str, int]
    subscription: int

    def lead(self, topics: Iterable[str]) -> int:
        """The price of a lead: the highest that one of its topics has of its own, else the usual one."""
        own = [self.topics[topic] for topic in topics if topic in self.topics]
        return max(own, default=self.per_lead)


@dataclass(frozen=True)
class Terms:
    """`answer_hours` and `urgent_hours` are business hours of the lawyer."""

    answer_hours: int
    urgent_hours: int
    urgent_within: timedelta
    patience: timedelta
    return_within: timedelta
    return_link: timedelta
    unreported_after: timedelta
    prices: Prices

    @classmethod
    def load(cls, path: str | Path = "") -> Terms:
        return _load(Path(path) if path else DEFAULT)

    def urgent(self, deadline: date | None, today: date) -> bool:
        return deadline is not None and deadline - today <= self.urgent_within

    def hours_to_answer(self, *, urgent: bool) -> int:
        return self.urgent_hours if urgent else self.answer_hours


@dataclass(frozen=True)
class Rules:
    """What the house has to keep to: the states' rules and its own terms."""

    compliance: Compliance
    terms: Terms

    @classmethod
    def load(cls, *, compliance: str | Path = "", terms: str | Path = "") -> Rules:
        return cls(Compliance.load(compliance), Terms.load(terms))

    def price(self, state: str, topics: Iterable[str], plan: str) -> int:
        """What a lawyer on this plan owes for accepting a lead, in cents."""
        payments = self.compliance.rule(state).mode.payments
        return self.terms.prices.lead(topics) if plan == "per_lead" and "per_lead" in payments else 0


@cache
def _load(path: Path) -> Terms:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        prices = content["prices"]
        return Terms(
            answer_hours=_whole(content["answer_within_hours"]["usual"]),
            urgent_hours=_whole(content["answer_within_hours"]["urgent"]),
            urgent_within=timedelta(days=_whole(content["urgent_within_days"])),
            patience=timedelta(days=_whole(content["patience_days"])),
            return_within=timedelta(days=_whole(content["return_within_days"])),
            return_link=timedelta(days=_whole(content["return_link_days"])),
            unreported_after=timedelta(days=_whole(content["unreported_after_days"])),
            prices=Prices(
                _whole(prices["per_lead"]),
                {topic: _whole(cents) for topic, cents in prices["topics"].items()},
                _whole(prices["subscription"]),
            ),
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise BadRules(f"{path} cannot be used as terms: {error!r}") from error


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadRules(f"{value!r} must be a whole number, zero or more; money is in cents")
    return value
