"""Profile: what a lawyer fills in about where, on what and how they work, checked before it is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conversations.columns import storable
from handoff.hours import DAYS
from handoff.practice import LANGUAGES, Caps, Practice
from handoff.states import NAMES

LONGEST_NUMBER = 40
SPANS = ("day", "week", "month")
LANGUAGE_NAMES = {
    "en": "English",
    "es": "Spanish",
    "zh": "Chinese",
    "vi": "Vietnamese",
    "tl": "Tagalog",
    "ar": "Arabic",
    "fr": "French",
    "ht": "Haitian Creole",
    "ko": "Korean",
    "pt": "Portuguese",
    "ru": "Russian",
}


@dataclass(frozen=True)
class ProfileForm:
    """The form as it was filled in: pairs of state and licence number in order, and the topics ticked."""

    licences: tuple[tuple[str, str], ...]
    topics: tuple[str, ...]

    @classmethod
    def read(
        cls, states: Sequence[str], numbers: Sequence[str], topics: Sequence[str], *, known_topics: Collection[str]
    ) -> ProfileForm:
        """Take the fields of the form; lines that are empty are left out, and so is a topic that nobody knows."""
        pairs = [(state.strip(), storable(number).strip()) for state, number in zip(states, numbers, strict=False)]
        return cls(
            licences=tuple(pair for pair in pairs if any(pair)),
            topics=tuple(topic for topic in dict.fromkeys(topics) if topic in known_topics),
        )

    @property
    def numbers(self) -> dict[str, str]:
        """The licence numbers by state."""
        return dict(self.licences)

    def problems(self) -> list[str]:
        """What keeps the form from being saved, in plain words; empty when nothing does."""
        if not self.licences:
            return ["Choose at least one state in which you may practise."]
        found = [problem for state, number in self.licences if (problem := _problem(state, number))]
        chosen = [state for state, _ in self.licences if state in NAMES]
        twice = sorted({state for state in chosen if chosen.count(state) > 1})
        return found + [f"{NAMES[state]} is there twice. Keep one of them." for state in twice]


@dataclass(frozen=True)
class TermsForm:
    """The rest of the form as it was typed, to be shown again when something is wrong with it."""

    languages: tuple[str, ...]
    time_zone: str
    schedule: Mapping[str, tuple[str, str]]
    counties: tuple[str, ...]
    office: str
    radius: str
    federal: bool
    caps: Mapping[str, str]

    @classmethod
    def of(cls, practice: Practice) -> TermsForm:
        caps = {span: getattr(practice.caps, span) for span in SPANS}
        return cls(
            languages=practice.languages,
            time_zone=practice.time_zone,
            schedule={day: (times[0], times[1]) for day, times in practice.schedule.items()},
            counties=practice.counties,
            office=practice.office,
            radius=_text(practice.radius_miles),
            federal=practice.federal,
            caps={span: _text(cap) for span, cap in caps.items()},
        )

    @classmethod
    def read(cls, fields: Any, now: TermsForm) -> TermsForm:
        """Take the fields of the form; a form without them (an older page, a program) leaves all as it is."""
        if "zone" not in fields:
            return now
        times = {day: (fields.get(f"{day}_from", ""), fields.get(f"{day}_to", "")) for day in DAYS}
        return cls(
            languages=tuple(key for key in LANGUAGES if key in fields.getlist("language")),
            time_zone=fields.get("zone", "").strip(),
            schedule={day: pair for day, pair in times.items() if any(pair)},
            counties=_lines(fields.get("counties", "")),
            office=storable(fields.get("office", "")).strip()[:120],
            radius=fields.get("radius", "").strip(),
            federal=fields.get("federal") == "yes",
            caps={span: fields.get(f"cap_{span}", "").strip() for span in SPANS},
        )

    def practice(self, plan: str) -> Practice:
        """The values; call it when there are no problems with the numbers."""
        return Practice(
            languages=self.languages,
            time_zone=self.time_zone,
            schedule={day: list(times) for day, times in self.schedule.items()},
            counties=self.counties,
            office=self.office,
            radius_miles=_number(self.radius),
            federal=self.federal,
            caps=Caps(*(_number(self.caps[span]) for span in SPANS)),
            plan=plan,
        )

    def problems(self) -> list[str]:
        """What keeps it from being saved, in plain words."""
        wrong = [text for text in (self.radius, *self.caps.values()) if text and not text.isdecimal()]
        if wrong:
            return [f"{text} is no whole number." for text in wrong]
        return self.practice("per_lead").problems()


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _number(text: str) -> int | None:
    return int(text[:6]) if text else None


def _lines(text: str) -> tuple[str, ...]:
    kept = (" ".join(line.split()) for line in storable(text).splitlines())
    pairs = (line.partition(":") for line in kept if line)
    return tuple(dict.fromkeys(f"{state.strip().upper()}:{name.strip()}" for state, _, name in pairs))


def _problem(state: str, number: str) -> str:
    if state not in NAMES:
        return f"Choose the state that belongs to licence number {number[:LONGEST_NUMBER]}."
    if not number:
        return f"Give your licence number for {NAMES[state]}."
    if len(number) > LONGEST_NUMBER:
        return f"The licence number for {NAMES[state]} is too long. It has at most {LONGEST_NUMBER} characters."
    return ""
