"""Intake more: county, deadline, language and topic, read when they are volunteered or asked to be changed."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

from babel import Locale

from bot.intake_reading import SKIPPED, Asked, Reading, unclear
from bot.intake_words import SKIP
from bot.triage.evidence import Evidence
from intents.topics import load_topics
from moderation.danger import find
from moderation.dates import named_days

LONGEST_PLACE = 60
VIOLENT = frozenset({"violence", "domestic_violence", "stalking", "child_abuse", "trafficking"})
AFRAID = re.compile(
    r"\b(?:abus(?:e|es|ed|ive|er|ivo|ador)|beat(?:s|ing|en)? (?:me|us|my)|hits? me|chok\w+ me|stalk\w*|"
    r"restraining order|protecti(?:ve|on) order|order of protection|domestic violence|"
    r"(?:afraid|scared) of (?:him|her|my)|"
    r"threaten(?:s|ed|ing)? (?:me|us|to (?:kill|hurt))|violencia dom[eé]stica|maltrat\w+|me (?:golpea|pega)|orden de "
    r"(?:protecci[oó]n|restricci[oó]n)|(?:le|tengo) (?:tengo )?miedo)\b",
    re.IGNORECASE,
)
_WORD = r"[A-Z][\w.'’-]*"
COUNTY = re.compile(rf"\b((?:{_WORD} ){{1,3}}(?:County|Parish|Borough))\b")
LOWER_COUNTY = re.compile(
    r"\b(?:in|of|is|it'?s) (?:the )?((?!in )[a-z][\w.'’-]*(?: [a-z][\w.'’-]*)? (?:county|parish))\b"
)
CONDADO = re.compile(r"\bcondado de (?:(?:la|el|los) )?([\w.'’-]+(?: [A-Z][\w.'’-]*)?)", re.IGNORECASE)
DUE = re.compile(
    r"\b(?:deadlines?|due|court|hearings?|trial|answer|respond|reply|file|appear|evict\w*|move out|leave|expires?|"
    r"until|by|before|plazo|corte|audiencia|juicio|vence|responder|antes del?)\b",
    re.IGNORECASE,
)
ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
SPOKEN = re.compile(
    r"\b(?:i (?:only |mostly )?speak|i(?:'d| would) (?:rather|prefer to) speak|"
    r"prefer(?: to speak)?|(?:lawyer|someone) who speaks|in my language,?|"
    r"hablo|prefiero(?: hablar)?(?: en)?|que hable)\s+(?:only |mostly |s[oó]lo |el )?([^\W\d_]+)",
    re.IGNORECASE,
)


def found_more(text: str, *, today: date) -> dict[str, Any]:
    """County, deadline and language that a message names in passing."""
    found: dict[str, Any] = {}
    if county := county_in(text):
        found["county"] = county
    if DUE.search(text) and (day := day_in(text, today=today)):
        found["deadline"] = day
    if (spoken := SPOKEN.search(text)) and (code := language_code(spoken.group(1))):
        found["spoken"] = code
    return found


def tells_of_violence(text: str, *, today: date) -> bool:
    """Whether it may not be safe to reach the person like anybody else."""
    danger = find(text, today)
    return bool(AFRAID.search(text)) or (danger is not None and danger.kind in VIOLENT)


def county_in(text: str) -> str | None:
    """`… in Harris County, Texas` -> `Harris County`."""
    if named := COUNTY.search(text):
        return named.group(1)
    if named := LOWER_COUNTY.search(text):
        return named.group(1).title()
    if named := CONDADO.search(text):
        return f"{named.group(1).title()} County"
    return None


def day_in(text: str, *, today: date) -> str | None:
    """The first day from today on that a text names, as an ISO date."""
    for match in ISO.finditer(text):
        try:
            day = date(*map(int, match.groups()))
        except ValueError:
            continue
        return day.isoformat()
    named = [found.on for found in named_days(text.lower(), today) if found.on >= today]
    return named[0].isoformat() if named else None


@cache
def _language_names() -> dict[str, str]:
    """Languages by their English and Spanish names, in lower case."""
    names: dict[str, str] = {}
    for told_in in ("en", "es"):
        for code, name in Locale(told_in).languages.items():
            if len(code) <= 3:
                names.setdefault(name.lower(), code)
    return names


def language_code(name: str) -> str | None:
    """`Spanish`, `vietnamita` or `vi` -> its code; None when that is no language."""
    plain = name.strip(" .,!").lower()
    return _language_names().get(plain) or (plain if plain in _language_names().values() else None)


def language_name(code: str, told_in: str) -> str:
    return str(Locale(told_in if told_in == "es" else "en").languages.get(code, code))


def read_county(text: str, evidence: Evidence, asked: Asked) -> Reading:
    if evidence.text.startswith("/") or SKIP.match(text):
        return Reading("filled", {"county": SKIPPED})
    place = county_in(text) or text.strip(" .,!")
    if len(place) > LONGEST_PLACE or not re.search(r"[^\W\d_]{2}", place):
        return unclear("bad_county")
    return Reading("filled", {"county": place if place[0].isupper() else place.title()})


def read_deadline(text: str, evidence: Evidence, asked: Asked) -> Reading:
    if evidence.text.startswith("/") or SKIP.match(text):
        return Reading("filled", {"deadline": SKIPPED})
    day = day_in(text, today=date.today())
    return Reading("filled", {"deadline": day}) if day else unclear("bad_deadline")


def read_spoken(text: str, evidence: Evidence, asked: Asked) -> Reading:
    named = SPOKEN.search(text)
    code = language_code(named.group(1) if named else text)
    return Reading("filled", {"spoken": code}) if code else unclear("bad_spoken")


def read_topic(text: str, evidence: Evidence, asked: Asked) -> Reading:
    """The area of law by its key or name, else by what the message is about."""
    topics, plain = load_topics(), text.strip(" .,!").lower()
    named = next((key for key in topics.keys if plain in (key, topics[key].name.lower())), None)
    likeliest = next((topic.topic for topic in evidence.topics_above(0.4)), None)
    topic = named or likeliest
    return Reading("filled", {"topic": topic}) if topic else unclear("bad_topic")
