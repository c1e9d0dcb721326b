"""Examples: turn the seed sentences of data/ into labelled training messages."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
LABELS = ("identity_attack", "toxicity", "threat", "danger")
UNKNOWN = -1.0
INSULTS = frozenset({"individual", "non_protected"})
VIOLENT = re.compile(r"\{harm(?:ed)?\}|death to|kill|hanged|punched")
SLOT = re.compile(r"\{(\w+)\}")
GROUP_SLOTS = frozenset({"groups", "person", "a_person", "slur", "slurs", "a_slur", "hate", "hate_lower"})
NO_NESTING = frozenset({"endorsed", "emoji", "spanish", "slur"})


@dataclass(frozen=True)
class Example:
    """A message and what is known of it: for each of `LABELS` 1, 0 or -1 (not known); the last may be left out."""

    text: str
    labels: tuple[float, ...]
    source: str


def seed_examples(*, each: int, seed: int) -> list[Example]:
    """Fill every seed sentence `each` times (one without slots is kept a few times), without repeats."""
    writer = Writer(random.Random(seed))  # noqa: S311
    found: dict[str, Example] = {}
    for hateful in (True, False):
        for function, templates in writer.functions(hateful=hateful).items():
            for template in templates:
                for text in writer.fill(template, times=each):
                    found.setdefault(text, Example(text, _labels(template, function, hateful=hateful), function))
    return list(found.values())


def disturbed(text: str, rng: random.Random) -> str:
    """Write a message as a hurried person would: other capitals, a letter dropped, doubled or swapped, no stops."""
    kind = rng.randrange(7)
    if kind == 0:
        return text.upper()
    if kind <= 2:
        return text.lower().rstrip(".!")
    words = text.split(" ")
    at = rng.randrange(len(words))
    word = words[at]
    if len(word) < 4:
        return text.capitalize()
    cut = rng.randrange(1, len(word) - 1)
    words[at] = {
        3: word[:cut] + word[cut + 1 :],
        4: word[:cut] + word[cut] + word[cut:],
        5: word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :],
        6: word[:cut] + " " + word[cut:],
    }[kind]
    return " ".join(words)


class Writer:
    """Fills the slots of seed sentences; one group per sentence."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._groups: list[dict[str, Any]] = _read("groups")
        self._words: Mapping[str, list[str]] = _read("words")
        self._hateful: Mapping[str, list[str]] = _read("hateful")
        self._harmless: Mapping[str, list[str]] = _read("harmless")
        self._nested = [t for name, group in self._hateful.items() if name not in NO_NESTING for t in group]

    def functions(self, *, hateful: bool) -> Mapping[str, list[str]]:
        return self._hateful if hateful else self._harmless

    def fill(self, template: str, *, times: int) -> list[str]:
        if not SLOT.search(template):
            return [template]
        return list(dict.fromkeys(self._once(template) for _ in range(times)))

    def _once(self, template: str) -> str:
        needs_slur = "slur" in template
        groups = [group for group in self._groups if group["slurs"]] if needs_slur else self._groups
        return self._filled(template, self._rng.choice(groups))

    def _filled(self, template: str, group: dict[str, Any]) -> str:
        values: dict[str, str] = {}

        def value(match: re.Match[str]) -> str:
            slot = match.group(1)
            if slot not in values:
                values[slot] = self._value(slot, group)
            return values[slot]

        text = SLOT.sub(value, template).strip()
        return text[:1].upper() + text[1:] if self._rng.random() < 0.4 else text

    def _value(self, slot: str, group: dict[str, Any]) -> str:
        if slot in GROUP_SLOTS:
            return self._group_words()[slot](group)
        return self._rng.choice(self._words[slot])

    def _group_words(self) -> dict[str, Callable[[dict[str, Any]], str]]:
        pick = self._rng.choice
        return {
            "groups": lambda group: pick(group["plural"]),
            "person": lambda group: pick(group["singular"]),
            "a_person": lambda group: with_article(pick(group["singular"])),
            "slur": lambda group: pick(group["slurs"]),
            "slurs": lambda group: plural(pick(group["slurs"])),
            "a_slur": lambda group: with_article(pick(group["slurs"])),
            "hate": self._hate,
            "hate_lower": lambda group: self._hate(group).lower().rstrip("."),
        }

    def _hate(self, group: dict[str, Any]) -> str:
        fits = [t for t in self._nested if group["slurs"] or "slur" not in t]
        return self._filled(self._rng.choice(fits), group)


def with_article(noun: str) -> str:
    return f"an {noun}" if noun[0].lower() in "aeiou" else f"a {noun}"


def plural(noun: str) -> str:
    if noun.endswith(("s", "ch", "x")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{noun}s"


def _labels(template: str, function: str, *, hateful: bool) -> tuple[float, float, float]:
    violent = bool(VIOLENT.search(template))
    if hateful:
        return (1.0, 1.0, 1.0 if function == "threat" else UNKNOWN if violent else 0.0)
    if function in INSULTS:
        return (0.0, 1.0, UNKNOWN if violent else 0.0)
    return (0.0, 0.0, 0.0)


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / f"{name}.yml").read_text(encoding="utf-8"))
