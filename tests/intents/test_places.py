"""The place of a legal problem, found in what people write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from intents.gazetteer import load_gazetteer, read_gazetteer, save_gazetteer
from intents.places import find_places
from tests.intents.places_table import NOWHERE, SEVERAL, STATES


@pytest.mark.parametrize(("text", "state"), STATES)
def test_the_state_of_the_problem_is_found(text, state):
    assert find_places(text).jurisdiction == state


@pytest.mark.parametrize(("text", "states"), SEVERAL)
def test_an_ambiguous_place_comes_back_as_candidates(text, states):
    place = find_places(text)
    assert place.jurisdiction is None
    assert set(states) <= set(place.candidates)


@pytest.mark.parametrize("text", NOWHERE)
def test_what_names_no_place_here_has_none(text):
    place = find_places(text)
    assert (place.jurisdiction, place.candidates) == (None, ())


def test_a_likely_place_still_names_the_others():
    place = find_places("my landlord in portland")
    assert place.jurisdiction == "OR"
    assert place.candidates == ("OR", "ME")


def test_a_county_of_many_states_is_mentioned_without_a_guess():
    place = find_places("custody in washington county")
    assert (place.jurisdiction, place.candidates, place.mention) == (None, (), "washington county")


def test_the_mention_is_quoted_as_written():
    assert find_places("I rent in Boston, MA now").mention == "Boston, MA"


def test_a_kept_gazetteer_finds_the_same_places(tmp_path):
    save_gazetteer(load_gazetteer(), tmp_path / "places.json")
    kept = read_gazetteer(tmp_path / "places.json")
    assert kept == load_gazetteer()
    assert find_places("renting in tulsa", gazetteer=kept).jurisdiction == "OK"


def test_nineteen_of_twenty_lines_are_placed_as_a_reader_would():
    """The lines were written before the rules that they are now kept by; the few that fail stay in the file."""
    lines = [json.loads(line) for line in _LINES.read_text(encoding="utf-8").splitlines()]
    placed = [_is_placed(line["text"], line["states"]) for line in lines]
    assert sum(placed) >= 0.95 * len(lines)


def test_of_counties_with_one_name_the_larger_comes_first():
    assert find_places("dekalb county court date").jurisdiction == "GA"
    assert find_places("Marion County jail").candidates[0] == "IN"


_LINES = Path(__file__).with_name("place_lines.jsonl")


def _is_placed(text, states):
    place = find_places(text)
    if len(states) == 1:
        return place.jurisdiction == states[0]
    if not states:
        return place.jurisdiction is None and not place.candidates
    return place.jurisdiction in states or bool(set(states) & set(place.candidates))
