"""Intake reach: how, when and under which words it is safe to reach a person, read from what they write."""

from __future__ import annotations

import re
from typing import Any

from bot.intake_reading import SKIPPED, Asked, Reading, unclear
from bot.intake_words import NO, SKIP, YES
from bot.triage.evidence import Evidence

LONGEST_NOTE, LONGEST_HOURS, LONGEST_WORD = 300, 100, 40
REACH = ("only", "voicemail", "hours", "code_word", "discreet", "reach_note")
"""The details that say how to reach somebody; each may be absent."""

_COUNT = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez)"
_HOUR = rf"(?:{_COUNT}\b|\d{{1,2}}(?![\d.])(?::\d{{2}})?)"
_CLOCK = rf"(?:las? )?{_HOUR}(?: ?[ap]\.? ?m\b\.?)?(?: de la (?:mañana|tarde|noche))?"
_PART = r"(?:mornings?|afternoons?|evenings?|nights?|weekdays?|weekends?|lunch(?:time)?|noon|midnight|work|school)"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_TIME = rf"(?:{_CLOCK}|{_PART}|{_DAY}|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bados?|domingos?)"
HOURS = re.compile(
    rf"\b(?:(?:only |just |s[oó]lo )?(?:{_DAY} |on {_DAY} )?(?:after|before|until|from|between|around|at|in the|"
    rf"during|on|despu[eé]s de|antes de|entre|desde|hasta|a partir de) "
    rf"{_TIME}(?: ?(?:and|to|-|–|until|till|y|a|hasta) ?{_TIME})?"
    rf"(?: (?:on )?(?:{_DAY}|{_PART}|tomorrow|any day|every day))?"
    r"|(?:on )?(?:(?:weekday|weekend) )?(?:weekday|weekend|morning|afternoon|evening)s(?: only)?"
    r"|por (?:las? )?(?:mañanas?|tardes?|noches?)|entre semana|fines? de semana)",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"\b(?:call|phone|text|reach|contact|ring|write|e-?mail|available|free|voice ?mail|safe|hours|"
    r"ll[aá]m\w+|escr[ií]b\w+|contact\w+|disponible|segur[oa]|horas|mensajes?)\b",
    re.IGNORECASE,
)
NO_VOICEMAIL = re.compile(
    r"\b(?:no|not?|never|without|don'?t|do not|please don'?t)(?: ever| please)?(?: leave)?(?: me)?(?: any| a| an)? ?"
    r"(?:voice ?mails?|voice messages?|messages? on (?:my|the) (?:machine|voice ?mail))\b"
    r"|\b(?:no|nunca) (?:me )?dej(?:e|en|es|ar) (?:ning[uú]n )?(?:mensajes?|recados?|nada)\b|"
    r"\bsin (?:buz[oó]n|mensajes de voz)\b",
    re.IGNORECASE,
)
ONLY = {
    "text": r"\b(?:texts?|text messages?|sms|texting) only\b|\bonly (?:by |send )?(?:me )?(?:a )?(?:text|sms)|"
    r"\b(?:don'?t|do not|never|please don'?t) call\b(?!.{0,12}\b(?:before|after|between|at|on|during)\b)|"
    r"\b(?:text|sms) (?:me )?(?:instead|rather)|\bs[oó]lo (?:por )?(?:mensajes?|textos?|sms)|\bno me llame\b",
    "call": r"\b(?:calls?|phone) only\b|\bonly (?:by )?(?:call|phone)|\bs[oó]lo (?:por )?(?:llamadas?|tel[eé]fono)|"
    r"\b(?:don'?t|do not|never) (?:e-?mail|write)\b",
    "email": r"\be-?mails? only\b|\bonly (?:by )?e-?mail|\bs[oó]lo (?:por )?correo",
}
_ONLY = {way: re.compile(pattern, re.IGNORECASE) for way, pattern in ONLY.items()}
CODE_WORD = re.compile(
    r"\b(?:code ?word|password|palabra clave|contraseña)(?: is| should be|:| =| es| ser[aá])? ?"
    r"[\"“'«]?([^\W\d_][\w-]*(?: [^\W\d_][\w-]*)?)[\"”'»]?\s*(?:[.,;!]|$|\band\b|\by\b)",
    re.IGNORECASE,
)
DISCREET = re.compile(
    r"\b(?:don'?t|do not|never|without|not to|no|nunca)(?: ever| please)? "
    r"(?:mention(?:ing)?|say(?:ing)?|tell(?:ing)?|use|menci[oó]n\w*|dig[ao]n?|habl\w+)\b.{0,40}\b"
    r"(?:sidebar|lawyers?|attorneys?|legal|why you|what (?:it|this) is|abogad[oa]s?|por qu[eé])\b",
    re.IGNORECASE,
)
UNSAFE = re.compile(
    r"\b(?:not|isn'?t|is not|never|un) ?safe (?:to|for)\b|"
    r"\b(?:he|she|they|my (?:ex|husband|wife|boyfriend|partner|dad|mom)) "
    r"(?:reads?|checks?|sees?|goes through|looks at|tracks?) (?:all )?my\b|\bno es seguro\b|"
    r"\b(?:revisa|lee|ve) mi (?:tel[eé]fono|celular|correo)|\bmis mensajes\b",
    re.IGNORECASE,
)
NOT_THEN = re.compile(r"\b(?:don'?t|do not|never|not|no|nunca)\b(?:\W+\w+){0,2}\W+$", re.IGNORECASE)
_SAID = (("discreet", DISCREET), ("unsafe", UNSAFE))
DONE = re.compile(
    r"^\W*(?:that'?s (?:all|it)|done|nothing(?: else)?|no(?:pe)?|all good|it'?s safe|any ?time|"
    r"any way(?: is (?:ok|fine))?|eso es todo|nada(?: m[aá]s)?|listo|ya est[aá]|cuando sea)\W*$",
    re.IGNORECASE,
)


