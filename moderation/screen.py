"""Screen: judge whether a message attacks people for the group they belong to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from moderation.danger import Danger, find
from moderation.normalise import normalise
from moderation.reported_speech import find_report
from moderation.words import known, watched

Score = Callable[[str], Mapping[str, float]]  # text -> label -> probability

ATTACK_LABELS = ("identity_attack", "toxicity")  # the first one that the model knows decides
DANGER = "danger"  # the label of the default checkpoint; one of one's own may lack it: then rules alone decide
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

    def watch(self, text: str, today: date) -> Danger | None:
        """Say what in a message cannot wait, as the component does."""
        return find(text, today, heard=self.judge(text).labels.get(DANGER))

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
        readable = _is_latin(plain) and not _is_foreign_scrap(plain)
        refused = readable and hateful >= self._refuse_at
        return Verdict(hateful, refused=refused, reported=report is not None, labels=labels)


def _is_latin(text: str) -> bool:
    """Whether most letters are Latin: of other scripts the model knows nothing, and the bot does not answer them."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum("LATIN" in unicodedata.name(letter, "") for letter in letters) >= len(letters) / 2


def _is_foreign_scrap(text: str) -> bool:
    """Whether up to three words are for half or more none that the model knows: `no entiendo`."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    strange = [word for word in words if not known(word)]
    return 0 < len(words) <= 3 and len(strange) * 2 >= len(words) and not watched().intersection(words)


def _attack(labels: Mapping[str, float]) -> float:
    return next((float(labels[label]) for label in ATTACK_LABELS if label in labels), 0.0)
