"""Messages: what is said in a conversation, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Button:
    title: str
    payload: str


@dataclass(frozen=True)
class Citation:
    title: str
    url: str
    reviewed_on: str
    jurisdiction: str


@dataclass(frozen=True)
class Reply:
    """Something to say, not yet stored."""

    kind: str
    text: str
    buttons: tuple[Button, ...] = ()
    citations: tuple[Citation, ...] = ()
    explanation: str = ""
    answer_id: str | None = None
    card: Mapping[str, Any] | None = None
    """What a page may show as a form instead of the text (bot/intake_card.py)."""
    speaker: str = ""
    """Who speaks, where `author` alone does not say it: a lawyer's name and firm."""


@dataclass(frozen=True)
class Message:
    """Something that was said. `author` is `person`, `bot` or `lawyer`."""

    id: int
    conversation_id: str
    author: str
    kind: str
    text: str
    buttons: tuple[Button, ...]
    citations: tuple[Citation, ...]
    explanation: str
    created_at: datetime
    answer_id: str | None = None
    payload: str | None = None
    card: Mapping[str, Any] | None = None
    speaker: str = ""

    def as_json(self) -> dict[str, Any]:
        """The message as the HTTP API shows it."""
        return {
            "id": self.id,
            "author": self.author,
            "kind": self.kind,
            "text": self.text,
            "buttons": [asdict(button) for button in self.buttons],
            "citations": [asdict(citation) for citation in self.citations],
            "explanation": self.explanation,
            "card": dict(self.card) if self.card is not None else None,
            "speaker": self.speaker,
            "created_at": self.created_at.isoformat(),
        }
