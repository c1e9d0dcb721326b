"""Formats: how the portal and the desk write a status, a time, a phone number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from handoff.billing import money
from handoff.lifecycle import OUTCOMES

STATUS_NAMES = {
    "new": "New",
    "screened": "Waiting",
    "offered": "Offered",
    "accepted": "Accepted",
    "contacted": "Contacted",
    "consulted": "Consulted",
    "retained": "Retained",
    "lost": "Not retained",
    "withdrawn": "Withdrawn",
    "returned": "Given back",
    "exhausted": "No lawyer found",
}
HOME = "UTC"


def status_name(status: str) -> str:
    return STATUS_NAMES.get(status, status.capitalize())


def outcome_name(outcome: str) -> str:
    """What a lawyer reported, as it is shown."""
    return OUTCOMES[outcome].name if outcome in OUTCOMES else status_name(outcome)


def moment(at: datetime, zone: str = HOME) -> str:
    """A time as people read it: Nov 21, 2026, 2:05 PM UTC."""
    at = at.astimezone(ZoneInfo(zone) if zone != HOME else UTC)
    return f"{day(at)}, {at:%I:%M %p} {at:%Z}".replace(", 0", ", ")


def until(at: datetime) -> str:
    """How long is left, in words."""
    minutes = int((at - datetime.now(UTC)).total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    hours, rest = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "day"), (hours, "hour"), (rest, "minute")]
    told = [f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in parts if count]
    return " ".join(told[:2])


def day(at: date) -> str:
    return f"{at:%b} {at.day}, {at.year}"


def waiting(since: datetime) -> str:
    """How long ago, in words."""
    minutes = int((datetime.now(UTC) - since).total_seconds() // 60)
    for size, unit in ((60 * 24, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return "less than a minute"


def phone(number: str) -> str:
    """A US number as people write it; any other stays as it is."""
    if len(number) == 12 and number.startswith("+1"):
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number


FILTERS: Mapping[str, Callable[..., str]] = {
    "status_name": status_name,
    "moment": moment,
    "day": day,
    "waiting": waiting,
    "phone": phone,
    "until": until,
    "money": money,
    "outcome_name": outcome_name,
}
