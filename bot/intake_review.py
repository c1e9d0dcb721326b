"""Intake review: the person has the summary before them: send, change a field, keep one back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.intake_reading import Asked, Reading, unclear
from bot.intake_words import NO, YES
from bot.triage.evidence import Evidence

REQUIRED = ("name", "state", "topic", "description", "opposing_party")
"""What no lawyer can do without; `needed_…` in bot/responses/handoff.yml says why. So is one of `ONE_OF`."""
ONE_OF = ("email", "phone")

_WORDS = {
    "email": r"e-?mail|mail address|correo",
    "phone": r"phone|number|cell|mobile|tel[eé]fono|celular|n[uú]mero",
    "code_word": r"code ?word|password|palabra clave|contraseña",
    "voicemail": r"voice ?mail|buz[oó]n",
    "hours": r"hours?|times?|when (?:to|they)|horas?|horario",
    "only": r"how to (?:reach|contact)|text only|forma de contacto",
    "county": r"county|town|city|condado|ciudad",
    "state": r"state|estado",
    "topic": r"topic|area|tema",
    "deadline": r"deadline|court date|due date|date|plazo|fecha",
    "opposing_party": r"other (?:side|party|person)|opposing|(?:la )?otra parte|oponente",
    "spoken": r"language|idioma",
    "discreet": r"mention|mencionar",
    "reach_note": r"note|nota",
    "description": r"what happened|description|story|text|summary|qu[eé] pas[oó]|descripci[oó]n|historia",
    "name": r"name|nombre",
}
_FIELDS = {name: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for name, pattern in _WORDS.items()}
KEEP = re.compile(
    r"\b(?:keep (?:back|out|private)|hold back|(?:don'?t|do not) (?:send|share|show|include|give)|"
    r"hide|leave out|remove|take out|delete|no (?:env[ií]e|comparta|muestre|incluya)|quite|oculte|sin)\b|"
    r"\bkeep\b.*\bback\b",
    re.IGNORECASE,
)
RELEASE = re.compile(r"\b(?:release|put back|do (?:send|share)|include|incluya|s[ií] env[ií]e)\b", re.IGNORECASE)
CHANGE = re.compile(
    r"\b(?:change|edit|fix|correct|wrong|update|cambi\w+|corrij\w+|corregir|est[aá] mal)\b", re.IGNORECASE
)
SEND = re.compile(
    r"^\W*(?:(?:yes|ok(?:ay)?|please|s[ií]|por favor)\W+)*(?:send|submit|pass)"
    r"(?: (?:it|this|that|them|now|to (?:a|the) lawyer|on|all|everything|please))*\W*$|"
    r"^\W*(?:s[ií]\W+)?(?:env[ií](?:e|ar|elo|alo|arlo)|mand(?:e|ar|elo|arlo))"
    r"(?: (?:ya|todo|ahora))?\W*$|"
    r"^\W*(?:looks? (?:good|right|fine|ok(?:ay)?)|all (?:good|right|correct)|est[aá] bien|todo bien)\W*$",
    re.IGNORECASE,
)


def read_review(text: str, evidence: Evidence, asked: Asked) -> Reading:
    """Read what is said, or pressed, under the summary."""
    if evidence.chosen is not None:
        return _pressed(evidence, asked)
    if SEND.match(text):
        return Reading("filled", {"review": True})
    field = field_in(text)
    if field and KEEP.search(text):
        return keep_back(field, asked.filled)
    if field and RELEASE.search(text) and field in kept_back(asked.filled):
        return release(field, asked.filled)
    if CHANGE.search(text) or (NO.match(text) and len(text.split()) <= 4):
        return Reading("change", ask=field or "change")
    if field and len(text.split()) <= 3:
        return Reading("change", ask=field)
    return (
        Reading("filled", {"review": True}) if YES.match(text) and len(text.split()) <= 4 else unclear("bad_review")
    )


def _pressed(evidence: Evidence, asked: Asked) -> Reading:
    chosen = evidence.chosen or {}
    if evidence.text.startswith("/affirm"):
        return Reading("filled", {"review": True})
    if (field := chosen.get("keep_back")) in _FIELDS:
        return keep_back(field, asked.filled)
    if (field := chosen.get("release")) in _FIELDS:
        return release(field, asked.filled)
    if (field := chosen.get("field")) in _FIELDS:
        return Reading("change", ask=field)
    return (
        Reading("change", ask="change")
        if evidence.text.startswith("/deny") or "field" in chosen
        else unclear("bad_review")
    )


def field_in(text: str) -> str | None:
    """The field that a message names, the most particular first."""
    return next((name for name, pattern in _FIELDS.items() if pattern.search(text)), None)


def kept_back(filled: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(filled.get("kept_back") or ())


def keep_back(field: str, filled: Mapping[str, Any]) -> Reading:
    """Keep a field from the lawyer; one that is needed stays, and the person is told why."""
    if not may_keep_back(field, filled):
        return unclear("needed_contact" if field in ONE_OF else f"needed_{field}")
    names = sorted({*kept_back(filled), field})
    return Reading("change", {"kept_back": names}, problem="noted_kept_back", ask="review")


def release(field: str, filled: Mapping[str, Any]) -> Reading:
    names = [name for name in kept_back(filled) if name != field]
    return Reading("change", {"kept_back": names}, problem="noted_released", ask="review")


def may_keep_back(field: str, filled: Mapping[str, Any]) -> bool:
    if field in REQUIRED:
        return False
    if field not in ONE_OF:
        return True
    other = ONE_OF[1 - ONE_OF.index(field)]
    return bool(filled.get(other)) and other not in kept_back(filled)
