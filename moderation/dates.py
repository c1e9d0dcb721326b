"""Dates: the days that people name in passing: `tonight`, `next tuesday`, `in two days`, `11/25`, `el lunes`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import dateparser

WEEKDAYS = {
    **{name: day for day, name in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])},
    **{
        name: day
        for day, name in enumerate(["lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"])
    },
}
NUMBERS = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
}
NUMBERS |= {"a": 1, "an": 1, "couple": 2, "couple of": 2, "a couple of": 2, "a few": 3, "few": 3, "un": 1, "una": 1}
NUMBERS |= {
    "dos": 2,
    "tres": 3,
    "cuatro": 4,
    "cinco": 5,
    "fourteen": 14,
    "twenty": 20,
    "thirty": 30,
    "seventy two": 72,
}
NUMBERS |= {"forty eight": 48, "twenty four": 24}
NUMBER = r"(?:\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + r")"
DAY_NAME = (
    r"(?:mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    r"|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|"
    r"oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
NAMED = re.compile(
    rf"\b(?P<past>last|past|el pasado) (?P<past_day>{DAY_NAME})\b"
    rf"|\b(?P<ago>{NUMBER}) (?P<ago_unit>hour|hr|day|week)s? ago\b|\bhace (?P<hace>{NUMBER}) d[ií]as?\b"
    r"|\b(?P<yesterday>yesterday|last night|ayer|anoche)\b"
    r"|\b(?P<after>day after tomorrow|pasado ma[nñ]ana)\b"
    r"|\b(?P<tomorrow>tomorrow|tmrw|tmr|tomm?orr?ow|tomorow|2morrow)\b|"
    r"(?<!\besta )(?<!\bla )\b(?P<manana>ma[nñ]ana)\b"
    r"|\b(?P<today>today|tonight|this (?:morning|afternoon|evening)|hoy|esta (?:noche|tarde|ma[nñ]ana)|right now)\b"
    rf"|\b(?:in|within|en) (?:the next |less than |only |like |about )?(?P<in>{NUMBER}) (?:short |business |"
    rf"more )?(?P<in_unit>hour|hr|day|week|d[ií]a)s?\b"
    rf"|\b(?P<left>{NUMBER}) (?:more )?(?P<left_unit>hour|hr|day)s? (?:left|from now|away)\b"
    r"|\b(?P<week>(?:later |the end of |end of )?this week|this weekend|next week|esta semana|la pr[oó]xima semana)\b"
    rf"|\b(?P<next>next |this coming |pr[oó]ximo )?(?P<day>{DAY_NAME})\b"
    rf"|\b(?P<written>{MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{1,2}}(?:st|nd|rd|"
    rf"th)? (?:of )?{MONTH}|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?)\b"
    r"|\bthe (?P<nth>\d{1,2})(?:st|nd|rd|th)\b(?! (?:amendment|grade|floor|time|circuit|street|ave))"
)
AMBIGUOUS = frozenset({"sat", "sun", "mon", "wed", "mar", "may"})


@dataclass(frozen=True)
class Named:
    """A day as it was named, and where in the text."""

    on: date
    start: int
    end: int
    bare: bool  # a weekday alone, which may also be the one just past


def named_days(text: str, today: date) -> Iterator[Named]:
    """Yield every day that a lower-case text names, in order."""
    for match in NAMED.finditer(text):
        found = _resolved(match, today)
        if found is not None:
            yield Named(found, match.start(), match.end(), bool(match["day"]))


def number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word]


def _resolved(match: re.Match[str], today: date) -> date | None:
    groups = {name: value for name, value in match.groupdict().items() if value}
    offset = _offset(groups, today)
    if offset is not None:
        return today + timedelta(days=offset)
    if "written" in groups:
        return _written(groups["written"], today)
    return _nth(int(groups["nth"]), today) if "nth" in groups else None


def _offset(groups: dict[str, str], today: date) -> int | None:
    """Return the days from today, for everything that is not a written date."""
    for name, days in (("yesterday", -1), ("after", 2), ("tomorrow", 1), ("manana", 1), ("today", 0)):
        if name in groups:
            return days
    if "past_day" in groups:
        return -(((today.weekday() - _weekday(groups["past_day"])) % 7) or 7)
    if "day" in groups:
        return _next_day(groups, today)
    if "week" in groups:
        return 7 if re.match("next|la pr", groups["week"]) else max(4 - today.weekday(), 1)
    return _counted(groups)


def _counted(groups: dict[str, str]) -> int | None:
    if "ago" in groups:
        return -_days(groups["ago"], groups["ago_unit"])
    if "hace" in groups:
        return -number(groups["hace"])
    if "in" in groups:
        return _days(groups["in"], groups["in_unit"])
    return _days(groups["left"], groups["left_unit"]) if "left" in groups else None


def _days(count: str, unit: str) -> int:
    if unit.startswith("h"):
        return number(count) // 24
    return number(count) * (7 if unit == "week" else 1)


def _next_day(groups: dict[str, str], today: date) -> int | None:
    if groups["day"] in AMBIGUOUS:
        return None
    days = (_weekday(groups["day"]) - today.weekday()) % 7
    return days + 7 if groups.get("next", "").startswith("next") and days < 3 else days


def _weekday(name: str) -> int:
    plain = name.translate(str.maketrans("éá", "ea"))
    return WEEKDAYS.get(plain, WEEKDAYS.get(plain[:3], 0))


def _written(text: str, today: date) -> date | None:
    settings = {"RELATIVE_BASE": datetime.combine(today, time(12)), "PREFER_DATES_FROM": "future"}
    found = dateparser.parse(text, languages=["en"], settings=settings)
    if found is None:
        return None
    day: date = found.date()
    return day.replace(year=today.year) if day > today + timedelta(days=330) and day.month == today.month else day


def _nth(day: int, today: date) -> date | None:
    """Return the next such day of a month."""
    first = today.replace(day=1)
    for month in (first, (first + timedelta(days=32)).replace(day=1)):
        try:
            candidate = month.replace(day=day)
        except ValueError:
            continue
        if candidate >= today:
            return candidate
    return None
