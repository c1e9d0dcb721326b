"""Wording: every sentence the bot can say, by name and language, from bot/responses/."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.errors import UnknownSentence
from bot.settings import ROOT

FOLDER = ROOT / "bot/responses"
LANGUAGES = ("en", "es")


class Wording:
    """Sentences as Rasa's own `responses:`; a variation with `language` as its condition is a translation."""

    def __init__(self, sentences: Mapping[str, Mapping[str, str]]) -> None:
        self._sentences = sentences

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Wording:
        sentences: dict[str, dict[str, str]] = {}
        for path in sorted(folder.glob("*.yml")):
            responses = yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
            for name, variations in responses.items():
                sentences[name] = {_language(variation): variation["text"].strip() for variation in variations}
        return cls(sentences)

    def say(self, sentence: str, language: str = "en", **fields: str) -> str:
        """The sentence in `language`, else in English; raise `UnknownSentence` when nobody wrote it."""
        if not self.knows(sentence):
            raise UnknownSentence(f"no sentence {sentence!r} in bot/responses/")
        translations = self._sentences[f"utter_{sentence}"]
        text = translations.get(language) or translations["en"]
        for field, value in fields.items():
            text = text.replace("{" + field + "}", value)
        return text

    def knows(self, name: str) -> bool:
        return f"utter_{name}" in self._sentences

    def names(self) -> list[str]:
        return sorted(name.removeprefix("utter_") for name in self._sentences)

    def version(self, name: str) -> str:
        """A short content hash: which wording a person saw, kept with their consent."""
        parts = sorted(self._sentences[f"utter_{name}"].items())
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def _language(variation: Mapping[str, Any]) -> str:
    conditions = variation.get("condition") or []
    return next((str(condition["value"]) for condition in conditions if condition["name"] == "language"), "en")