def found_reach(text: str, *, asked: bool = False) -> dict[str, Any]:
    """What a message says about reaching the person; `asked` when it answers just that question."""
    found: dict[str, Any] = {name: True for name, pattern in _SAID if pattern.search(text)}
    if NO_VOICEMAIL.search(text):
        found["voicemail"] = False
    if word := CODE_WORD.search(text):
        found["code_word"] = word.group(1)[:LONGEST_WORD]
    if way := next((way for way, pattern in _ONLY.items() if pattern.search(text)), None):
        found["only"] = way
    hours = HOURS.search(text) if asked or CONTACT.search(text) else None
    if hours:
        not_then = "not " if NOT_THEN.search(text[: hours.start()]) else ""
        found["hours"] = not_then + " ".join(hours.group().split())[:LONGEST_HOURS]
    return found


def read_reach(text: str, evidence: Evidence, asked: Asked) -> Reading:
    """Read the answer to "anything a lawyer should know before reaching you?", typed or pressed."""
    pressed = (evidence.chosen or {}).get("reach")
    if pressed:
        return _pressed(pressed)
    if evidence.text.startswith("/") or SKIP.match(text) or DONE.match(text):
        return Reading("filled", {"reach": SKIPPED})
    if found := found_reach(text, asked=True):
        return Reading("filled", {**found, "reach": True})
    if YES.match(text) and len(text.split()) <= 2:
        return unclear("bad_reach")
    return Reading("filled", {"reach_note": text[:LONGEST_NOTE], "reach": True})


def _pressed(button: str) -> Reading:
    """A button notes one thing and the others stay on offer; two of them need words."""
    if button in ("hours", "code_word"):
        return Reading("change", ask=button)
    noted: dict[str, dict[str, Any]] = {
        "text": {"only": "text"},
        "voicemail": {"voicemail": False},
        "discreet": {"discreet": True},
    }
    if button not in noted:
        return Reading("filled", {"reach": SKIPPED})
    return Reading("change", noted[button], problem="noted_reach", ask="reach")


def read_hours(text: str, evidence: Evidence, asked: Asked) -> Reading:
    if evidence.text.startswith("/") or SKIP.match(text):
        return Reading("filled", {"hours": SKIPPED})
    if not any(letter.isalnum() for letter in text) or (YES.match(text) and len(text.split()) == 1):
        return unclear("bad_hours")
    rest = {name: value for name, value in found_reach(text, asked=True).items() if name != "hours"}
    return Reading("filled", {**rest, "hours": text[:LONGEST_HOURS]})


def read_code_word(text: str, evidence: Evidence, asked: Asked) -> Reading:
    if evidence.text.startswith("/") or SKIP.match(text):
        return Reading("filled", {"code_word": SKIPPED})
    named = CODE_WORD.search(text)
    word = (named.group(1) if named else text).strip(" .,;!\"“”'«»")
    if not word or len(word) > LONGEST_WORD or len(word.split()) > 4:
        return unclear("bad_code_word")
    return Reading("filled", {"code_word": word})


def read_reach_note(text: str, evidence: Evidence, asked: Asked) -> Reading:
    if evidence.text.startswith("/") or SKIP.match(text):
        return Reading("filled", {"reach_note": SKIPPED})
    return Reading("filled", {"reach_note": text[:LONGEST_NOTE]})


def read_way(text: str, evidence: Evidence, asked: Asked) -> Reading:
    """`text`, `call` or `email` alone, or any of them."""
    plain = text.strip(" .,!").lower()
    if plain in _ONLY:
        return Reading("filled", {"only": plain})
    found = found_reach(text, asked=True).get("only")
    return Reading("filled", {"only": found or SKIPPED}) if found or _is_no(plain) else unclear("bad_way")


def read_voicemail(text: str, evidence: Evidence, asked: Asked) -> Reading:
    refused = bool(NO_VOICEMAIL.search(text)) or _is_no(text)
    return Reading("filled", {"voicemail": False if refused else SKIPPED})


def read_discreet(text: str, evidence: Evidence, asked: Asked) -> Reading:
    wanted = bool(DISCREET.search(text) or YES.match(text))
    return Reading("filled", {"discreet": True if wanted else SKIPPED})


def _is_no(text: str) -> bool:
    return bool(NO.match(text) or SKIP.match(text)) or text in (
        "any",
        "all",
        "all are fine",
        "cualquiera",
        "todas",
        "",
    )
