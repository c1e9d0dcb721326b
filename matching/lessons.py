"""Lessons: batches of texts with what they have in common, for tuning."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from matching.answers import Answer
from matching.index import body_of
from matching.matcher import family
from matching.paraphrases import Group

ROLES = ("ask", "same_many", "same_few", "other_many", "other_few")
SAME_ROLES = 3  # the first three of a group ask the same
GROUPS_IN_BATCH, ANSWERS_IN_BATCH, WORDINGS = 12, 24, 3

Kind = TypeVar("Kind")
Maker = Callable[[random.Random], Iterator["Batch"]]


@dataclass(frozen=True)
class Batch:
    """Texts of the same `sense` belong together and all others apart, but for those of the same `kin`.

    Kin are near-misses, which count as much as all others together, or they are left alone.
    """

    texts: tuple[str, ...]
    sense: tuple[int, ...]
    kin: tuple[int, ...]
    near_misses: bool = False


def of_groups(groups: Sequence[Group]) -> Maker:
    """Pairs: one topic in a batch, so that the other groups are hard to tell apart too."""

    def make(order: random.Random) -> Iterator[Batch]:
        for chosen in _by_topic([(group.topic, group) for group in groups], GROUPS_IN_BATCH, order):
            senses, rows = count(), []
            for number, group in enumerate(chosen):
                same = next(senses)
                for place, role in enumerate(ROLES):
                    rows.append((getattr(group, role), same if place < SAME_ROLES else next(senses), number))
            yield _batch(rows, near_misses=True)

    return make


def of_answers(answers: Sequence[Answer]) -> Maker:
    """The answers of one topic and ways of asking for them; an answer's versions for several states are kin."""

    def make(order: random.Random) -> Iterator[Batch]:
        for chosen in _by_topic([(answer.topic, answer) for answer in answers], ANSWERS_IN_BATCH, order):
            families = list(dict.fromkeys(map(family, chosen)))
            yield _batch(
                [
                    (text, number, families.index(family(answer)))
                    for number, answer in enumerate(chosen)
                    for text in order.sample(_ways(answer), min(WORDINGS, len(_ways(answer))))
                ]
            )

    return make


def _ways(answer: Answer) -> list[str]:
    return [*answer.phrasings, body_of(answer)]


def _batch(rows: Sequence[tuple[str, int, int]], *, near_misses: bool = False) -> Batch:
    texts, sense, kin = zip(*rows, strict=True)
    return Batch(texts, sense, kin, near_misses)


def _by_topic(rows: Sequence[tuple[str, Kind]], size: int, order: random.Random) -> Iterator[list[Kind]]:
    """Parts of at most `size` of one topic, in random order."""
    found: list[list[Kind]] = []
    for topic in sorted({topic for topic, _ in rows}):
        members = [member for of, member in rows if of == topic]
        order.shuffle(members)
        found += [members[start : start + size] for start in range(0, len(members), size)]
    order.shuffle(found)
    yield from (part for part in found if len(part) > 1)
