"""Intake: read one message against the form that a lawyer's lead is made from. Pure; asked by bot/actions/intake.py.

People do not fill in forms in order. One message may answer the question asked, give several details at once,
correct an earlier one, ask something else, or stop; `read()` says which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.intake_words import (
    CORRECTED_NAME,
    CORRECTED_STATE,
    EMAIL,
    MINE,
    NAME,
    NAME_AFTER_ALL,
    NAME_INTRO,
    NO,
    PHONE,
    QUESTION,
    SKIP,
    STOP,
    YES,
)
from bot.triage.asides import aside
from bot.triage.evidence import Evidence
from handoff.contact import check_email, check_phone
from handoff.errors import BadContact
from handoff.states import state_code

SLOTS = ("accept", "consent", "name", "email", "phone", "state", "description", "opposing_party")
SKIPPED = ""
"""The value of an optional slot that was skipped: filled, so not asked again, and empty."""


@dataclass(frozen=True)
class Reading:
    """What one message did. `outcome`: `filled`, `stopped`, `declined`, `no_consent`, `asks` or `unclear`."""

    outcome: str
    values: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    """The sentence (bot/responses/handoff.yml) that says why the question is asked again."""
    detail: str = ""


def next_slot(filled: Mapping[str, Any]) -> str | None:
    """The first slot without a value, in the order of `SLOTS`; None when the form is complete."""
    return next((slot for slot in SLOTS if filled.get(slot) is None), None)


def read(
    slot: str, evidence: Evidence, filled: Mapping[str, Any], *, question: str = "", allow_example: bool = False
) -> Reading:
    """Read a message while `slot` is asked. `question` is what the person wrote before the form began."""
    text = evidence.text.strip()
    if STOP.match(text) or (evidence.intent == "stop" and slot != "description" and len(text.split()) <= 5):
        return Reading("declined" if slot == "accept" else "stopped")
    if aside(text, in_form=True) and slot != "description":
        return Reading("asks")
    if slot in ("accept", "consent"):
        agreed = _agreement(slot, text, evidence)
        details = _corrections(slot, text, allow_example)
        if agreed.outcome == "filled":
            return Reading("filled", {**details, **agreed.values})
        return Reading("filled", details, problem="bad_yes_no") if agreed.outcome == "unclear" and details else agreed
    corrections = _corrections(slot, text, allow_example)
    reading = _READERS[slot](text, evidence, filled, question, allow_example)
    if reading.outcome == "unclear" and corrections:
        return Reading("filled", corrections, problem="noted_change")
    if reading.outcome == "filled":
        return Reading("filled", {**corrections, **reading.values}, problem=reading.problem)
    if _is_question(text, evidence):
        return Reading("asks")
    return reading


def _agreement(slot: str, text: str, evidence: Evidence) -> Reading:
    refused = "declined" if slot == "accept" else "no_consent"
    if evidence.intent == "affirm" and evidence.text.startswith("/"):
        return Reading("filled", {slot: True})
    if evidence.intent == "deny" and evidence.text.startswith("/"):
        return Reading(refused)
    question = _is_question(text, evidence)
    if YES.match(text) and not question:
        return Reading("filled", {slot: True})
    if NO.match(text) and not question:
        return Reading(refused)
    if question or (evidence.intent in ("ask", "follow_up") and len(text.split()) > 4):
        return Reading("asks")
    if evidence.intent in ("affirm", "ask_lawyer"):
        return Reading("filled", {slot: True}) if slot == "accept" or evidence.intent == "affirm" else _unclear()
    return Reading(refused) if evidence.intent == "deny" else _unclear()


def _unclear(problem: str = "bad_yes_no", detail: str = "") -> Reading:
    return Reading("unclear", problem=problem, detail=detail)


def _name(text: str, evidence: Evidence, filled: Mapping[str, Any], question: str, allow_example: bool) -> Reading:
    bare = PHONE.sub("", EMAIL.sub("", text)).strip(" ,;.!")
    name = re.split(r"[,;\n]| and (?:my|you|i)\b", NAME_INTRO.sub("", bare))[0].strip(" ,;.!")
    social = evidence.intent in ("greet", "thanks", "goodbye") and evidence.intent_confidence >= 0.8
    if social or not NAME.match(name) or _is_question(text, evidence) or YES.match(name) or NO.match(name):
        return _unclear("bad_name")
    return Reading("filled", {"name": name, **_contacts(text, allow_example)})


def _email(text: str, evidence: Evidence, filled: Mapping[str, Any], question: str, allow_example: bool) -> Reading:
    if _skips(text, evidence):
        return Reading("filled", {"email": SKIPPED})
    found = EMAIL.search(text)
    if found is None and PHONE.search(text):
        return Reading("filled", {"email": SKIPPED, **_contacts(text, allow_example)})
    try:
        email = check_email(found.group(0) if found else text, allow_example=allow_example)
    except BadContact as error:
        return _unclear("bad_email", str(error))
    return Reading("filled", {**_contacts(text, allow_example), "email": email})


def _phone(text: str, evidence: Evidence, filled: Mapping[str, Any], question: str, allow_example: bool) -> Reading:
    if _skips(text, evidence):
        return Reading("filled", {"phone": SKIPPED}) if filled.get("email") else _unclear("need_one_contact")
    found = PHONE.search(text)
    try:
        return Reading(
            "filled", {"phone": check_phone(found.group(0) if found else text, allow_example=allow_example)}
        )
    except BadContact as error:
        return _unclear("bad_phone", str(error))


def _state(text: str, evidence: Evidence, filled: Mapping[str, Any], question: str, allow_example: bool) -> Reading:
    chosen = (evidence.chosen or {}).get("state")
    bare = re.sub(
        r"^(it'?s |in |i'?m in |i live in |we are in |es |en )+", "", text.strip(" .!"), flags=re.IGNORECASE
    )
    if state := state_code(chosen or bare):
        return Reading("filled", {"state": state})
    if evidence.jurisdiction and not evidence.text.startswith("/"):
        return Reading("filled", {"state": evidence.jurisdiction})
    if YES.match(text) and filled.get("suggested_state"):
        return Reading("filled", {"state": filled["suggested_state"]})
    return _unclear("need_state" if _skips(text, evidence) else "bad_state")


def _description(
    text: str, evidence: Evidence, filled: Mapping[str, Any], question: str, allow_example: bool
) -> Reading:
    if question and (evidence.text.startswith("/affirm") or MINE.match(text)):
        return Reading("filled", {"description": question})
    if evidence.text.startswith("/") or len(text.split()) < 3:
        return _unclear("bad_description")
    if evidence.intent == "bot_question" and text.endswith("?"):
        return Reading("asks")
    return Reading("filled", {"description": text})


def _opposing_party(
    text: str, evidence: Evidence, filled: Mapping[str, Any], question: str, allow_example: bool
) -> Reading:
    if _skips(text, evidence):
        return Reading("filled", {"opposing_party": SKIPPED})
    bare = YES.match(text) and len(text.split()) <= 2
    if bare or evidence.text.startswith("/") or not re.search(r"\w", text) or _is_question(text, evidence):
        return _unclear("bad_opposing_party")
    return Reading("filled", {"opposing_party": text[:300]})


_READERS = {
    "name": _name,
    "email": _email,
    "phone": _phone,
    "state": _state,
    "description": _description,
    "opposing_party": _opposing_party,
}


def _skips(text: str, evidence: Evidence) -> bool:
    return bool(SKIP.match(text)) or evidence.text.startswith("/deny")


def _contacts(text: str, allow_example: bool) -> dict[str, str]:
    """E-mail and phone numbers that stand in a message, when they are valid."""
    found: dict[str, str] = {}
    checks = (("email", EMAIL, check_email), ("phone", PHONE, check_phone))
    for slot, pattern, check in checks:
        match = pattern.search(text)
        if match:
            try:
                found[slot] = check(match.group(0), allow_example=allow_example)
            except BadContact:
                continue
    return found


def _corrections(slot: str, text: str, allow_example: bool) -> dict[str, str]:
    """Details that a message gives for other slots than the one asked."""
    if slot == "description" and len(text.split()) > 15:
        return {}
    found = {name: value for name, value in _contacts(text, allow_example).items() if name != slot}
    if slot == "opposing_party":
        found = found if re.search(r"\b(my|mi)\b", text, re.IGNORECASE) else {}
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


def _is_question(text: str, evidence: Evidence) -> bool:
    return not text.startswith("/") and len(text.split()) >= 2 and bool(QUESTION.search(text))
