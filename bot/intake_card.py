"""Intake card: "this is what the lawyer will see", as plain text and as a form that a page can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import phonenumbers
from babel.dates import format_date

from bot.intake_more import language_name
from bot.intake_review import ONE_OF, REQUIRED, kept_back, may_keep_back
from bot.replies import state_name
from bot.wording import Wording
from handoff.states import NAMES as STATES
from intents.topics import Topics

FIELDS = (
    *("name", "email", "phone", "only", "voicemail", "hours", "code_word", "discreet", "reach_note"),
    *("state", "county", "topic", "description", "deadline", "opposing_party", "spoken"),
)
"""The fields of the summary, in the order in which they are shown."""
ALWAYS_THERE = frozenset({"name", "email", "phone", "state", "topic", "description", "opposing_party"})
KINDS = {
    "email": "email",
    "phone": "tel",
    "description": "textarea",
    "deadline": "date",
    **dict.fromkeys(("only", "voicemail", "discreet", "state", "topic"), "select"),
}


@dataclass(frozen=True)
class Summary:
    """What the lawyer will see. `filled` holds every slot and detail of the form; `topic` the area of law."""

    filled: Mapping[str, Any]
    topic: str
    language: str
    wording: Wording
    topics: Topics

    def as_text(self) -> str:
        """One line for each field that holds something; what is kept back is named without its value."""
        held = kept_back(self.filled)
        lines = [
            f"• {self._label(name)}: {self.shown(name)}" for name in FIELDS if self.shown(name) and name not in held
        ]
        if held:
            names = ", ".join(self._label(name) for name in FIELDS if name in held)
            lines.append(f"• {self._say('summary_kept_back')}: {names}")
        return "\n".join(lines)

    def as_card(self) -> dict[str, Any]:
        return {
            "kind": "request",
            "language": self.language,
            "title": self._say("card_title"),
            "lead": self._say("card_lead"),
            "fields": [self._field(name) for name in FIELDS],
        }

    def shown(self, name: str) -> str:
        """A field's value in words; empty when there is none."""
        value = self.value(name)
        if name == "voicemail":
            return self._say("value_no_voicemail") if value == "no" else ""
        if not value:
            return ""
        spelled = {
            "state": lambda: state_name(value),
            "phone": lambda: national(value),
            "topic": lambda: self.topics[value].name if value in self.topics else value,
            "deadline": lambda: format_date(date.fromisoformat(value), "long", locale=self._locale),
            "spoken": lambda: language_name(value, self.language),
            "only": lambda: self._say(f"value_only_{value}"),
            "discreet": lambda: self._say("value_discreet"),
        }
        return str(spelled.get(name, lambda: value)())

    def value(self, name: str) -> str:
        """A field's value as a form holds it."""
        if name == "topic":
            return str(self.filled.get("topic") or self.topic)
        if name == "spoken":
            return str(self.filled.get("spoken") or self.language)
        value = self.filled.get(name)
        if name == "voicemail":
            return "no" if value is False else ""
        return "yes" if value is True else str(value or "")

    def _field(self, name: str) -> dict[str, Any]:
        required = name in REQUIRED or (name in ONE_OF and not may_keep_back(name, self.filled))
        needed = f"needed_{name}" if name in REQUIRED else "needed_contact"
        return {
            "name": name,
            "label": self._label(name),
            "value": self.value(name),
            "shown": self.shown(name),
            "kind": KINDS.get(name, "text"),
            "options": self._options(name),
            "required": required,
            "needed": self._say(needed) if required else "",
            "kept_back": name in kept_back(self.filled),
            "optional": name not in ALWAYS_THERE,
        }

    def _options(self, name: str) -> list[dict[str, str]]:
        if name == "state":
            return [{"value": code, "label": label} for code, label in STATES.items()]
        if name == "topic":
            return [{"value": key, "label": self.topics[key].name} for key in self.topics.keys]
        choices = {
            "only": ("any", "call", "text", "email"),
            "voicemail": ("yes", "no"),
            "discreet": ("no", "yes"),
        }
        return [{"value": one, "label": self._say(f"option_{name}_{one}")} for one in choices.get(name, ())]

    def _label(self, name: str) -> str:
        return self._say(f"summary_{name}")

    def _say(self, sentence: str) -> str:
        return self.wording.say(sentence, self.language)

    @property
    def _locale(self) -> str:
        return "es_US" if self.language == "es" else "en_US"


def national(number: str) -> str:
    """+16175550142 -> (617) 555-0142"""
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.NATIONAL)
