"""DangerKinds: which kind of danger a message tells of, when only the model found it; by the words of the lines."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from math import log

import yaml

from moderation.examples import DATA
from moderation.kinds import KINDS

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
SMOOTHING = 0.5


def likeliest_kind(text: str) -> str:
    """The kind whose lines in data/danger_lines.yml share most with the message (naive Bayes on words and pairs)."""
    words = _terms(text)
    scores = {kind: sum(_weight(kind, word) for word in words) for kind in KINDS}
    return max(KINDS, key=lambda kind: scores[kind])


def _terms(text: str) -> list[str]:
    words = WORD.findall(text.lower())
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


def _weight(kind: str, term: str) -> float:
    counts, totals, everywhere, terms = _lines()
    if term not in everywhere:
        return 0.0
    own = (counts[kind][term] + SMOOTHING) / (totals[kind] + SMOOTHING * terms)
    others = (everywhere[term] + SMOOTHING) / (sum(totals.values()) + SMOOTHING * terms)
    return log(own / others)


@lru_cache(maxsize=1)
def _lines() -> tuple[dict[str, Counter[str]], dict[str, int], Counter[str], int]:
    """How often each term is in the lines of each kind; read once."""
    urgent = yaml.safe_load((DATA / "danger_lines.yml").read_text(encoding="utf-8"))["urgent"]
    counts = {kind: Counter(term for line in urgent[kind] for term in _terms(line)) for kind in KINDS}
    everywhere = sum(counts.values(), Counter[str]())
    return counts, {kind: count.total() for kind, count in counts.items()}, everywhere, len(everywhere)
