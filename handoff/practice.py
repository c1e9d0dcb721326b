"""Practice: how a lawyer works: languages, area, hours, and how many leads they want. Pure: no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from zoneinfo import available_timezones

import us

from handoff.area import is_county, town
from handoff.errors import BadProfile
from handoff.hours import DAYS, Hours
from handoff.states import CODES

PLANS = ("per_lead", "subscription")
LANGUAGES = ("en", "es", "zh", "vi", "tl", "ar", "fr", "ht", "ko", "pt", "ru")
MOST = 1000  # leads in a cap, miles in a radius


@dataclass(frozen=True)
class Caps:
    """The most leads that a lawyer wants in a day, a week and a month; `None` is no limit."""

    day: int | None = None
    week: int | None = None
    month: int | None = None


@dataclass(frozen=True)
class Practice:
    """Without `schedule` offers come at any hour. Without `counties` of a state and `radius_miles`, from all of it.

    `counties` are written as "MA:Suffolk", `office` as "Boston, MA"; `federal` takes federal matters of every state.
    """

    languages: tuple[str, ...] = ("en",)
    time_zone: str = "America/New_York"
    schedule: Mapping[str, list[str]] = field(default_factory=dict)
    counties: tuple[str, ...] = ()
    office: str = ""
    radius_miles: int | None = None
    federal: bool = False
    caps: Caps = Caps()
    plan: str = "per_lead"

    @property
    def hours(self) -> Hours:
        """Business hours: those of the schedule, or the usual ones."""
        return Hours.of(self.time_zone, self.schedule)

    def check(self) -> None:
        """Raise `BadProfile` with every problem, in plain words."""
        if problems := self.problems():
            raise BadProfile(" ".join(problems))

    def problems(self) -> list[str]:
        found = [*_schedule_problems(self.schedule), *_area_problems(self), *_cap_problems(self.caps)]
        if not self.languages:
            found.append("Choose at least one language.")
        if self.time_zone not in available_timezones():
            found.append(f"{self.time_zone} is no time zone; one looks like America/Chicago.")
        if self.plan not in PLANS:
            found.append(f"{self.plan} is no plan; there are {', '.join(PLANS)}.")
        return found


def zone_of(state: str) -> str:
    """The time zone of a state's capital."""
    found = us.states.lookup(state)
    zone = getattr(found, "capital_tz", None)
    return str(zone) if zone else "America/New_York"


def office_at(text: str) -> tuple[str, str]:
    """Town and state of an office written as "Boston, MA"."""
    name, _, state = text.rpartition(",")
    return name.strip(), state.strip().upper()


def _schedule_problems(schedule: Mapping[str, Sequence[str]]) -> list[str]:
    found = []
    for day, times in schedule.items():
        try:
            begin, end = (time.fromisoformat(text) for text in times)
        except ValueError:
            found.append(f"The hours for {day} must look like 09:00 and 17:00.")
            continue
        if day not in DAYS or begin >= end:
            found.append(f"On {day} the end must come after the beginning.")
    return found


def _area_problems(practice: Practice) -> list[str]:
    found = []
    for county in practice.counties:
        state, _, name = county.partition(":")
        if state not in CODES or not is_county(name, state):
            found.append(f"There is no county {name or county} in {state}.")
    if practice.radius_miles is None:
        return found
    name, state = office_at(practice.office)
    if town(name, state) is None:
        found.append('Give the town of your office for a distance, such as "Boston, MA".')
    if not 0 < practice.radius_miles <= MOST:
        found.append(f"A distance is 1 to {MOST} miles.")
    return found


def _cap_problems(caps: Caps) -> list[str]:
    given = [cap for cap in (caps.day, caps.week, caps.month) if cap is not None]
    return [f"A limit is 0 to {MOST} leads."] if any(not 0 <= cap <= MOST for cap in given) else []
