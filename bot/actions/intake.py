"""validate_intake_form and action_close_intake: the form that a lead is made from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.surroundings import decision_json, evidence_of, parts, say
from bot.form_questions import Form
from bot.form_turn import FormTurn, take_form_turn
from bot.intake import DETAILS, SLOTS, next_slot
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
            return _emptied()
        memory = Memory.from_json(tracker.get_slot("memory"))
        evidence = replace(evidence_of(tracker), language=tracker.get_slot("language") or "en")
        filled = _filled(tracker)
        turn = take_form_turn(slot, evidence, memory, filled, parts())
        say(dispatcher, list(turn.replies), decision_json(turn.decision, _about(evidence, memory)))
        return _events(turn, filled)


def _filled(tracker: Tracker) -> dict[str, Any]:
    """Every slot and detail of the form; the details share one slot of Rasa's."""
    details = tracker.get_slot("details") or {}
    slots = {name: tracker.get_slot(name) for name in SLOTS}
    return {**slots, **{name: details.get(name) for name in DETAILS}}


def _emptied() -> list[dict[str, Any]]:
    return [SlotSet(name, None) for name in (*SLOTS, "details")]


def _events(turn: FormTurn, filled: dict[str, Any]) -> list[dict[str, Any]]:
    now = {**filled, **turn.values}
    events = [SlotSet(name, value) for name, value in turn.values.items() if name in SLOTS]
    events.append(SlotSet("details", {name: now[name] for name in DETAILS if now.get(name) is not None}))
    events.append(SlotSet("memory", turn.memory.as_json()))
    events.append(SlotSet("requested_slot", turn.decision.requested_slot))
    return events


class CloseIntake(Action):
    """Store the lead when the form is complete; forget what was typed when it is not."""

    def name(self) -> str:
        return "action_close_intake"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        filled = _filled(tracker)
        memory = Memory.from_json(tracker.get_slot("memory"))
        if next_slot(filled) is not None:
            return _emptied()
        evidence = replace(evidence_of(tracker), language=tracker.get_slot("language") or "en")
        form = Form(filled, memory, evidence.language, parts())
        return [*_emptied(), SlotSet("memory", self._store(dispatcher, tracker, form, evidence).as_json())]

    @staticmethod
    def _store(
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        form: Form,
        evidence: Evidence,
    ) -> Memory:
        reply, stored = capture(tracker.sender_id, form)
        memory = form.memory
        decision = Decision("form", 1.0, (Reason("form"),), subject="captured" if stored else "not_stored")
        say(dispatcher, [reply], decision_json(decision, _about(evidence, memory)))
        return replace(memory, lead=memory.lead or stored)


def _about(evidence: Evidence, memory: Memory) -> Evidence:
    """A detail such as a name has no topic and no place of its own: the matter's place holds."""
    return replace(evidence, topics=(), matches=(), jurisdiction=memory.jurisdiction, candidates=())
