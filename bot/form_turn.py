"""FormTurn: one message while the intake form runs: details kept, questions answered, the next thing asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.assembly import DialogueParts
from bot.intake import Reading, next_slot, read
from bot.replies import payload, state_name, yes_no
from bot.triage.asides import aside
from bot.triage.decide import decide
from bot.triage.decision import Decision, Reason
from bot.triage.evidence import Evidence
from bot.triage.memory import Memory, decline
from bot.triage.turn import take_turn
from conversations.messages import Button, Reply

ANSWERED_INSIDE = frozenset({"answer", "emergency"})
"""What is said at once when a message inside the form turns out to be something else."""


@dataclass(frozen=True)
class FormTurn:
    values: Mapping[str, Any]
    decision: Decision
    replies: tuple[Reply, ...]
    memory: Memory


def take_form_turn(
    slot: str, evidence: Evidence, memory: Memory, filled: Mapping[str, Any], parts: DialogueParts
) -> FormTurn:
    """Read a message as the answer to `slot`. `filled` holds every slot, None where nothing was said."""
    if evidence.refused and not evidence.reported:
        return _stay(slot, evidence, memory, filled, parts, _aside(evidence, memory, parts))
    if decide(evidence, memory, parts.policy).action == "emergency":
        return _help_first(evidence, memory, parts)
    known = {**filled, "suggested_state": memory.jurisdiction}
    reading = read(slot, evidence, known, question=memory.question, allow_example=not parts.settings.production)
    if reading.outcome in ("stopped", "declined", "no_consent"):
        return _leave(reading.outcome, evidence, memory, parts)
    if slot == "accept" and reading.outcome in ("asks", "unclear") and len(evidence.text.split()) >= 3:
        return _offer_passed_over(evidence, memory, parts)
    if reading.outcome == "asks":
        return _stay(slot, evidence, memory, filled, parts, _aside(evidence, memory, parts))
    if reading.outcome == "unclear":
        return _stay(slot, evidence, memory, filled, parts, [_problem(reading, evidence, parts)])
    return _go_on(reading, evidence, memory, filled, parts)


def _go_on(
    reading: Reading, evidence: Evidence, memory: Memory, filled: Mapping[str, Any], parts: DialogueParts
) -> FormTurn:
    now = {**filled, **reading.values}
    said = [_problem(reading, evidence, parts)] if reading.problem else []
    following = next_slot(now)
    if following is None:
        return FormTurn(reading.values, _decision(None), tuple(said), memory)
    asked = [*said, ask(following, evidence.language, memory, parts)]
    return FormTurn(reading.values, _decision(following), tuple(asked), memory)


def _stay(
    slot: str,
    evidence: Evidence,
    memory: Memory,
    filled: Mapping[str, Any],
    parts: DialogueParts,
    first: list[Reply],
) -> FormTurn:
    """Say something, then ask for the same slot again. Returning the slot's own value keeps the form going."""
    replies = (*first, ask(slot, evidence.language, memory, parts))
    return FormTurn({slot: filled.get(slot)}, _decision(slot), replies, memory)


def _help_first(evidence: Evidence, memory: Memory, parts: DialogueParts) -> FormTurn:
    """Danger comes before the form, which ends until the person asks for it again."""
    decision = decide(evidence, memory, parts.policy)
    replies = tuple(parts.speech.replies(decision, evidence, memory))
    return FormTurn({}, decision.asking_for(None), replies, replace(memory, action="emergency"))


def _offer_passed_over(evidence: Evidence, memory: Memory, parts: DialogueParts) -> FormTurn:
    """An offer is not yet a form: something else said to it is a turn like any other."""
    turn = take_turn(evidence, memory, parts.policy, parts.parse)
    replies = tuple(parts.speech.replies(turn.decision, turn.evidence, memory))
    return FormTurn({"accept": None}, turn.decision, replies, turn.memory)


def _leave(outcome: str, evidence: Evidence, memory: Memory, parts: DialogueParts) -> FormTurn:
    sentence = "form_stopped" if outcome == "stopped" else outcome
    reply = Reply(kind="form", text=parts.speech.wording.say(sentence, evidence.language))
    after = replace(memory, action="stopped") if outcome == "stopped" else decline(memory)
    return FormTurn({}, replace(_decision(None), subject=outcome), (reply,), after)


def _aside(evidence: Evidence, memory: Memory, parts: DialogueParts) -> list[Reply]:
    """What to say to a message that is not an answer to the form."""
    language = evidence.language
    if name := aside(evidence.text, in_form=True):
        return [Reply(kind="form", text=parts.speech.wording.say(f"about_{name}", language))]
    decision = decide(evidence, memory, parts.policy)
    if decision.action == "deescalate":
        return parts.speech.replies(decision, evidence, memory)
    if decision.action in ANSWERED_INSIDE or decision.subject == "bot_question":
        back = Reply(kind="form", text=parts.speech.wording.say("back_to_form", language))
        return [*parts.speech.replies(decision, evidence, memory), back]
    return [Reply(kind="form", text=parts.speech.wording.say("later_question", language))]


def _problem(reading: Reading, evidence: Evidence, parts: DialogueParts) -> Reply:
    text = parts.speech.wording.say(reading.problem, evidence.language, problem=reading.detail)
    return Reply(kind="form", text=text)


def _decision(requested: str | None) -> Decision:
    return Decision("form", 1.0, (Reason("form"),), requested_slot=requested)


def ask(slot: str, language: str, memory: Memory, parts: DialogueParts) -> Reply:
    """The question for a slot, with the buttons that spare typing."""
    say = parts.speech.wording.say
    fields = {"consent": say("consent", language)} if slot == "consent" else {}
    name = f"intake_{slot}"  # not `ask_…`: Rasa would say those by itself
    buttons: tuple[Button, ...] = ()
    if slot == "accept":
        buttons = yes_no(parts.speech.wording, language)
    elif slot == "consent":
        buttons = (
            Button(say("button_agree", language), "/affirm"),
            Button(say("button_disagree", language), "/deny"),
        )
    elif slot in ("email", "phone"):
        buttons = (Button(say("button_skip", language), "/deny"),)
    elif slot == "state" and memory.jurisdiction:
        name, fields = "intake_state_known", {"state": state_name(memory.jurisdiction)}
        buttons = (Button(fields["state"], payload("inform", state=memory.jurisdiction)),)
    elif slot == "description" and memory.question:
        buttons = (Button(say("button_use_mine", language), "/affirm"),)
    elif slot == "opposing_party":
        buttons = (Button(say("button_nobody", language), "/deny"),)
    return Reply(kind="form", text=say(name, language, **fields), buttons=buttons)
