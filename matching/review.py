"""Review: what an editor should look at in entries that keep the schema."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

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
    """Flesch-Kincaid grade. textstat counts words and sentences, each line ending one; syllables are counted here,
    because textstat would download a pronunciation dictionary for them."""
    import textstat  # half a second to load: only the editors' commands pay for it

    plain = ". ".join(
        line.strip().lstrip("0123456789.-* ").rstrip(".:;") for line in text.splitlines() if line.strip()
    )
    words = re.findall(r"[a-z']+", plain.lower())
    if not words:
        return 0.0
    sentences = max(1, int(textstat.sentence_count(plain)))
    return 0.39 * float(len(words)) / sentences + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def _syllables(word: str) -> int:
    """Groups of vowels; a final silent e is not one."""
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = re.search(r"[^aeiouyl]e(s|d)?$", word) and not re.search(r"([td]ed|[sxz]es|[cg]es|[cs]hes)$", word)
    return max(1, groups - bool(silent))
