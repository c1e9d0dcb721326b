"""Surroundings: what a view may ask for, kept in the application's extensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app
from prometheus_client import Counter

if TYPE_CHECKING:
    from bot.assembly import House


def house() -> House:
    """The parts that bot/assembly.py put together."""
    return cast("House", current_app.extensions["sidebar"])


def turns() -> Counter:
    """Counts turns by the action that was decided."""
    return cast(Counter, current_app.extensions["turns"])
