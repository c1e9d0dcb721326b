"""Complexity: signs in a message that a vetted answer is not enough and a lawyer is needed.

Rules, because a miss is costly and each hit must be explained. A sign says what was read, never how the matter
will end. The list follows the circumstances in which court self-help centres and legal-aid intake guides tell
people to get a lawyer: a represented opponent, violence, felony charges, removal proceedings, appeals, contested
custody, large sums, several states.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import us
import yaml

from bot.settings import ROOT

_RETIREMENT_PLAN = re.compile(r"\b40[13]\s?\(?[kb]\)?", re.IGNORECASE)
_UNIT = r"(?!\s?\+?\s?(?:people|miles|mi|km|feet|sq|acres|followers|views|users|steps|employees|votes|hours|days))"
_MONEY = re.compile(
    r"\$\s?(\d[\d,]*(?:\.\d+)?)\s?(k|m|thousand|million|mil)?\b"
    r"|\b(\d[\d,]*(?:\.\d+)?)\s?(k|thousand|million|mil)?\s?(?:dollars|bucks|usd|dólares|dolares)\b"
    rf"|\b(\d[\d,]*(?:\.\d+)?)\s?(k|thousand|million)\b{_UNIT}"
    rf"|\b(\d{{1,3}}(?:,\d{{3}})+)\b()(?!\.\d){_UNIT}",
    re.IGNORECASE,
)
_SCALE = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "mil": 1_000_000, "million": 1_000_000}
_NOT_AT_STAKE = re.compile(
    r"\b(salary|income|earn(s|ing)?|i make|we make|he makes|she makes|per year|a year|annual(ly)?|yearly|"
    r"credit cards?|student loans?|medical (bills?|debt)|hospital bills?|car loan|down payment)\b",
    re.IGNORECASE,
)
_IN_DISPUTE = re.compile(
    r"\b(su(e|ed|es|ing)|lawsuit|lien|levy|judgment|estate|inherit\w*|fraud|stole\w*)\b", re.IGNORECASE
)


MULTI_STATE_TOPICS = frozenset({"family", "estates", "torts", "crime", "courts", "business"})
_STATE = re.compile(
    rf"\b(?:{'|'.join(state.name for state in us.states.STATES if state.abbr != 'WA')})\b", re.IGNORECASE
)


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
    if topics & MULTI_STATE_TOPICS and len(places := named_states(text)) > 1:
        signs.append(Sign("multi_state", ", ".join(places)))
    return tuple(signs)


def sum_at_stake(text: str) -> float:
    """The largest amount of money in `text` that a claim or an estate may be about, in dollars; 0 when there is none.

    What somebody earns or owes on a card is no claim, unless the words say that it is fought over.
    """
    text = _RETIREMENT_PLAN.sub(" ", text)
    if _NOT_AT_STAKE.search(text) and not _IN_DISPUTE.search(text):
        return 0.0
    amounts = []
    for match in _MONEY.finditer(text):
        number, scale = next((match.group(at), match.group(at + 1)) for at in (1, 3, 5, 7) if match.group(at))
        amounts.append(float(number.replace(",", "").rstrip(".")) * _SCALE.get((scale or "").lower(), 1))
    return max(amounts, default=0.0)


def named_states(text: str) -> list[str]:
    """The different states that `text` names in full, in the order in which they come."""
    return list(dict.fromkeys(found.group(0).title() for found in _STATE.finditer(text)))


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
