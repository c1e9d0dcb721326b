"""Screen: judge whether a message attacks people for the group they belong to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from moderation.normalise import normalise
from moderation.reported_speech import find_report

Score = Callable[[str], Mapping[str, float]]  # text -> label -> probability

ATTACK_LABELS = ("identity_attack", "toxicity")  # the first one that the model knows decides
SHORT, SURE_IF_SHORT = 4, 0.8  # few words, or words of another script, tell an English model little
FEWEST_OWN_WORDS = 3  # what is left of a report, such as `my boss`, says nothing


@dataclass(frozen=True)
class Verdict:
    """What the screen thinks: `hateful` is the probability that the writer, in their own words, attacks a group."""

    hateful: float
    refused: bool
    reported: bool
    labels: Mapping[str, float]


class Screen:
    """Turns a scorer's labels into a verdict; what others said is taken out before the writer is judged."""

    def __init__(self, score: Score, *, refuse_at: float = 0.5) -> None:
        self._score, self._refuse_at = score, refuse_at

    def judge(self, text: str) -> Verdict:
        """Judge one message. A second pass is needed only for a report that scores high as a whole."""
        plain = normalise(text).text
        if not plain:
            return Verdict(0.0, refused=False, reported=False, labels={})
        labels = dict(self._score(plain))
        hateful = _attack(labels)
        report = find_report(plain)
        if report is not None and hateful >= self._refuse_at:
            own = report.own_words
            hateful = _attack(self._score(own)) if len(own.split()) >= FEWEST_OWN_WORDS else 0.0
        line = max(self._refuse_at, SURE_IF_SHORT) if _says_little(plain) else self._refuse_at
        return Verdict(hateful, refused=hateful >= line, reported=report is not None, labels=labels)


def _says_little(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(text.split()) <= SHORT or sum(letter.isascii() for letter in letters) < len(letters) / 2


def _attack(labels: Mapping[str, float]) -> float:
    return next((float(labels[label]) for label in ATTACK_LABELS if label in labels), 0.0)
