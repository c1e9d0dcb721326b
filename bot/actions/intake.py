"""validate_intake_form and action_close_intake: the form that a lead is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.surroundings import decision_json, evidence_of, parts, say
from bot.form_turn import FormTurn, take_form_turn
from bot.intake import SLOTS
from bot.lead_capture import capture
from bot.triage.decision import Decision, Reason
from bot.triage.evidence import Evidence
from bot.triage.memory import Memory


class ValidateIntakeForm(Action):
    """Read each message that arrives while the form runs, and ask for what is still missing.

    It asks itself instead of leaving that to `utter_ask_…`: the question depends on what is known already, and
    one call to this server per turn is enough.
    """

    def name(self) -> str:
        return "validate_intake_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        slot = tracker.get_slot("requested_slot")
        if slot is None:  # the form has just begun: the offer itself was the first question
            return [SlotSet(name, None) for name in SLOTS]
        memory = Memory.from_json(tracker.get_slot("memory"))
        evidence = replace(evidence_of(tracker), language=tracker.get_slot("language") or "en")
        filled = {name: tracker.get_slot(name) for name in SLOTS}
        turn = take_form_turn(slot, evidence, memory, filled, parts())
        say(dispatcher, list(turn.replies), decision_json(turn.decision, _about(evidence, memory)))
        return _events(turn)


def _events(turn: FormTurn) -> list[dict[str, Any]]:
    events = [SlotSet(name, value) for name, value in turn.values.items()]
    events.append(SlotSet("memory", turn.memory.as_json()))
    events.append(SlotSet("requested_slot", turn.decision.requested_slot))
    return events


class CloseIntake(Action):
    """Store the lead when the form is complete; forget what was typed when it is not."""

    def name(self) -> str:
        return "action_close_intake"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        filled = {name: tracker.get_slot(name) for name in SLOTS}
        memory = Memory.from_json(tracker.get_slot("memory"))
        events = [SlotSet(name, None) for name in SLOTS]
        if not _complete(filled):
            return events
        evidence = replace(evidence_of(tracker), language=tracker.get_slot("language") or "en")
        return [*events, SlotSet("memory", self._store(dispatcher, tracker, filled, memory, evidence).as_json())]

    @staticmethod
    def _store(
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        filled: Mapping[str, Any],
        memory: Memory,
        evidence: Evidence,
    ) -> Memory:
        reply, stored = capture(tracker.sender_id, filled, memory, evidence.language, parts())
        decision = Decision("form", 1.0, (Reason("form"),), subject="captured" if stored else "not_stored")
        say(dispatcher, [reply], decision_json(decision, _about(evidence, memory)))
        return replace(memory, lead=memory.lead or stored)


def _about(evidence: Evidence, memory: Memory) -> Evidence:
    """A detail such as a name has no topic and no place of its own: the matter's place holds."""
    return replace(evidence, topics=(), matches=(), jurisdiction=memory.jurisdiction, candidates=())


def _complete(filled: Mapping[str, Any]) -> bool:
    return all(filled[name] is not None for name in SLOTS)
