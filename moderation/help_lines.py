"""HelpLines: who can help in a danger, and what a person can do today; the text is in `help_lines.yml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from moderation.errors import BadHelpLines
from moderation.kinds import KINDS

FILE = Path(__file__).parent / "help_lines.yml"
PHONE = re.compile(r"(?:1-\d{3}-\d{3}-\d{4}|\d{3})\Z")


@dataclass(frozen=True)
class HelpLine:
    """One place to turn to. `say` and `es` are shown as they stand."""

    name: str
    say: str
    es: str
    source: str
    owner: str
    checked_on: date
    call: str | None = None
    text: str | None = None
    web: str | None = None
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Help:
    """What to show for a kind of danger: lines first, then what can be done today (`hoy`: the same in Spanish)."""

    kind: str
    lines: tuple[HelpLine, ...]
    today: tuple[str, ...]
    hoy: tuple[str, ...]

    def today_in(self, language: str) -> tuple[str, ...]:
        return self.hoy if language == "es" else self.today


def help_for(kind: str, jurisdiction: str | None = None) -> Help:
    """Return the help for a kind of danger; lines of a state come first, and only in that state."""
    found = read_help_lines()[kind]
    shown = [line for line in found.lines if not line.states or jurisdiction in line.states]
    shown.sort(key=lambda line: not line.states)
    shown.sort(key=lambda line: line.call != "911" or kind == "self_harm")
    return replace(found, lines=tuple(shown))


@lru_cache(maxsize=2)
def read_help_lines(file: Path = FILE) -> Mapping[str, Help]:
    """Read and check the whole file; raise `BadHelpLines` that names the entry and what is wrong."""
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    lines = {name: _line(name, entry, raw) for name, entry in raw["lines"].items()}
    missing = [kind for kind in KINDS if kind not in raw["kinds"]]
    if missing:
        raise BadHelpLines(f"{file.name} has no help for {', '.join(missing)}")
    return {kind: _help(kind, entry, lines) for kind, entry in raw["kinds"].items()}


def _line(name: str, entry: Mapping[str, Any], raw: Mapping[str, Any]) -> HelpLine:
    fields = {"owner": raw.get("owner"), "checked_on": raw.get("checked_on"), **entry}
    absent = [field for field in ("name", "say", "es", "source", "owner", "checked_on") if not fields.get(field)]
    if absent:
        raise BadHelpLines(f"help line {name!r} lacks {', '.join(absent)}")
    if not any(fields.get(way) for way in ("call", "text", "web")):
        raise BadHelpLines(f"help line {name!r} has no number and no address")
    if fields.get("call") and not PHONE.match(str(fields["call"])):
        raise BadHelpLines(f"help line {name!r} has the number {fields['call']!r}; write it as 1-800-555-0100 or 988")
    if not isinstance(fields["checked_on"], date):
        raise BadHelpLines(
            f"help line {name!r} was checked on {fields['checked_on']!r}; write a date such as 2026-11-21"
        )
    return HelpLine(**{**fields, "states": tuple(fields.get("states", ()))})


def _help(kind: str, entry: Mapping[str, Any], lines: Mapping[str, HelpLine]) -> Help:
    unknown = [name for name in entry["lines"] if name not in lines]
    if unknown:
        raise BadHelpLines(f"help for {kind!r} names lines that are not there: {', '.join(unknown)}")
    if not entry.get("today") or len(entry["today"]) != len(entry.get("hoy") or ()):
        raise BadHelpLines(f"help for {kind!r} must say what to do today, line by line in English and in Spanish")
    return Help(kind, tuple(lines[name] for name in entry["lines"]), tuple(entry["today"]), tuple(entry["hoy"]))
