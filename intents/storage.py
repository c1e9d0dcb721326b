"""Storage: a trained classifier as files in a folder, plain arrays and JSON; nothing in them is run when read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from intents.calibration import Logistic, Temperature
from intents.classifier import Classifier, Heads
from intents.errors import NotTrained
from intents.heads import Head
from intents.lesson import Names
from intents.neighbours import Neighbours
from intents.words import Words

_ARRAYS, _VALUES = "classifier.npz", "classifier.json"
_HALF = np.float16


def save(classifier: Classifier, folder: Path) -> None:
    """Write the classifier into an existing folder."""
    heads, names = classifier.heads, classifier.heads.names
    np.savez(
        folder / _ARRAYS,
        of_words=heads.table.of_words.astype(_HALF),
        of_vector=heads.table.of_vector.astype(_HALF),
        bias=heads.table.bias,
        neighbours=heads.neighbours.vectors,
        neighbours_names=heads.neighbours.names,
        topic_weights=classifier.topic_odds.weights,
        topic_bias=classifier.topic_odds.bias,
        scope_weights=classifier.scope_odds.weights,
        scope_bias=classifier.scope_odds.bias,
    )
    values = {
        "intents": names.intents,
        "topics": names.topics,
        "subtopics": names.subtopics,
        "columns": heads.table.names,
        "intent_scale": classifier.intent_scale.scale,
        "intent_bias": classifier.intent_scale.bias.tolist(),
        "words": classifier.words.as_values(),
    }
    (folder / _VALUES).write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")


def load(folder: Path) -> Classifier:
    """Read the classifier back; raises `NotTrained` when the folder holds none."""
    try:
        values = json.loads((folder / _VALUES).read_text(encoding="utf-8"))
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            return _classifier(values, {name: arrays[name] for name in arrays.files})
    except (OSError, KeyError, ValueError) as error:
        raise NotTrained(f"{folder} holds no trained classifier; run `sidebar train`") from error


def _classifier(values: Mapping[str, Any], arrays: Mapping[str, Any]) -> Classifier:
    names = Names(
        intents=tuple(values["intents"]),
        topics=tuple(values["topics"]),
        subtopics=tuple((topic, subtopic) for topic, subtopic in values["subtopics"]),
    )
    whole = {name: arrays[name].astype(np.float32) for name in ("of_words", "of_vector", "bias")}
    table = Head(tuple(values["columns"]), whole["of_words"], whole["of_vector"], whole["bias"])
    return Classifier(
        words=Words.from_values(values["words"]),
        heads=Heads(names, table, Neighbours(arrays["neighbours"], arrays["neighbours_names"])),
        intent_scale=Temperature(values["intent_scale"], np.asarray(values["intent_bias"])),
        topic_odds=Logistic(arrays["topic_weights"], arrays["topic_bias"], exclusive=False),
        scope_odds=Logistic(arrays["scope_weights"], arrays["scope_bias"], exclusive=True),
    )
