"""Intake reading: what one message did to the form, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SKIPPED = ""
"""The value of an optional slot that was skipped: filled, so not asked again, and empty."""


@dataclass(frozen=True)
class Reading:
    """What one message did.

    `outcome` is `filled`, `change` (something else is asked for first), `stopped`, `declined`, `no_consent`, `asks`
    or `unclear`.
    """

    outcome: str
    values: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    """The sentence (bot/responses/handoff.yml) that says why the question is asked again."""
    detail: str = ""
    ask: str = ""
    """With `change`: what to ask for now."""


@dataclass(frozen=True)
class Asked:
    """What a reader may look at beside the message itself."""

    filled: Mapping[str, Any]
    question: str = ""
    """What the person wrote before the form began."""
    allow_example: bool = False


def unclear(problem: str = "bad_yes_no", detail: str = "") -> Reading:
    return Reading("unclear", problem=problem, detail=detail)
