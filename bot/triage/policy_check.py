"""Policy check: what a policy file must hold, and one plain sentence for whatever it does not."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from bot.errors import BadPolicy

FORCES = ("none", "line", "prompt", "firm")
"""How a lawyer is offered: not at all, in a line of text, as a question with buttons, as a plain recommendation."""
Rule = Callable[[str, Any], None]


def check(values: Any) -> None:
    """Raise `BadPolicy` at the first entry that is missing, unknown or not what it must be."""
    _mapping("the file", values)
    _entries("", values, RULES, optional=("answer_at_topic", "danger_at_kind", "akin"))


def _entries(within: str, values: Mapping[str, Any], rules: Mapping[str, Rule], *, optional: tuple[str, ...]) -> None:
    if unknown := sorted(str(name) for name in set(values) - set(rules)):
        raise BadPolicy(f"unknown entry {within}{unknown[0]!r}; known are {', '.join(sorted(rules))}")
    for name, rule in rules.items():
        if name in values:
            rule(f"{within}{name}", values[name])
        elif name not in optional:
            raise BadPolicy(f"entry {within}{name} is missing")


def _mapping(name: str, value: Any) -> None:
    if not isinstance(value, Mapping):
        raise BadPolicy(f"{name} must hold `name: value` lines, not {_shown(value)}")


def _number(name: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise BadPolicy(f"{name} must be a number, not {_shown(value)}")


def _probability(name: str, value: Any) -> None:
    _number(name, value)
    if not 0 <= value <= 1:
        raise BadPolicy(f"{name} is {value}; a probability lies between 0 and 1")


def _inside(name: str, value: Any) -> None:
    _probability(name, value)
    if value in (0, 1):
        raise BadPolicy(f"{name} is {value}; it must lie between 0 and 1 and be neither")


def _money(name: str, value: Any) -> None:
    _number(name, value)
    if value < 0:
        raise BadPolicy(f"{name} is {value}; it must not be negative")


def _count(name: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadPolicy(f"{name} must be a whole number from 0 up, not {_shown(value)}")


def _from_one(name: str, value: Any) -> None:
    _count(name, value)
    if value < 1:
        raise BadPolicy(f"{name} must be at least 1")


def _line(name: str, value: Any) -> None:
    if value != "fitted":
        if isinstance(value, str):
            raise BadPolicy(f"{name} must be `fitted` or a number between 0 and 1, not {_shown(value)}")
        _probability(name, value)


def _text(name: str, value: Any) -> None:
    if not isinstance(value, str) or not value.strip():
        raise BadPolicy(f"{name} must be a text in quotes, not {_shown(value)}")


def _unproven(name: str, value: Any) -> None:
    if value not in ("never", "observed"):
        raise BadPolicy(f"{name} is {_shown(value)}; it must be never or observed")


def _force(name: str, value: Any) -> None:
    if value not in FORCES:
        raise BadPolicy(f"{name} is {_shown(value)}; it must be one of {', '.join(FORCES)}")


def _table(rule: Rule) -> Rule:
    """A table may be left empty; else every entry keeps `rule`."""

    def checked(name: str, value: Any) -> None:
        if value is None:
            return
        _mapping(name, value)
        for key, entry in value.items():
            rule(f"{name}.{key}", entry)

    return checked


def _section(rules: Mapping[str, Rule], *, optional: tuple[str, ...] = ()) -> Rule:
    def checked(name: str, value: Any) -> None:
        _mapping(name, value)
        _entries(f"{name}.", value, rules, optional=optional)

    return checked


def _shown(value: Any) -> str:
    text = repr(value)
    return "nothing" if value is None else text if len(text) <= 40 else text[:37] + "…"


RULES: Mapping[str, Rule] = {
    "version": _text,
    "promise": _section(
        {"error": _inside, "confidence": _inside, "unanswered": _inside, "when_unproven": _unproven},
        optional=("when_unproven",),
    ),
    "costs": _section(
        {"lead": _money, "lead_per_offer": _probability, "wrong_answer": _money, "needless_handoff": _money}
    ),
    "offers": _section(
        {
            "usual": _force,
            "by_reason": _table(_force),
            "under_answer": _force,
            "under_answer_every": _from_one,
            "most": _count,
        },
        optional=("by_reason",),
    ),
    "answer_at": _line,
    **dict.fromkeys(
        (
            *("answer_at_unfitted", "choose_at", "choose_first_at", "choose_topic_at", "off_topic_at"),
            *("uncovered_at", "abuse_at", "intent_at", "intent_over_match_at", "vague_at", "emergency_at"),
            *("danger_at", "topic_at", "entangled_at", "entangled_three_at", "entangled_unless"),
        ),
        _probability,
    ),
    "large_sum": _money,
    "choose_most": _from_one,
    "clarify_most": _count,
    "unhelpful_most": _from_one,
    "answer_at_topic": _table(_probability),
    "danger_at_kind": _table(_probability),
    "akin": _table(_text),
}
