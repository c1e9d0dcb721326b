"""Proposals: entries that may enter the corpus, and where they came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any


@dataclass(frozen=True)
class Origin:
    """Provenance: the file that entries came from, its licence, who collected it and when."""

    kind: str
    name: str
    sha256: str
    licence: str
    collector: str
    collected_on: date


@dataclass(frozen=True)
class Proposal:
    """One entry that may become a version, in the shape of the corpus files; its origin; what was done to it."""

    entry: Mapping[str, Any]
    place: str
    origin: Origin
    transformations: tuple[str, ...] = ()

    @property
    def answer_id(self) -> str:
        return str(self.entry["id"])


def by_origin(proposals: Iterable[Proposal]) -> list[tuple[Origin, list[Proposal]]]:
    """The proposals of each origin together, in the order in which they came."""
    ordered = sorted(proposals, key=lambda one: (one.origin.name, one.origin.licence, one.origin.collected_on))
    return [(origin, list(group)) for origin, group in groupby(ordered, key=lambda one: one.origin)]
