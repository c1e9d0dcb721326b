"""DangerExamples: labelled messages for the danger label, from lines, patterns and plain questions."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from moderation.danger import find_by_rules
from moderation.examples import DATA, SLOT, UNKNOWN, Example, disturbed

URGENT, CALM = (0.0, UNKNOWN, UNKNOWN, 1.0), (0.0, UNKNOWN, UNKNOWN, 0.0)
SOME_DAY = date(2026, 11, 21)
LOADED = re.compile(
    r"\b(?:kill|hit|beat|hurt|chok|gun|knife|rape|abus|threat|afraid|scared|suicid|die|dying|lock|ice|raid|arrest|jail|"
    r"police|cops?|court|hearing|serv|summon|deadline|day|tomorrow|today|tonight|mon|tue|wed|thu|fri|sat|sun|notice|"
    r"evict|sheriff|stalk|follow|restrain|protect|cps|emergency|violen|danger|mata|golpe|pega|amenaz|miedo|desaloj|"
    r"audiencia|corte|migra|arrest|ma[nñ]ana|hoy|noche|polic)",
    re.IGNORECASE,
)
ASKED_IN_GENERAL = re.compile(
    r"^(?:what|how|when|who|which|where|can|do|does|is|are|qu[eé]|c[oó]mo|cu[aá]l)\b", re.IGNORECASE
)
ONE_S_OWN = re.compile(r"\b(?:i|i'?m|my|me|we|our|us|mi|mis|me|nos)\b", re.IGNORECASE)


def danger_examples(questions: Sequence[str], *, times: int, seed: int) -> list[Example]:
    """Every line as it stands and disturbed, the patterns filled `times` times, and pairs of messages in one."""
    rng = random.Random(seed)  # noqa: S311
    lines = _read("danger_lines")
    urgent, calm = _flat(lines["urgent"]), list(lines["calm"])
    patterns = _read("danger_patterns")
    filled = _filled(_flat(patterns["urgent"]), patterns["words"], rng, times)
    harmless = _filled(patterns["calm"], patterns["words"], rng, times)
    told = [(text, URGENT) for text in urgent] + [(text, CALM) for text in calm]
    rows = told + [(disturbed(text, rng), labels) for text, labels in told]
    rows += [(text, URGENT) for text in filled] + [(text, CALM) for text in harmless]
    rows += [(text, CALM) for text in questions]
    rows += [(_two(rng.choice(urgent), rng.choice(calm), rng), URGENT) for _ in range(len(urgent) // 2)]
    rows += [(_two(rng.choice(calm), rng.choice(calm), rng), CALM) for _ in range(len(calm) // 2)]
    return [Example(text, labels, "danger") for text, labels in rows]


def plain_questions(folder: Path, *, most: int, seed: int) -> list[str]:
    """Ordinary questions out of Rasa training files: those without a loaded word, or asked in general."""
    found: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if group.get("intent") in ("ask", "vague", "bot_question", "out_of_scope", "greet", "thanks"):
                found += [line[2:].strip() for line in str(group["examples"]).splitlines() if line.startswith("- ")]
    plain = [text for text in dict.fromkeys(found) if _is_plain(text)]
    random.Random(seed).shuffle(plain)  # noqa: S311
    return plain[:most]


def _is_plain(text: str) -> bool:
    if find_by_rules(text, SOME_DAY) is not None:
        return False
    general = ASKED_IN_GENERAL.search(text) is not None and ONE_S_OWN.search(text) is None
    return general or LOADED.search(text) is None


def _two(first: str, second: str, rng: random.Random) -> str:
    pair = [first.rstrip(".!? "), second]
    rng.shuffle(pair)
    return f"{pair[0]}. {pair[1]}"


def _filled(patterns: Sequence[str], words: Mapping[str, Sequence[str]], rng: random.Random, times: int) -> list[str]:
    found: dict[str, None] = {}
    for pattern in patterns:
        for _ in range(times):
            values: dict[str, str] = {}

            def value(match: re.Match[str], values: dict[str, str] = values) -> str:
                return values.setdefault(match.group(1), rng.choice(words[match.group(1)]))

            found[" ".join(SLOT.sub(value, pattern).split())] = None
    return list(found)


def _flat(by_kind: Mapping[str, Sequence[str]]) -> list[str]:
    return [text for texts in by_kind.values() for text in texts]


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / f"{name}.yml").read_text(encoding="utf-8"))
