"""Conduct: what follows when a person attacks others: a warning, a pause, the end of the talk, and the way back.

A pure state machine: no clock, no storage. An apology or the next day opens the talk again; danger is always heard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

Standing = Literal["good", "warned", "cooling", "closed"]
Step = Literal["none", "warn", "cool_down", "still_cooling", "close", "still_closed", "reopen", "hear"]

PAUSE = timedelta(minutes=2)
FORGIVEN_AFTER = 8  # ordinary messages in a row after which a warning is forgotten
APOLOGY = re.compile(
    r"\b(?:(?:i'?m|im|i am|so|very|really|truly) sorry|sorry (?:about|for|i)|i apologi[sz]e|my apologies|apologies|"
    r"my bad|i (?:shouldn'?t|should not) have (?:said|written)|i take (?:it|that) back|forgive me|"
    r"that was (?:wrong|rude) of me|"
    r"lo siento|perd[oó]n(?:ame|e)?|disculp[ae]|me disculpo)\b|^\W*(?:ok |okay )?sorry\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Conduct:
    """How a conversation stands: the abusive messages so far, when the last was, and the end of a pause."""

    standing: Standing = "good"
    abusive: int = 0
    ordinary_since: int = 0
    last_abuse: datetime | None = None
    until: datetime | None = None

    @property
    def quiet(self) -> bool:
        """Whether the bot does not answer now."""
        return self.standing in ("cooling", "closed")

    def as_json(self) -> dict[str, Any]:
        times = {"last_abuse": self.last_abuse, "until": self.until}
        told = {name: time.isoformat() if time else None for name, time in times.items()}
        return {"standing": self.standing, "abusive": self.abusive, "ordinary_since": self.ordinary_since, **told}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Conduct:
        """Read what `as_json` wrote; nothing stored is good conduct."""
        if not stored:
            return cls()
        return cls(
            standing=stored["standing"],
            abusive=int(stored["abusive"]),
            ordinary_since=int(stored["ordinary_since"]),
            last_abuse=_time(stored["last_abuse"]),
            until=_time(stored["until"]),
        )


def after(
    conduct: Conduct, *, refused: bool, now: datetime, apology: bool = False, danger: bool = False
) -> tuple[Conduct, Step]:
    """Return how things stand after one message and what the bot does about it.

    `refused` is the screen's verdict, `apology` that of `is_apology`, `danger` whether danger was found. A message
    that tells of danger is heard whatever came before, unless it is itself refused.
    """
    conduct = awake(conduct, now)
    if refused:
        return _after_abuse(conduct, now)
    if danger:
        return conduct, "hear"
    if conduct.quiet:
        return _asking_back(conduct, apology=apology)
    ordinary = conduct.ordinary_since + 1
    if conduct.standing == "warned" and ordinary >= FORGIVEN_AFTER:
        return Conduct(), "none"
    return replace(conduct, ordinary_since=ordinary), "none"


def is_apology(text: str) -> bool:
    """Say whether a message takes back what was said; a sad `sorry` in a longer story does not count."""
    return len(text) <= 160 and APOLOGY.search(text) is not None


def _time(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


def awake(conduct: Conduct, now: datetime) -> Conduct:
    """Let time heal: the next day forgets all, the end of a pause leaves a warning."""
    if conduct.last_abuse and now.date() > conduct.last_abuse.astimezone(now.tzinfo).date():
        return Conduct()
    if conduct.standing == "cooling" and conduct.until and now >= conduct.until:
        return replace(conduct, standing="warned", until=None)
    return conduct


def _after_abuse(conduct: Conduct, now: datetime) -> tuple[Conduct, Step]:
    worse = replace(conduct, abusive=conduct.abusive + 1, ordinary_since=0, last_abuse=now)
    if conduct.standing == "good":
        return replace(worse, standing="warned"), "warn"
    if conduct.standing == "warned" and conduct.abusive < 2:
        return replace(worse, standing="cooling", until=now + PAUSE), "cool_down"
    if conduct.standing == "closed":
        return worse, "still_closed"
    return replace(worse, standing="closed", until=None), "close"


def _asking_back(conduct: Conduct, *, apology: bool) -> tuple[Conduct, Step]:
    if apology:
        return replace(conduct, standing="warned", until=None), "reopen"
    return conduct, "still_cooling" if conduct.standing == "cooling" else "still_closed"
