"""Complexity: signs in a message that a vetted answer is not enough and a lawyer is needed.

Rules, because a miss is costly and each hit must be explained. A sign says what was read, never how the matter
will end. The list follows the circumstances in which court self-help centres and legal-aid intake guides tell
people to get a lawyer: a represented opponent, violence, felony charges, removal proceedings, appeals, contested
custody, large sums, several states.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from bot.settings import ROOT

LARGE_SUM = 25_000
"""Dollars from which a claim or estate counts as large: above every state's small-claims limit."""

_MONEY = re.compile(
    r"\$\s?(\d[\d,]*(?:\.\d+)?)\s?(k|m|thousand|million|mil)?\b|\b(\d[\d,]*(?:\.\d+)?)\s?(k|thousand|million|mil)?\s?(?:dollars|bucks|usd|dólares|dolares)\b",
    re.IGNORECASE,
)
_SCALE = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "mil": 1_000_000, "million": 1_000_000}


@dataclass(frozen=True)
class Sign:
    """One sign of complexity: its code (a reason code) and the words that showed it."""

    code: str
    phrase: str


@dataclass(frozen=True)
class _Rule:
    code: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    topics: frozenset[str]


def find_signs(text: str, topics: set[str]) -> tuple[Sign, ...]:
    """Every sign in `text`; rules that name topics count only when the message touches one of `topics`."""
    signs = [sign for rule in RULES if (sign := _apply(rule, text, topics))]
    amount = largest_sum(text)
    if amount >= LARGE_SUM:
        signs.append(Sign("large_sum", f"${amount:,.0f}"))
    return tuple(signs)


def largest_sum(text: str) -> float:
    """The largest amount of money named in `text`, in dollars; 0 when there is none."""
    amounts = []
    for match in _MONEY.finditer(text):
        number = (match.group(1) or match.group(3)).replace(",", "").rstrip(".")
        scale = (match.group(2) or match.group(4) or "").lower()
        amounts.append(float(number) * _SCALE.get(scale, 1))
    return max(amounts, default=0.0)


def _apply(rule: _Rule, text: str, topics: set[str]) -> Sign | None:
    if rule.topics and not rule.topics & topics:
        return None
    found = rule.pattern.search(text)
    if found is None or (rule.unless is not None and rule.unless.search(text)):
        return None
    return Sign(rule.code, found.group(0).strip())


def _load() -> tuple[_Rule, ...]:
    rows = yaml.safe_load((ROOT / "bot/triage/complexity.yml").read_text(encoding="utf-8"))
    return tuple(
        _Rule(
            code=row["code"],
            pattern=re.compile("|".join(row["any"]), re.IGNORECASE),
            unless=re.compile("|".join(row["unless"]), re.IGNORECASE) if row.get("unless") else None,
            topics=frozenset(row.get("topics", ())),
        )
        for row in rows
    )


RULES = _load()
