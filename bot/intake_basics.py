"""Intake basics: read a name, an address, a number, a state, what happened and who is on the other side."""

from __future__ import annotations

import re

from bot.intake_reach import CONTACT, found_reach
from bot.intake_reading import SKIPPED, Asked, Reading, unclear
from bot.intake_words import EMAIL, MINE, NAME, NAME_INTRO, NO, PHONE, QUESTION, SKIP, YES
from bot.triage.evidence import Evidence
from handoff.contact import check_email, check_phone
from handoff.errors import BadContact
from handoff.states import state_code

LONGEST_PARTY = 300
HOW_TO_REACH = re.compile(
    r"^\W*(?:please |por favor |and )?(?:don'?t|do not|never|only|just|no|text|call|reach|contact|e-?mail|"
    r"ll[aá]m|solo|s[oó]lo|nunca|my code|use the code|mi palabra)",
    re.IGNORECASE,
)


def read_name(text: str, evidence: Evidence, asked: Asked) -> Reading:
    bare = PHONE.sub("", EMAIL.sub("", text)).strip(" ,;.!")
    name = re.split(r"[,;\n]| and (?:my|you|i)\b", NAME_INTRO.sub("", bare))[0].strip(" ,;.!")
    if skips(text, evidence):
        return unclear("needed_name")
    social = evidence.intent in ("greet", "thanks", "goodbye") and evidence.intent_confidence >= 0.8
    elsewhere = tells_how_to_reach(name) or is_question(text)
    if social or elsewhere or not NAME.match(name) or YES.match(name) or NO.match(name):
        return unclear("bad_name")
    return Reading("filled", {"name": name, **contacts(text, asked.allow_example)})


def read_email(text: str, evidence: Evidence, asked: Asked) -> Reading:
    """The question is how to be reached: an address, a number, or both will do."""
    if skips(text, evidence):
        without = asked.filled.get("phone") == SKIPPED
        return unclear("need_one_contact") if without else Reading("filled", {"email": SKIPPED})
    found, number = EMAIL.search(text), PHONE.search(text)
    try:
        if found is None and (number or _is_number(text)):
            value = check_phone(number.group(0) if number else text, allow_example=asked.allow_example)
            return Reading("filled", {"phone": value})
        email = check_email(found.group(0) if found else text, allow_example=asked.allow_example)
    except BadContact as error:
        return unclear("bad_phone" if found is None and (number or _is_number(text)) else "bad_email", str(error))
    return Reading("filled", {**contacts(text, asked.allow_example), "email": email})


def read_phone(text: str, evidence: Evidence, asked: Asked) -> Reading:
    if skips(text, evidence):
        return Reading("filled", {"phone": SKIPPED}) if asked.filled.get("email") else unclear("need_one_contact")
    found = PHONE.search(text)
    try:
        number = check_phone(found.group(0) if found else text, allow_example=asked.allow_example)
    except BadContact as error:
        return unclear("bad_phone", str(error))
    return Reading("filled", {"phone": number})


def read_state(text: str, evidence: Evidence, asked: Asked) -> Reading:
    chosen = (evidence.chosen or {}).get("state")
    bare = re.sub(
        r"^(it'?s |in |i'?m in |i live in |we are in |es |en )+", "", text.strip(" .!"), flags=re.IGNORECASE
    )
    if state := state_code(chosen or bare) or _last_state(text):
        return Reading("filled", {"state": state})
    if evidence.jurisdiction and not evidence.text.startswith("/"):
        return Reading("filled", {"state": evidence.jurisdiction})
    if YES.match(text) and asked.filled.get("suggested_state"):
        return Reading("filled", {"state": asked.filled["suggested_state"]})
    return unclear("need_state" if skips(text, evidence) else "bad_state")


def _last_state(text: str) -> str | None:
    """`Harris County, Texas` -> `TX`."""
    return state_code(text.rpartition(",")[2].strip(" .!")) if "," in text else None


def read_description(text: str, evidence: Evidence, asked: Asked) -> Reading:
    if asked.question and (evidence.text.startswith("/affirm") or MINE.match(text)):
        return Reading("filled", {"description": asked.question})
    if evidence.text.startswith("/") or len(text.split()) < 3 or tells_how_to_reach(text):
        return unclear("bad_description")
    if evidence.intent == "bot_question" and text.endswith("?"):
        return Reading("asks")
    return Reading("filled", {"description": text})


def read_opposing_party(text: str, evidence: Evidence, asked: Asked) -> Reading:
    if skips(text, evidence):
        return Reading("filled", {"opposing_party": SKIPPED})
    bare = YES.match(text) and len(text.split()) <= 2
    elsewhere = is_question(text) or tells_how_to_reach(text)
    if bare or elsewhere or evidence.text.startswith("/") or not re.search(r"\w", text):
        return unclear("bad_opposing_party")
    return Reading("filled", {"opposing_party": text[:LONGEST_PARTY]})


def skips(text: str, evidence: Evidence) -> bool:
    return bool(SKIP.match(text)) or evidence.text.startswith("/deny")


def contacts(text: str, allow_example: bool) -> dict[str, str]:
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


def is_question(text: str) -> bool:
    return not text.startswith("/") and len(text.split()) >= 2 and bool(QUESTION.search(text))


def tells_how_to_reach(text: str) -> bool:
    """Whether a message is about how to be reached and nothing else, such as "text only, please"."""
    return bool(HOW_TO_REACH.match(text) and CONTACT.search(text) and found_reach(text)) and len(text.split()) <= 15


def _is_number(text: str) -> bool:
    return "@" not in text and sum(letter.isdigit() for letter in text) >= 4
