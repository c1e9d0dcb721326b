"""Fakes for bot/: an engine over a scripted HTTP session, and parts whose models are one line long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests


@dataclass
class ScriptedAnswer:
    """What a server would answer: a status and a JSON body."""

    body: Any
    status_code: int = 200

    @property
    def ok(self) -> bool:
        return self.status_code < 400

    def json(self) -> Any:
        if isinstance(self.body, str):
            raise ValueError("not JSON")
        return self.body

    def raise_for_status(self) -> None:
        if not self.ok:
            raise requests.HTTPError(f"{self.status_code}")


@dataclass
class ScriptedSession:
    """Stands for `requests.Session`: gives the answers in turn (the last one for ever) and keeps what was sent."""

    answers: list[Any]
    sent: list[tuple[str, Mapping[str, Any] | None]] = field(default_factory=list)

    def post(self, url: str, *, json: Mapping[str, Any], timeout: Any) -> Any:
        return self._next(url, json)

    def get(self, url: str, *, timeout: Any) -> Any:
        return self._next(url, None)

    def _next(self, url: str, body: Mapping[str, Any] | None) -> Any:
        self.sent.append((url, body))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def said(text: str, *, action: str = "answer", **decision: Any) -> ScriptedAnswer:
    """Rasa's answer to one message: a text and the custom part behind it."""
    whole = {"action": action, "confidence": 0.9, "reasons": [], "topics": [], "jurisdiction": None, **decision}
    custom = {"kind": action, "citations": [], "explanation": "because", "answer_id": None, "decision": whole}
    return ScriptedAnswer([{"recipient_id": "c", "text": text}, {"recipient_id": "c", "custom": custom}])
