"""Redaction: take out of a text what says who someone is.

Finds phone numbers (libphonenumber's matcher), e-mail addresses, web addresses, long numbers (social security, bank,
case numbers) and the names it is given. It does not find names it was not told, nor street addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from phonenumbers import PhoneNumberMatcher

EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]{1,64}@[^\s@<>()\[\],;:\"]{1,255}")
LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
LONG_NUMBER = re.compile(r"(?<![\w$])\d(?:[\d \-]{5,}\d)(?!\w)")
SHORTEST_NAME = 2


def redact(text: str, *, names: Iterable[str | None] = ()) -> str:
    """Return the text with `[e-mail]`, `[link]`, `[phone]`, `[number]` and `[name]` where those stood."""
    text = EMAIL.sub("[e-mail]", text)
    text = LINK.sub("[link]", text)
    text = _without_phones(text)
    text = LONG_NUMBER.sub("[number]", text)
    return _without_names(text, [name for name in names if name])


def _without_phones(text: str) -> str:
    for match in reversed(list(PhoneNumberMatcher(text, "US"))):
        text = f"{text[: match.start]}[phone]{text[match.end :]}"
    return text


def _without_names(text: str, names: list[str]) -> str:
    whole = sorted(names, key=len, reverse=True)
    words = sorted({word for name in names for word in re.findall(r"[^\W\d_]+", name)}, key=len, reverse=True)
    for name in (*whole, *words):
        if len(name.strip()) >= SHORTEST_NAME:
            text = re.sub(rf"(?<!\w){re.escape(name.strip())}(?!\w)", "[name]", text, flags=re.IGNORECASE)
    return re.sub(r"\[name\](?:[\s.,]*\[name\])+", "[name]", text)
