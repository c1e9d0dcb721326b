"""Counties: how many people a county's name stands for in each state, from the ZIP codes of the package zipcodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import zipcodes

# What a ZIP code counts for beside the towns that geonames knows: the people who live outside of them. An estimate,
# good enough to tell which of several counties of a name is the large one; suburbs near a large city hold more.
_PER_ZIP, _PER_SUBURB = 2_500.0, 12_000.0
_LARGE_CITY, _NEAR_DEGREES = 400_000, 0.36
_KINDS = frozenset({"County", "Parish", "Borough"})
Sizes = Mapping[str, Mapping[str, float]]


def county_sizes(towns: Mapping[tuple[str, str], float], cities: Sequence[tuple[float, float, float]]) -> Sizes:
    """By county name ("Polk County") and state: roughly how many people.

    `towns` gives the people of each (town in lower case, state); `cities` latitude, longitude and people. A town that
    lies in several counties is shared out by its ZIP codes there.
    """
    every: list[dict[str, str]] = zipcodes.list_all()  # type: ignore[no-untyped-call]
    usual = [entry for entry in every if entry["zip_code_type"] == "STANDARD"]
    zips = [entry for entry in usual if _is_county(entry["county"] or "")]
    near = _near_large_city(zips, cities)
    of_town: defaultdict[tuple[str, str], int] = defaultdict(int)
    for entry in zips:
        of_town[entry["city"].lower(), entry["state"]] += 1
    sizes: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for entry, suburb in zip(zips, near, strict=True):
        town = (entry["city"].lower(), entry["state"])
        around = _PER_SUBURB if suburb else _PER_ZIP
        sizes[entry["county"]][entry["state"]] += around + towns.get(town, 0.0) / of_town[town]
    return sizes


def _near_large_city(
    zips: Sequence[Mapping[str, str]], cities: Sequence[tuple[float, float, float]]
) -> npt.NDArray[np.bool_]:
    large = np.array([(lat, long) for lat, long, people in cities if people >= _LARGE_CITY])
    at = np.array([(float(entry["lat"] or 0), float(entry["long"] or 0)) for entry in zips])
    apart = at[:, None, :] - large[None, :, :]
    apart[:, :, 1] *= np.cos(np.radians(at[:, 0]))[:, None]
    return np.asarray((np.square(apart).sum(axis=2) < _NEAR_DEGREES**2).any(axis=1))


def _is_county(name: str) -> bool:
    return not _KINDS.isdisjoint(name.split()[-1:])
