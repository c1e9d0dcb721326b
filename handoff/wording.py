"""Wording: the sentences of handoff/words/, by reader and language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from handoff.errors import BadRules

FOLDER = Path(__file__).parent / "words"


def said(reader: str, key: str, language: str = "en", **fields: Any) -> str:
    """A sentence for a reader (`person`, `lawyer`), in English where their language has none."""
    words = sentences(reader, language)
    if key not in words:
        raise BadRules(f"handoff/words/{reader}.en.yml has no sentence {key!r}")
    return str(words[key]).strip("\n").format(**fields)


@cache
def sentences(reader: str, language: str = "en") -> Mapping[str, Any]:
    """Every sentence for a reader; what a language lacks is there in English."""
    english = _read(FOLDER / f"{reader}.en.yml")
    translated = FOLDER / f"{reader}.{language}.yml"
    own = _read(translated) if language.isalpha() and translated.exists() else {}
    return MappingProxyType({**english, **own})


def _read(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))
