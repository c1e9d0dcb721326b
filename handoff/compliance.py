"""Compliance: in which way a request may go to a lawyer in each state, with the rule that each choice follows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from handoff.errors import BadRules
from handoff.states import CODES

DEFAULT = Path(__file__).parent / "rules" / "compliance.yml"
MODES = ("advertising", "referral", "clinic", "off")
PAYMENTS = frozenset({"per_lead", "subscription", "none"})
ENDORSES = re.compile(
    r"\b(?:best|top[- ]rated|leading|trusted|vetted|hand-?picked|expert|specialist|guarantee\w*|"
    r"(?:we|sidebar) (?:recommends?|endorses?|selected|reviewed)|you have a (?:good|strong|valid)? ?case|"
    r"(?:mejor|mejores) abogad\w+|recomendamos|garantiza\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Note:
    """What a rule says in plain words, which one it is, and where and when it was read."""

    says: str
    rule: str
    url: str
    checked_on: date


@dataclass(frozen=True)
class Mode:
    """`payments` are the ways in which a lawyer may owe anything; a share of a fee is never one."""

    key: str
    name: str
    payments: tuple[str, ...]
    wording: Mapping[str, str]


@dataclass(frozen=True)
class StateRule:
    state: str
    mode: Mode
    notes: tuple[Note, ...]
    confirm: bool


@dataclass(frozen=True)
class Compliance:
    """The rules of every state; `version` belongs to each consent that showed their wording."""

    version: str
    default: Mode
    modes: Mapping[str, Mode]
    everywhere: tuple[Note, ...]
    named: Mapping[str, StateRule]
    federal: Mapping[str, Note]

    @classmethod
    def load(cls, path: str | Path = "") -> Compliance:
        """Read the file; raise `BadRules` that names what cannot be used."""
        return _load(Path(path) if path else DEFAULT)

    def rule(self, state: str | None) -> StateRule:
        """The rule of a state; without one, that of a state with nothing of its own."""
        return self.named.get(state or "") or StateRule(state or "", self.default, self.everywhere, confirm=False)

    def mode(self, state: str | None) -> str:
        return self.rule(state).mode.key

    def allows(self, state: str | None) -> bool:
        """Whether a request may be taken for this state at all."""
        return self.mode(state) != "off"

    def wording(self, state: str | None, language: str = "en") -> str:
        """What the form shows before it asks for consent; in a state that is off, why nothing is asked."""
        said = self.rule(state).mode.wording
        return said.get(language) or said["en"]

    def federal_matter(self, topics: Iterable[str]) -> bool:
        """Whether every topic is one for which federal rules ask for no licence of the state itself."""
        about = list(topics)
        return bool(about) and all(topic in self.federal for topic in about)


def endorsements(text: str) -> list[str]:
    """The words in a text that praise a lawyer or judge a matter; there should be none in what people read."""
    return [found.group(0) for found in ENDORSES.finditer(text)]


@cache
def _load(path: Path) -> Compliance:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        modes = {key: _mode(key, value) for key, value in content["modes"].items()}
        shared = {key: _note(value) for key, value in content["rules"].items()}
        everywhere = tuple(shared[key] for key in content["everywhere"])
        named = {state: _state(state, value, modes, everywhere) for state, value in content["states"].items()}
        return Compliance(
            version=str(content["version"]),
            default=modes[content["default"]],
            modes=modes,
            everywhere=everywhere,
            named=named,
            federal={topic: _note(value) for topic, value in content["federal"].items()},
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise BadRules(f"{path} cannot be used as rules of the states: {error!r}") from error


def _mode(key: str, value: Mapping[str, Any]) -> Mode:
    payments = tuple(value["payments"])
    wording = {language: " ".join(text.split()) for language, text in value["wording"].items()}
    if key not in MODES or not set(payments) <= PAYMENTS or "en" not in wording:
        raise BadRules(f"mode {key!r}: modes are {', '.join(MODES)}; payments are {', '.join(sorted(PAYMENTS))}")
    for text in wording.values():
        if praise := endorsements(text):
            raise BadRules(f"mode {key!r}: {praise[0]!r} sounds like an endorsement or a judgement of the matter")
    return Mode(key, value["name"], payments, wording)


def _state(
    state: str, value: Mapping[str, Any], modes: Mapping[str, Mode], everywhere: tuple[Note, ...]
) -> StateRule:
    if state not in CODES:
        raise BadRules(f"{state!r} is no state; use codes such as MA")
    return StateRule(state, modes[value["mode"]], (_note(value), *everywhere), confirm=bool(value.get("confirm")))


def _note(value: Mapping[str, Any]) -> Note:
    checked_on = value["checked_on"]
    if not isinstance(checked_on, date):
        raise BadRules(f"checked_on must be a day such as 2026-11-21, not {checked_on!r}")
    return Note(" ".join(value["says"].split()), value["rule"], value["url"], checked_on)
