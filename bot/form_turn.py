"""FormTurn: one message while the intake form runs: details kept, questions answered, the next thing asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.assembly import DialogueParts
from bot.form_questions import Form, ask
from bot.intake import READERS, Reading, next_slot, read
from bot.intake_card import KINDS
from bot.intake_more import tells_of_violence
from bot.intake_reading import unclear
from bot.intake_review import REQUIRED
from bot.triage.asides import aside
from bot.triage.decide import decide
from bot.triage.decision import Decision, Reason
from bot.triage.evidence import Evidence
from bot.triage.memory import Memory, decline
from bot.triage.turn import take_turn
from conversations.messages import Reply

ANSWERED_INSIDE = frozenset({"answer", "emergency"})
"""What is said at once when a message inside the form turns out to be something else."""
CHOSEN_FROM_A_LIST = frozenset(name for name, kind in KINDS.items() if kind in ("select", "date"))


@dataclass(frozen=True)
class FormTurn:
    values: Mapping[str, Any]
    decision: Decision
    replies: tuple[Reply, ...]
    memory: Memory


def take_form_turn(
    slot: str, evidence: Evidence, memory: Memory, filled: Mapping[str, Any], parts: DialogueParts
) -> FormTurn:
    """Read a message as the answer to `slot`. `filled` holds every slot and detail, None where nothing was said."""
    form = Form(filled, memory, evidence.language, parts)
    if evidence.refused and not evidence.reported:
        return _stay(slot, form, _aside(evidence, form))
    if decide(evidence, memory, parts.policy).action == "emergency":
        return _help_first(evidence, memory, parts)
    chosen = evidence.chosen or {}
    if "value" in chosen and chosen.get("field") in READERS and slot not in ("accept", "consent"):
        return _edit(str(chosen["field"]), str(chosen["value"]), form)
    reading = _read(slot, evidence, form)
    if reading.outcome in ("stopped", "declined", "no_consent"):
        return _leave(reading.outcome, evidence, memory, parts)
    about_sidebar = aside(evidence.text, in_form=True) is not None
    passes_over = reading.outcome in ("asks", "unclear") and len(evidence.text.split()) >= 3
    if slot == "accept" and passes_over and not about_sidebar:
        return _offer_passed_over(evidence, memory, parts)
    if reading.outcome == "asks":
        return _stay(slot, form, _aside(evidence, form))
    if reading.outcome == "unclear":
        return _stay(slot, form, [_problem(reading, form)])
    return _go_on(slot, reading, form)


def _read(slot: str, evidence: Evidence, form: Form) -> Reading:
    known = {**form.filled, "suggested_state": form.memory.jurisdiction}
    allow_example = not form.parts.settings.production
    return read(slot, evidence, known, question=form.memory.question, allow_example=allow_example)


def _edit(field: str, value: str, form: Form) -> FormTurn:
    """A field that was changed on the summary: read as if it had been asked for, screened as if it had been typed."""
    text = value.strip()
    if not text:
        typed = Evidence("/deny", "deny", 1.0, language=form.language)
    elif field in CHOSEN_FROM_A_LIST:
        typed = Evidence(text, "inform", 1.0, language=form.language)
    else:
        typed = replace(Evidence.from_parse(form.parts.parse(text)), language=form.language)
    if typed.refused and not typed.reported:
        return _stay("review", form, _aside(typed, form))
    reading = unclear(f"needed_{field}") if not text and field in REQUIRED else _read(field, typed, form)
    if reading.outcome == "filled":
        return _go_on(field, reading, form)
    problem = reading if reading.problem else unclear("bad_field")
    return _stay("review", form, [_problem(problem, form)])


def _go_on(slot: str, reading: Reading, form: Form) -> FormTurn:
    values = dict(reading.values)
    if closed := _closed(values.get("state"), form):
        return closed
    now = {**form.filled, **values}
    told = " ".join(str(text) for text in (form.memory.question, now.get("description")) if text)
    if not now.get("unsafe") and tells_of_violence(told, today=date.today()):
        values["unsafe"] = now["unsafe"] = True
    asked = replace(form, filled=now)
    said = [_problem(reading, asked)] if reading.problem else []
    following = _following(slot, reading, now)
    if following is None:
        return FormTurn(values, _decision(None), tuple(said), form.memory)
    return FormTurn(values, _decision(following), (*said, ask(following, asked)), form.memory)


def _closed(state: str | None, form: Form) -> FormTurn | None:
    """Where no request may be taken for a state the form ends; a state that was good before it stays."""
    rules = form.parts.leads.rules.compliance
    if state is None or rules.allows(state):
        return None
    said = Reply(kind="notice", text=rules.wording(state, form.language))
    if form.filled.get("state"):
        return _stay(next_slot(form.filled) or "review", form, [said])
    return FormTurn(
        {}, replace(_decision(None), subject="state_closed"), (said,), replace(form.memory, action="stopped")
    )


def _following(slot: str, reading: Reading, now: Mapping[str, Any]) -> str | None:
    """What to ask for next. After the hours or the code word, the rest of that question is open still."""
    if reading.ask:
        return reading.ask
    half_done = slot in ("hours", "code_word") and now.get("reach") is None
    return "reach" if half_done else next_slot(now)


def _stay(slot: str, form: Form, first: list[Reply]) -> FormTurn:
    """Say something, then ask for the same slot again. Returning the slot's own value keeps the form going."""
    return FormTurn({slot: form.filled.get(slot)}, _decision(slot), (*first, ask(slot, form)), form.memory)


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
    reply = Reply(kind="notice", text=parts.speech.wording.say(sentence, evidence.language))
    after = replace(memory, action="stopped") if outcome == "stopped" else decline(memory)
    return FormTurn({}, replace(_decision(None), subject=outcome), (reply,), after)


def _aside(evidence: Evidence, form: Form) -> list[Reply]:
    """What to say to a message that is not an answer to the form."""
    speech = form.parts.speech
    if name := aside(evidence.text, in_form=True):
        return [Reply(kind="form", text=form.say(f"about_{name}"))]
    decision = decide(evidence, form.memory, form.parts.policy)
    if decision.action == "deescalate":
        return speech.replies(decision, evidence, form.memory)
    if decision.action in ANSWERED_INSIDE or decision.subject == "bot_question":
        back = Reply(kind="form", text=form.say("back_to_form"))
        return [*speech.replies(decision, evidence, form.memory), back]
    return [Reply(kind="form", text=form.say("later_question"))]


def _problem(reading: Reading, form: Form) -> Reply:
    return Reply(kind="form", text=form.say(reading.problem, problem=reading.detail))


def _decision(requested: str | None) -> Decision:
    return Decision("form", 1.0, (Reason("form"),), requested_slot=requested)
