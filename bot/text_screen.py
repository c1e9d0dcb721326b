"""TextScreen: may a text that did not come through the chat be shown to people? The models answer, over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.manners import is_refused
from moderation.imposture import asks_for_secrets


@dataclass(frozen=True)
class TextVerdict:
    """`reasons` say why it may not be shown: `hateful`, or `credentials` (it asks for passwords, cards or gifts)."""

    allowed: bool
    hateful: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class TextScreen:
    """The screen of the dialogue process, for texts of lawyers, editors and staff. `parse` is the engine's."""

    parse: Callable[[str], Mapping[str, Any]]

    def __call__(self, text: str) -> TextVerdict:
        """Judge one text; raise `EngineUnavailable` when it cannot be judged: then it may not be shown."""
        screened = self.parse(text).get("moderation") or {}
        found = {"hateful": is_refused(screened), "credentials": asks_for_secrets(text)}
        reasons = tuple(name for name, true in found.items() if true)
        return TextVerdict(not reasons, float(screened.get("hateful", 0.0)), reasons)
