"""Corpora: read the public sets that the screen is trained and measured on, test rows kept apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moderation.errors import BadCases
from moderation.examples import UNKNOWN, Example

Row = Mapping[str, Any]
Labels = tuple[float, ...]
HELD_OUT_TENTH = 0


@dataclass(frozen=True)
class Corpus:
    """One public set: its file, how a row is labelled (None: left out), how many rows of each kind are trained on."""

    name: str
    file: str
    label: Callable[[Row], Labels | None]
    most: Mapping[Labels, int]


def _davidson(row: Row) -> Labels | None:
    return {"hate": (1.0, 1.0, UNKNOWN), "offensive": (0.0, UNKNOWN, UNKNOWN), "neither": (0.0, 0.0, 0.0)}[
        row["label"]
    ]


def _edos(row: Row) -> Labels | None:
    if row["label"] == "sexist":
        return (1.0, 1.0, 1.0 if row["category"].startswith("1.") else UNKNOWN)
    return (0.0, UNKNOWN, UNKNOWN)


def _hatemoji(row: Row) -> Labels | None:
    if row["label"] == "hate":
        return (1.0, 1.0, 1.0 if row["type"] == "threateninglanguage" else UNKNOWN)
    return (0.0, UNKNOWN, UNKNOWN)


def _sbic(row: Row) -> Labels | None:
    offensive, group = _number(row["offensive"]), _number(row["who_target"])
    if offensive is None or 0.34 < offensive < 0.66:
        return None
    if offensive < 0.5:
        return (0.0, 0.0, 0.0)
    return (1.0 if group is not None and group >= 0.5 else 0.0, 1.0, UNKNOWN)


def _toxigen(row: Row) -> Labels | None:
    if row["label"] == "hate":
        return (1.0, 1.0, UNKNOWN) if row["toxicity_score"] >= 3.5 else None
    return (0.0, 0.0, 0.0) if row["toxicity_score"] <= 2.5 else None


def _vicomtech(row: Row) -> Labels | None:
    return {"hate": (1.0, 1.0, UNKNOWN), "noHate": (0.0, UNKNOWN, UNKNOWN)}.get(row["label"])


def _surge(row: Row) -> Labels | None:
    return (UNKNOWN, 1.0, UNKNOWN) if row["label"] == "Toxic" else (0.0, 0.0, 0.0)


def _harmless(row: Row) -> Labels | None:
    return CALM if row.get("split", "train").endswith("train") else None


HATE, THREAT, UNSURE, CLEAN = (1.0, 1.0, UNKNOWN), (1.0, 1.0, 1.0), (0.0, UNKNOWN, UNKNOWN), (0.0, 0.0, 0.0)
CALM = (0.0, 0.0, 0.0, 0.0)  # an ordinary request, so no danger either
CORPORA = (
    Corpus("davidson", "moderation/davidson.jsonl", _davidson, {HATE: 1000, UNSURE: 700, CLEAN: 1000}),
    Corpus("edos", "moderation/edos.jsonl", _edos, {HATE: 1500, UNSURE: 1700}),
    Corpus("hatemoji", "moderation/hatemoji.jsonl", _hatemoji, {}),
    Corpus("sbic", "moderation/sbic.jsonl", _sbic, {HATE: 1500, CLEAN: 1500}),
    Corpus("toxigen", "moderation/toxigen.jsonl", _toxigen, {HATE: 1500, CLEAN: 1700}),
    Corpus("vicomtech", "moderation/vicomtech.jsonl", _vicomtech, {UNSURE: 800}),
    Corpus("surge_toxicity", "moderation/surge_toxicity.jsonl", _surge, {}),
    Corpus("clinc150", "intents/clinc150.jsonl", _harmless, {CALM: 900}),
    Corpus("ask_cfpb", "corpora/ask_cfpb.jsonl", _harmless, {CALM: 500}),
)


def read(corpus: Corpus, folder: Path, *, held_out: bool) -> list[Example]:
    """Read one set's rows for training, or those kept for measuring (its published test rows, else a fixed tenth)."""
    path = folder / corpus.file
    if not path.is_file():
        raise BadCases(f"{path} is missing; --data must name the folder that holds {corpus.file}")
    taken: dict[Labels, int] = {}
    examples: list[Example] = []
    for row in sorted(_rows(path), key=_order):
        labels = corpus.label(row)
        text = row.get("text") or row.get("question")
        if labels is None or not text or _is_held_out(row) != held_out:
            continue
        taken[labels] = taken.get(labels, 0) + 1
        if held_out or taken[labels] <= corpus.most.get(labels, 1_000_000):
            examples.append(Example(text, labels, corpus.name))
    return examples


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _order(row: Row) -> str:
    """Order rows by a digest of their text: mixed, and the same on every machine."""
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()


def _is_held_out(row: Row) -> bool:
    split = row.get("split")
    if split is None:
        return int(_order(row)[-4:], 16) % 10 == HELD_OUT_TENTH
    return str(split) in ("test", "tst", "validation", "oos_test")


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
