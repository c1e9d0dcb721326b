"""Asides: questions about Sidebar itself, in or out of the form, that have one sure answer each."""

from __future__ import annotations

import re
from functools import cache

import yaml

from bot.settings import ROOT

_POLITE = r"^\W*(?:(?:and|but|so|ok(?:ay)?|wait|hold on|hmm|first|before that|just|hi|hello|pero|y|espere?)\W+)*"
_END = r"(?:\s+(?:though|exactly|please|then|again|right|por favor))*\W*$"


def aside(text: str, *, in_form: bool = False) -> str | None:
    """Which question about Sidebar a whole message asks; the sentence for it is `about_<name>`."""
    asks, only_in_form = _read()
    for name, pattern in asks:
        if (in_form or name not in only_in_form) and pattern.match(text):
            return name
    return None


@cache
def _read() -> tuple[tuple[tuple[str, re.Pattern[str]], ...], frozenset[str]]:
    kept = yaml.safe_load((ROOT / "bot/triage/asides.yml").read_text(encoding="utf-8"))
    asks = tuple(
        (name, re.compile(f"{_POLITE}(?:{'|'.join(patterns)}){_END}", re.IGNORECASE))
        for name, patterns in kept["asks"].items()
    )
    return asks, frozenset(kept["only_in_form"])
