"""Danger: find what cannot wait in a message: violence, self-harm, a raid, a lockout, a deadline within days.

Rules and the screen's model together. Each rule can be read and changed in `data/danger.yml`, in English and Spanish;
the model hears what is told sideways, and takes back a rule's alarm that it finds quite ordinary. Missing a danger is
worse than a false alarm, but hyperbole, jokes, fiction and old stories are no danger.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from moderation.danger_kinds import likeliest_kind
from moderation.deadline_rules import Rule
from moderation.deadlines import Due, next_due
from moderation.kinds import KINDS

SIGNS = Path(__file__).parent / "data" / "danger.yml"
STRONG, WEAK, DATED = 0.95, 0.8, 0.9
ALARM = 0.9  # the model's probability from which it raises an alarm where no rule does ...
ORDINARY = 0.1  # ... and below which it takes back a rule's
MACRO = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Danger:
    """What cannot wait: its kind, how sure the rules are, the words that say so, and the date if there is one."""

    kind: str
    probability: float
    phrase: str
    deadline: date | None = None
    rule: Rule | None = None
    assumed: bool = False  # the rule is the shortest of all states, for none was named

    def as_json(self) -> dict[str, Any]:
        due = self.deadline.isoformat() if self.deadline else None
        rule = asdict(self.rule) | {"checked_on": self.rule.checked_on.isoformat()} if self.rule else None
        told = {"kind": self.kind, "probability": self.probability, "phrase": self.phrase}
        return {**told, "deadline": due, "rule": rule, "assumed": self.assumed}


@dataclass(frozen=True)
class Signs:
    """The compiled file: signs by kind, and what takes a sign back."""

    by_kind: tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]
    excuses: dict[str, re.Pattern[str]]
    figures: tuple[re.Pattern[str], ...]


def find(text: str, today: date, *, heard: float | None = None) -> Danger | None:
    """Return the most pressing danger in a message, or None.

    `heard` is the probability that the screen's model gives to danger; None where the model has no such label.
    """
    found = find_by_rules(text, today)
    if heard is None:
        return found
    if found is not None:
        told = found.rule is not None or heard >= ORDINARY
        return replace(found, probability=max(found.probability, heard)) if told else None
    if heard < ALARM:
        return None
    due = next_due(_plain(text), today)
    return _dated(Danger(likeliest_kind(text), heard, ""), due)


def find_by_rules(text: str, today: date) -> Danger | None:
    """The most pressing danger that a rule names, or None."""
    plain = _plain(text)
    signs = read_signs()
    if signs.excuses["joke"].search(plain):
        return None
    due = next_due(plain, today)
    for figure in signs.figures:
        plain = figure.sub(" ... ", plain)
    for kind, patterns in signs.by_kind:
        for pattern in patterns:
            for match in pattern.finditer(plain):
                if not _excused(plain, match, kind, signs.excuses):
                    sure = STRONG if signs.excuses["now"].search(plain) else WEAK
                    return _dated(Danger(kind, sure, match.group().strip()), due)
    return _dated(Danger("deadline", DATED, due.phrase), due) if due else None


def _dated(danger: Danger, due: Due | None) -> Danger:
    return replace(danger, deadline=due.on, rule=due.rule, assumed=due.assumed) if due else danger


def _excused(text: str, match: re.Match[str], kind: str, excuses: dict[str, re.Pattern[str]]) -> bool:
    """Say whether the words around a sign show that it is denied, long past, or only asked about."""
    if excuses["before"].search(text[: match.start()]) or excuses["within"].search(match.group()):
        return True
    if excuses["now"].search(text):
        return False
    if excuses["past"].search(text):
        return True
    return kind != "self_harm" and bool(excuses["question"].search(text.rstrip("?!. ")))


def _plain(text: str) -> str:
    """Lower case, straight quotes, single spaces."""
    text = text.lower().replace("’", "'").replace("‘", "'").replace("`", "'").replace("“", '"').replace("”", '"')
    return " ".join(text.split())


@lru_cache(maxsize=1)
def read_signs() -> Signs:
    """Read and compile the file of signs, once."""
    raw = yaml.safe_load(SIGNS.read_text(encoding="utf-8"))
    words: dict[str, str] = {}
    for name, pattern in raw["words"].items():
        words[name] = _expanded(pattern, words)
    by_kind = tuple((kind, tuple(_compiled(sign, words) for sign in raw[kind])) for kind in KINDS if kind in raw)
    excuses = {name: _compiled(pattern, words) for name, pattern in raw["excuses"].items()}
    return Signs(by_kind, excuses, tuple(_compiled(figure, words) for figure in raw["figures"]))


def _compiled(pattern: str, words: dict[str, str]) -> re.Pattern[str]:
    return re.compile(_expanded(pattern, words))


def _expanded(pattern: str, words: dict[str, str]) -> str:
    return MACRO.sub(lambda name: words[name.group(1)], pattern)
