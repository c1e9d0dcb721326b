"""Masking: cover slurs and coarse words in what lawyers and staff read; the page keeps the original for a reveal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import yaml

from moderation.words import DATA

COARSE = ("fuck", "motherfucker", "shit", "bullshit", "cunt", "asshole", "bastard", "dick", "pussy", "cocksucker")
MILD = frozenset({"cracker", "coon", "gimp", "psycho", "homo", "geezer", "hoe", "dyke"})  # too often ordinary words
COVER = "•"


@dataclass(frozen=True)
class Masked:
    """A text with its coarse words covered; `spans` are their places, the same in the original."""

    text: str
    spans: tuple[tuple[int, int], ...]


def mask(text: str) -> Masked:
    """Cover all but the first letter of every slur and coarse word; lengths and places stay as they are.

    >>> mask("he called me a bitch").text
    'he called me a b••••'
    """
    spans = tuple(match.span() for match in _pattern().finditer(text))
    covered = list(text)
    for start, end in spans:
        covered[start + 1 : end] = COVER * (end - start - 1)
    return Masked("".join(covered), spans)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    groups = yaml.safe_load((DATA / "groups.yml").read_text(encoding="utf-8"))
    words = {slur for group in groups for slur in group["slurs"]} - MILD | set(COARSE)
    longest_first = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\b(?:{longest_first})(?:s|es|ed|er|ers|ing|in|y)?\b", re.IGNORECASE)
