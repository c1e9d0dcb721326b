"""Intake: read one message against the form that a lawyer's lead is made from. Pure; asked by bot/form_turn.py.

People do not fill in forms in order. One message may answer the question asked, give several details at once,
correct an earlier one, ask something else, or stop; `read()` says which.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.intake_basics import (
    contacts,
    is_question,
    read_description,
    read_email,
    read_name,
    read_opposing_party,
    read_phone,
    read_state,
)
from bot.intake_more import found_more, read_county, read_deadline, read_spoken, read_topic
from bot.intake_reach import (
    REACH,
    found_reach,
    read_code_word,
    read_discreet,
    read_hours,
    read_reach,
    read_reach_note,
    read_voicemail,
    read_way,
)
from bot.intake_reading import SKIPPED, Asked, Reading, unclear
from bot.intake_review import read_review
from bot.intake_words import CORRECTED_NAME, CORRECTED_STATE, NAME_AFTER_ALL, NO, STOP, YES
from bot.triage.asides import aside
from bot.triage.evidence import Evidence
from handoff.states import state_code

__all__ = ["ALL", "DETAILS", "SKIPPED", "SLOTS", "Reading", "next_slot", "read"]

SLOTS = (
    *("accept", "consent", "name", "email", "phone", "state", "description", "opposing_party"),
    *("reach", "review"),
)
"""What is asked, in this order."""
DETAILS = ("county", "deadline", "spoken", "topic", *REACH, "unsafe", "kept_back")
"""What is not asked: it is volunteered, or filled in on the summary."""
ALL = (*SLOTS, *DETAILS)

Reader = Callable[[str, Evidence, Asked], Reading]
READERS: Mapping[str, Reader] = {
    "name": read_name,
    "email": read_email,
    "phone": read_phone,
    "state": read_state,
    "description": read_description,
    "opposing_party": read_opposing_party,
    "reach": read_reach,
    "review": read_review,
    "change": read_review,
    "county": read_county,
    "deadline": read_deadline,
    "spoken": read_spoken,
    "topic": read_topic,
    "only": read_way,
    "voicemail": read_voicemail,
    "hours": read_hours,
    "code_word": read_code_word,
    "discreet": read_discreet,
    "reach_note": read_reach_note,
}
CORRECTION = re.compile(
    r"^\W*(?:(?:actually|wait|sorry|no|oh|perd[oó]n|espere)\W+)*(?:change|correct|my (?:name|e-?mail|phone|number|"
    r"state)|the state|i meant|cambi\w+|mi (?:nombre|correo|tel[eé]fono|n[uú]mero|estado))\b",
    re.IGNORECASE,
)
LONG_STORY = 15
"""Words. In a story this long a name or a number need not be the person's own."""
SAFE_IN_A_STORY = frozenset({"county", "deadline", "discreet", "unsafe", "code_word", "voicemail"})
OWN_WORDS = frozenset(
    {"description", "opposing_party", "reach", "hours", "code_word", "reach_note", "topic", "spoken"}
)
"""Slots whose answer is taken as it stands, so that nothing else is looked for in it."""


def next_slot(filled: Mapping[str, Any]) -> str | None:
    """The first slot without a value, in the order of `SLOTS`; None when the form is complete.

    One way to reach the person is enough. How to be reached is not asked of somebody who has said it already, unless
    it may not be safe to reach them.
    """
    spared = {slot for slot, other in (("email", "phone"), ("phone", "email")) if filled.get(other)}
    if any(filled.get(name) is not None for name in REACH) and not filled.get("unsafe"):
        spared.add("reach")
    return next((slot for slot in SLOTS if filled.get(slot) is None and slot not in spared), None)


