"""Resemblance: how close two names of people or firms are, in bands. Pure: no database.

Bands by RapidFuzz's similarity of sorted words (0 to 100); the thresholds are ours and lean towards telling too much:
a lawyer can dismiss a false alarm, but not see one that was kept from them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

BANDS = ("exact", "likely", "possible")
LIKELY, POSSIBLE, SAME_WORD = 90, 80, 85
TELLING = 5  # letters that make a single word, such as a firm's name, worth a look
TITLES = {"dr", "jr", "mr", "mrs", "ms", "sr"}
FORMS = {"co", "company", "corp", "corporation", "inc", "llc", "llp", "ltd", "pllc"}
SAYS_NOTHING = frozenset({"and", "of", "the", "y"} | TITLES | FORMS)
BETWEEN = re.compile(r"\s*(?:[,;/\n&]|\band\b|\bor\b|\by\b)\s*", re.IGNORECASE)


def names_in(text: str) -> list[str]:
    """The names in what a person wrote about the other side, and the whole of it, for names that hold an "and"."""
    parts = [part for part in BETWEEN.split(text) if part]
    return list(dict.fromkeys([text, *parts]))


def closest(listed: Iterable[str], named: Sequence[str]) -> str | None:
    """The strongest band between any name of one list and any of the other; `None` when nothing is close."""
    sought = [words for name in named if (words := _words(name))]
    found = {band for name in listed if (words := _words(name)) for other in sought if (band := _band(words, other))}
    return next((band for band in BANDS if band in found), None)


def _band(one: list[str], other: list[str]) -> str | None:
    if sorted(one) == sorted(other):
        return "exact"
    score = fuzz.token_sort_ratio(" ".join(one), " ".join(other))
    few, many = sorted((one, other), key=len)
    if score >= LIKELY or (len(few) > 1 and set(few) <= set(many)):
        return "likely"
    if score >= POSSIBLE or _all_resemble(few, many) or _initial_fits(one, other):
        return "possible"
    return None


def _all_resemble(few: list[str], many: list[str]) -> bool:
    """Whether every word of the shorter name stands, more or less, in the longer one."""
    if len(few) == 1 and len(few[0]) < TELLING:
        return False
    return all(any(fuzz.ratio(word, other) >= SAME_WORD for other in many) for word in few)


def _initial_fits(one: list[str], other: list[str]) -> bool:
    """M. Lopez and Maria Lopez."""
    if min(len(one), len(other)) < 2 or one[-1] != other[-1]:
        return False
    return one[0][0] == other[0][0] and 1 in (len(one[0]), len(other[0]))


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word for word in default_process(bare).split() if word not in SAYS_NOTHING]
