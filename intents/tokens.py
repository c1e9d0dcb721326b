"""Tokens: a message cut into words, and the names found in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from intents.gazetteer import Known, Name


@dataclass(frozen=True)
class Mention:
    """Words `start` to `end` (exclusive) that name a place; `sure` when the name itself leaves no doubt."""

    start: int
    end: int
    words: Name
    known: Known
    sure: bool = False

    def meaning(self, known: Known) -> Mention:
        return replace(self, known=known)


@dataclass(frozen=True)
class Tokens:
    """Row for row: folded words, words as written, and where they stand in the text."""

    text: str
    folded: tuple[str, ...]
    raw: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.folded)

    def word(self, at: int) -> str:
        """The folded word, or nothing before the first and after the last."""
        return self.folded[at] if 0 <= at < len(self.folded) else ""

    def capital(self, at: int) -> bool:
        return 0 <= at < len(self.raw) and self.raw[at][:1].isupper()

    def shouted(self, at: int) -> bool:
        """All capitals, in a text that is not."""
        return 0 <= at < len(self.raw) and self.raw[at].isupper() and self.has_case

    @cached_property
    def has_case(self) -> bool:
        letters = [mark for mark in self.text if mark.isalpha()]
        capitals = sum(mark.isupper() for mark in letters)
        return 0 < capitals < 0.6 * len(letters)

    def window(self, at: int, length: int) -> tuple[str, ...]:
        """Up to `length` words before `at`."""
        return self.folded[max(0, at - length) : at]

    def text_of(self, mention: Mention) -> str:
        return self.text[self.spans[mention.start][0] : self.spans[mention.end - 1][1]]
