"""Surroundings: what the actions need, made once per process (Rasa makes each action without arguments)."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import cache
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.assembly import DialogueParts, dialogue_parts
from bot.settings import Settings
from bot.triage.decision import Decision
from bot.triage.evidence import Evidence
from bot.triage.memory import Memory
from conversations.messages import Reply
from matching.answers import JURISDICTIONS


@cache
def parts() -> DialogueParts:
    return dialogue_parts(Settings.read())


def evidence_of(tracker: Tracker) -> Evidence:
    return Evidence.from_parse(parts().served_only(tracker.latest_message))


def memory_of(tracker: Tracker) -> Memory:
    """What was said before; a choice that was offered and has been withdrawn since can no longer be made."""
    memory = Memory.from_json(tracker.get_slot("memory"))
    return replace(
        memory, choices=tuple(one for one in memory.choices if one in JURISDICTIONS or one in parts().answers)
    )


def say(dispatcher: CollectingDispatcher, replies: list[Reply], decision: dict[str, Any] | None = None) -> None:
    """Hand replies to Rasa. What its text messages cannot carry goes into a `custom` part right behind each."""
    for number, reply in enumerate(replies):
        custom: dict[str, Any] = {
            "kind": reply.kind,
            "citations": [asdict(citation) for citation in reply.citations],
            "explanation": reply.explanation,
            "answer_id": reply.answer_id,
            "card": reply.card,
        }
        if decision is not None and number == len(replies) - 1:
            custom["decision"] = decision
        dispatcher.utter_message(
            text=reply.text, buttons=[asdict(button) for button in reply.buttons], json_message=custom
        )


def decision_json(decision: Decision, evidence: Evidence, memory: Memory | None = None) -> dict[str, Any]:
    """The decision as it is stored. With the `memory` from before it, it can be made again by `sidebar replay`."""
    reasons = parts().speech.reasons(decision, evidence.language)
    inputs = {"evidence": evidence.as_json(), "memory": memory.as_json()} if memory is not None else None
    return decision.as_json(evidence, reasons, parts().versions(), inputs)
