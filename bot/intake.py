"""Intake: read one message against the form that a lawyer's lead is made from. Pure; asked by bot/actions/intake.py.

People do not fill in forms in order. One message may answer the question asked, give several details at once,
correct an earlier one, ask something else, or stop; `read()` says which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.triage.evidence import Evidence
from handoff.contact import check_email, check_phone
from handoff.errors import BadContact
from handoff.states import state_code

SLOTS = ("accept", "consent", "name", "email", "phone", "state", "description", "opposing_party")
SKIPPED = ""
"""The value of an optional slot that was skipped: filled, so not asked again, and empty."""

_STOP = re.compile(
    r"^\W*(please )?(stop|cancel|quit|exit|abort|never ?mind|forget (it|this)|i changed my mind|leave it|"
    r"no more( questions)?|i don'?t want (this|to do this|to continue|a lawyer)( any ?more)?|"
    r"parar?|cancelar?|olv[ií]del?o|d[ée]jalo|ya no quiero)( (it|this|the form|please|now|por favor))*\W*$",
    re.IGNORECASE,
)
_YES = re.compile(
    r"^\W*(y|ye[sap]h?|yes+|yep|yup|sure|ok(ay)?|of course|please( do)?|go ahead|i (do|agree|accept|consent)|"
    r"agreed?|fine|correct|that'?s right|right|absolutely|definitely|"
    r"s[ií]|claro|de acuerdo|acepto|por favor|vale|correcto)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^\W*(no+|nope|nah|not (now|really|yet|today)|i (do not|don'?t|disagree|refuse|decline)|don'?t|never|"
    r"nunca|no acepto)\b",
    re.IGNORECASE,
)
_SKIP = re.compile(
    r"^\W*(skip( (it|this))?|none|nobody|no ?one|nothing|n/?a|no( thanks?)?|i (don'?t|do not) have (one|any|an?\b.*)|"
    r"(i'?d )?(rather|prefer) not.*|don'?t (know|have (one|it))|not sure|unknown|"
    r"omitir|ningun[oa]|nadie|no tengo|no s[ée])\W*$",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}\b")
_NAME_INTRO = re.compile(
    r"^\W*(?:(?:hi|hello|hey|ok(?:ay)?|sure|yes|well|actually|sorry|wait|no)[,.!]?\s+)*"
    r"(?:my (?:full )?name(?: is|'s| should be)|i am|i'?m|it'?s|this is|call me|me llamo|mi nombre es|soy)\s+",
    re.IGNORECASE,
)
_CORRECTED_NAME = re.compile(
    r"\b(?:my (?:full )?name (?:is|should be)|change my name to|mi nombre es|me llamo)\s+"
    r"([^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){0,3})",
    re.IGNORECASE,
)
_NAME = re.compile(r"^[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){0,5}$")
_CORRECTED_STATE = re.compile(
    r"\b(?:state (?:is|should be)|it(?:'s| is) in|change (?:the |my )?state to)\s+([a-z .]+)", re.IGNORECASE
)
_QUESTION = re.compile(
    r"\?\s*$|^\W*(what|why|how|who|when|where|which|can|could|do|does|did|is|are|will|would|should|"
    r"qu[ée]|c[óo]mo|cu[áa]ndo|d[óo]nde|por qu[ée]|puedo)\b",
    re.IGNORECASE,
)
_MINE = re.compile(r"^\W*(use|same|that|what i (wrote|said)|as (above|before)|usar|lo mismo)\b", re.IGNORECASE)


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
    if _STOP.match(text) or (evidence.intent == "stop" and slot != "description" and len(text.split()) <= 5):
        return Reading("declined" if slot == "accept" else "stopped")
    if slot in ("accept", "consent"):
        return _agreement(slot, text, evidence)
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
    if _YES.match(text) and not question:
        return Reading("filled", {slot: True})
    if _NO.match(text) and not question:
        return Reading(refused)
    if question or (evidence.intent in ("ask", "follow_up") and len(text.split()) > 4):
        return Reading("asks")
    if evidence.intent in ("affirm", "ask_lawyer"):
        return Reading("filled", {slot: True}) if slot == "accept" or evidence.intent == "affirm" else _unclear()
    return Reading(refused) if evidence.intent == "deny" else _unclear()


def _unclear(problem: str = "bad_yes_no", detail: str = "") -> Reading:
    return Reading("unclear", problem=problem, detail=detail)


def _name(text: str, evidence: Evidence, filled: Mapping[str, Any], question: str, allow_example: bool) -> Reading:
    bare = _PHONE.sub("", _EMAIL.sub("", text)).strip(" ,;.!")
    name = re.split(r"[,;\n]| and (?:my|you|i)\b", _NAME_INTRO.sub("", bare))[0].strip(" ,;.!")
    if not _NAME.match(name) or _is_question(text, evidence) or _YES.match(name) or _NO.match(name):
        return _unclear("bad_name")
    return Reading("filled", {"name": name, **_contacts(text, allow_example)})


def _email(text: str, evidence: Evidence, filled: Mapping[str, Any], question: str, allow_example: bool) -> Reading:
    if _skips(text, evidence):
        return Reading("filled", {"email": SKIPPED})
    found = _EMAIL.search(text)
    if found is None and _PHONE.search(text):
        return Reading("filled", {"email": SKIPPED, **_contacts(text, allow_example)})
    try:
        email = check_email(found.group(0) if found else text, allow_example=allow_example)
    except BadContact as error:
        return _unclear("bad_email", str(error))
    return Reading("filled", {**_contacts(text, allow_example), "email": email})


def _phone(text: str, evidence: Evidence, filled: Mapping[str, Any], question: str, allow_example: bool) -> Reading:
    if _skips(text, evidence):
        return Reading("filled", {"phone": SKIPPED}) if filled.get("email") else _unclear("need_one_contact")
    found = _PHONE.search(text)
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
    if _YES.match(text) and filled.get("suggested_state"):
        return Reading("filled", {"state": filled["suggested_state"]})
    return _unclear("bad_state")


def _description(
    text: str, evidence: Evidence, filled: Mapping[str, Any], question: str, allow_example: bool
) -> Reading:
    if question and (evidence.text.startswith("/affirm") or _MINE.match(text)):
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
    if evidence.text.startswith("/") or not re.search(r"\w", text) or _is_question(text, evidence):
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
    return bool(_SKIP.match(text)) or evidence.text.startswith("/deny")


def _contacts(text: str, allow_example: bool) -> dict[str, str]:
    """E-mail and phone numbers that stand in a message, when they are valid."""
    found: dict[str, str] = {}
    checks = (("email", _EMAIL, check_email), ("phone", _PHONE, check_phone))
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
    if slot not in ("name", "opposing_party") and (name := _CORRECTED_NAME.search(text)):
        found["name"] = name.group(1).strip(" .,")
    if slot != "state" and (place := _CORRECTED_STATE.search(text)):
        state = state_code(place.group(1).strip(" ."))
        found.update({"state": state} if state else {})
    return found


def _is_question(text: str, evidence: Evidence) -> bool:
    return not text.startswith("/") and len(text.split()) >= 2 and bool(_QUESTION.search(text))
