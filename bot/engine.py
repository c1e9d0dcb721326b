"""Engine: Rasa over HTTP. The only place that knows its addresses and the shape of its answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import requests

from bot.errors import EngineUnavailable
from conversations.messages import Button, Citation, Reply

CONNECT_SECONDS, TURN_SECONDS = 2.0, 30.0
_COMMAND = re.compile(r"^[\s/\\@]+|^EXTERNAL:\s*")


@dataclass(frozen=True)
class EngineTurn:
    """What Rasa said to one message, and the decision behind it."""

    replies: tuple[Reply, ...]
    decision: dict[str, Any] | None


class Engine:
    """A Rasa server. `session` is anything with `get` and `post` like `requests.Session`."""

    def __init__(self, url: str, *, session: requests.Session | None = None) -> None:
        self._url = url.rstrip("/")
        self._session = session or requests.Session()

    def ready(self) -> bool:
        """Whether a model is loaded and questions are answered."""
        try:
            status = self._session.get(f"{self._url}/status", timeout=CONNECT_SECONDS)
            return bool(status.ok and status.json().get("model_file"))
        except (requests.RequestException, ValueError):
            return False

    def turn(self, conversation_id: str, text: str) -> EngineTurn:
        """Send what a person typed. Raise `EngineUnavailable` when Rasa does not answer."""
        return self._turn(conversation_id, neutral(text))

    def press(self, conversation_id: str, payload: str) -> EngineTurn:
        """Send what one of the bot's own buttons says, such as `/affirm`."""
        return self._turn(conversation_id, payload)

    def parse(self, text: str) -> dict[str, Any]:
        """What Rasa understands of a text, nothing remembered."""
        return dict(self._post("/model/parse", {"text": neutral(text)}))

    def _turn(self, conversation_id: str, message: str) -> EngineTurn:
        return read_turn(self._post("/webhooks/rest/webhook", {"sender": conversation_id, "message": message}))

    def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        try:
            answer = self._session.post(f"{self._url}{path}", json=body, timeout=(CONNECT_SECONDS, TURN_SECONDS))
            answer.raise_for_status()
            return answer.json()
        except (requests.RequestException, ValueError) as error:
            raise EngineUnavailable(f"the dialogue engine at {self._url} does not answer ({error})") from error


def neutral(text: str) -> str:
    """Typed text with nothing at its start that Rasa would read as a command (`/restart`, `EXTERNAL: …`)."""
    while (stripped := _COMMAND.sub("", text)) != text:
        text = stripped
    return text.strip() or "?"


def read_turn(parts: Iterable[Mapping[str, Any]]) -> EngineTurn:
    """Put Rasa's parts together again: its channel sends each paragraph alone, and a `custom` part ends a reply."""
    replies: list[Reply] = []
    decision: dict[str, Any] | None = None
    paragraphs: list[str] = []
    buttons: tuple[Button, ...] = ()
    for part in parts:
        if "text" in part:
            paragraphs.append(part["text"])
            buttons += tuple(Button(button["title"], button["payload"]) for button in part.get("buttons") or ())
        if custom := part.get("custom"):
            replies.append(_reply("\n\n".join(paragraphs), buttons, custom))
            decision = custom.get("decision", decision)
            paragraphs, buttons = [], ()
    return EngineTurn(tuple(replies), decision)


def _reply(text: str, buttons: tuple[Button, ...], custom: Mapping[str, Any]) -> Reply:
    return Reply(
        kind=custom["kind"],
        text=text,
        buttons=buttons,
        citations=tuple(Citation(**citation) for citation in custom.get("citations") or ()),
        explanation=custom.get("explanation") or "",
        answer_id=custom.get("answer_id"),
        card=custom.get("card"),
    )
