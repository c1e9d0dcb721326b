"""Profile: what a lawyer fills in about where and on what they work, checked before it is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from conversations.columns import storable
from handoff.states import NAMES

LONGEST_NUMBER = 40


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


def _problem(state: str, number: str) -> str:
    if state not in NAMES:
        return f"Choose the state that belongs to licence number {number[:LONGEST_NUMBER]}."
    if not number:
        return f"Give your licence number for {NAMES[state]}."
    if len(number) > LONGEST_NUMBER:
        return f"The licence number for {NAMES[state]} is too long. It has at most {LONGEST_NUMBER} characters."
    return ""
