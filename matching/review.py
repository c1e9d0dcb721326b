"""Review: what an editor should look at in entries that keep the schema."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from datetime import date
from typing import Any

from matching.answers import Entry

GRADE_LIMIT = 8.0


def review_notes(entries: Iterable[Entry], *, today: date) -> list[str]:
    """What an editor should look at although the schema is kept: hard reading, expiry, a wording used twice."""
    notes: list[str] = []
    owners: dict[tuple[str, str], str] = {}
    for entry in entries:
        answer = entry.answer
        grade = reading_grade(answer.text)
        if grade > GRADE_LIMIT:
            notes.append(f"{entry.place}: {answer.answer_id}: reading grade {grade:.1f} is above {GRADE_LIMIT:.0f}")
        if not answer.is_served(today):
            notes.append(f"{entry.place}: {answer.answer_id}: expired on {answer.expires_on}; it is not served")
        for wording in answer.phrasings:
            owner = owners.setdefault((wording.strip().lower(), answer.jurisdiction), answer.answer_id)
            if owner != answer.answer_id:
                notes.append(f"{entry.place}: {answer.answer_id}: {owner} has the same wording: {wording!r}")
    return notes


def reading_grade(text: str) -> float:
    """Flesch-Kincaid grade by textstat; each line counts as a sentence, list numbers do not count."""
    lines = (line.strip().lstrip("0123456789.-* ").rstrip(".:;") for line in text.splitlines())
    plain = ". ".join(line for line in lines if line)
    return float(_textstat().flesch_kincaid_grade(plain)) if plain else 0.0


def _textstat() -> Any:
    """Loaded late, since only the editors' commands pay half a second for it; its old way of finding files warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from textstat import textstat
    return textstat
