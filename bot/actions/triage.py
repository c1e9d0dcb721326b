"""action_triage: every message outside the form is decided on here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.surroundings import decision_json, evidence_of, memory_of, parts, say
from bot.triage.turn import take_turn


class Triage(Action):
    """Decide, say it, and tell the rules whether the intake is due."""

    def name(self) -> str:
        return "action_triage"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        before = memory_of(tracker)
        turn = take_turn(evidence_of(tracker), before, parts().policy, parts().parse)
        if turn.decision.subject == "withdrawn":
            parts().leads.withdraw(tracker.sender_id)
        replies = parts().speech.replies(turn.decision, turn.evidence, before)
        say(dispatcher, replies, decision_json(turn.decision, turn.evidence, before))
        memory = turn.memory
        if turn.decision.action == "handoff":
            memory = replace(memory, reasons=tuple(parts().speech.reasons(turn.decision, "en")))
        return [
            SlotSet("memory", memory.as_json()),
            SlotSet("language", turn.evidence.language),
            SlotSet("next_step", "intake" if turn.decision.requested_slot else "listen"),
        ]
