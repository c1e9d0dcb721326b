"""Names that are the same, nearly the same, or only alike at first sight."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.resemblance import BANDS, closest, names_in


@pytest.mark.parametrize(
    ("listed", "named", "band"),
    [
        ("Maria Lopez", "Maria Lopez", "exact"),
        ("Lopez, María", "maria lopez", "exact"),
        ("Acme Roofing, LLC", "Acme Roofing", "exact"),
        ("Maria Lopez", "Maria T. Lopez", "likely"),
        ("Maria Lopes", "Maria Lopez", "likely"),
        ("Juan Perez", "my ex husband Juan Perez", "likely"),
        ("M. Lopez", "Maria Lopez", "possible"),
        ("Walmart", "Walmart store in Quincy", "possible"),
        ("Jon Smith", "John Smyth", "possible"),
        ("Maria Lopez", "Maria Garcia", None),
        ("Bob", "Bob Tanner", None),
        ("Ann Lee", "Anton Leonard", None),
        ("The Company", "Acme Bank", None),
        ("Maria Lopez", "", None),
    ],
)
def test_names_fall_into_bands(listed: str, named: str, band: str | None) -> None:
    assert closest([listed], [named]) == band
    assert closest([named], [listed]) == band


def test_the_strongest_band_of_all_names_counts() -> None:
    assert closest(["Bob Hill", "M. Lopez", "Juan Perez"], ["Maria Lopez", "Juan Perez"]) == "exact"
    assert closest([], ["Maria Lopez"]) is None


def test_what_a_person_wrote_about_the_other_side_is_taken_apart() -> None:
    assert names_in("Acme Bank and Juan Perez; Lee & Partners") == [
        *("Acme Bank and Juan Perez; Lee & Partners", "Acme Bank", "Juan Perez", "Lee", "Partners")
    ]


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_compared_without_an_error_and_both_ways_alike(one: str, other: str) -> None:
    band = closest([one], names_in(other)[:1])
    assert band in (*BANDS, None)
    assert band == closest(names_in(other)[:1], [one])