def read(
    slot: str, evidence: Evidence, filled: Mapping[str, Any], *, question: str = "", allow_example: bool = False
) -> Reading:
    """Read a message while `slot` is asked. `question` is what the person wrote before the form began."""
    text = evidence.text.strip()
    if STOP.match(text) or (evidence.intent == "stop" and slot != "description" and len(text.split()) <= 5):
        return Reading("declined" if slot == "accept" else "stopped")
    if aside(text, in_form=True) and slot != "description":
        return Reading("asks")
    volunteered = _volunteered(slot, text, allow_example)
    if slot in ("accept", "consent"):
        agreed = _agreement(slot, text, evidence)
        if agreed.outcome == "filled":
            return Reading("filled", {**volunteered, **agreed.values})
        noted = agreed.outcome == "unclear" and volunteered
        return Reading("filled", volunteered, problem="bad_yes_no") if noted else agreed
    return _answer(slot, text, evidence, Asked(filled, question, allow_example), volunteered)


def _answer(slot: str, text: str, evidence: Evidence, asked: Asked, volunteered: Mapping[str, Any]) -> Reading:
    if slot == "description" and volunteered and CORRECTION.match(text) and len(text.split()) <= LONG_STORY:
        return Reading("filled", volunteered, problem="noted_change")
    reading = READERS[slot](text, evidence, asked)
    if reading.outcome == "change":
        return (
            Reading("filled", volunteered, problem="noted_change")
            if volunteered and reading.ask != "review"
            else reading
        )
    if reading.outcome == "unclear" and volunteered:
        return Reading("filled", volunteered, problem="noted_change")
    if reading.outcome == "filled":
        return Reading("filled", {**volunteered, **reading.values}, problem=reading.problem)
    return Reading("asks") if is_question(text) else reading


def _agreement(slot: str, text: str, evidence: Evidence) -> Reading:
    refused = "declined" if slot == "accept" else "no_consent"
    if evidence.intent == "affirm" and evidence.text.startswith("/"):
        return Reading("filled", {slot: True})
    if evidence.intent == "deny" and evidence.text.startswith("/"):
        return Reading(refused)
    question = is_question(text)
    if YES.match(text) and not question:
        return Reading("filled", {slot: True})
    if NO.match(text) and not question:
        return Reading(refused)
    if question or (evidence.intent in ("ask", "follow_up") and len(text.split()) > 4):
        return Reading("asks")
    if evidence.intent in ("affirm", "ask_lawyer"):
        return Reading("filled", {slot: True}) if slot == "accept" or evidence.intent == "affirm" else unclear()
    return Reading(refused) if evidence.intent == "deny" else unclear()


def _volunteered(slot: str, text: str, allow_example: bool) -> dict[str, Any]:
    """Details that a message gives for other slots than the one asked."""
    if text.startswith("/"):
        return {}
    more = {**found_reach(text), **found_more(text, today=date.today())}
    if slot == "description":
        more = {name: value for name, value in more.items() if name in SAFE_IN_A_STORY}
    elif slot in OWN_WORDS:
        more = {}
    if slot == "description" and len(text.split()) > LONG_STORY:
        return more
    more.pop(slot, None)
    return {**more, **_corrected(slot, text, allow_example)}


def _corrected(slot: str, text: str, allow_example: bool) -> dict[str, Any]:
    found: dict[str, Any] = {name: value for name, value in contacts(text, allow_example).items() if name != slot}
    if slot in OWN_WORDS - {"description"} and not re.search(r"\b(my|mi)\b", text, re.IGNORECASE):
        found = {}
    if slot not in ("name", "opposing_party") and (name := _named(text)):
        found["name"] = name
    if slot != "state" and (place := CORRECTED_STATE.search(text)):
        state = state_code(place.group(1).strip(" ."))
        found.update({"state": state} if state else {})
    return found


def _named(text: str) -> str:
    """A name that is given as such, up to the next clause; empty when there is none."""
    found = CORRECTED_NAME.search(text) or NAME_AFTER_ALL.match(text)
    return re.split(r"[,;]|\s(?:and|phone|email|my|in)\b", found.group(1))[0].strip(" .,") if found else ""
