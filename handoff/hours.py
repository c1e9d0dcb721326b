"""Hours: a lawyer's business hours, in their own time zone and without U.S. federal holidays. Pure: no clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
USUAL = dict.fromkeys(DAYS[:5], ("09:00", "17:00"))
LONGEST_CLOSED = 400  # days to look ahead: more than a year of holidays has an error in it


@dataclass(frozen=True)
class Hours:
    """When an office is open. `week` has opening and closing time for each day that it opens on."""

    zone: ZoneInfo
    week: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, zone: str, schedule: Mapping[str, list[str]] | None = None) -> Hours:
        """The hours of a schedule; without one, Monday to Friday from nine to five."""
        week = {day: (times[0], times[1]) for day, times in (schedule or {}).items()} or USUAL
        return cls(ZoneInfo(zone), week)

    def open_at(self, moment: datetime) -> bool:
        local = moment.astimezone(self.zone)
        return any(begin <= moment < end for begin, end in self._windows(local.date(), days=1))

    def after(self, moment: datetime, hours: float) -> datetime:
        """The moment at which so many open hours have passed."""
        left = timedelta(hours=hours)
        for begin, end in self._windows(moment.astimezone(self.zone).date(), days=LONGEST_CLOSED):
            begin = max(begin, moment)
            if begin < end:
                if end - begin >= left:
                    return begin + left
                left -= end - begin
        raise ValueError(f"an office that opens so seldom never has {hours} hours")

    def _windows(self, first: date, *, days: int) -> Iterator[tuple[datetime, datetime]]:
        """Opening and closing on each day from the first one on, in UTC."""
        for ahead in range(days):
            day = first + timedelta(days=ahead)
            times = self.week.get(DAYS[day.weekday()])
            if times is not None and not _holiday(day):
                yield self._at(day, times[0]), self._at(day, times[1])

    def _at(self, day: date, text: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(text), self.zone).astimezone(UTC)


def _holiday(day: date) -> bool:
    return day in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("US", years=year))
