"""The life of a lead: every move is one of the table, and no life ends anywhere but at an end."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.errors import IllegalMove
from handoff.lifecycle import CLOSED, MOVES, OUTCOMES, STATES, WITH_A_LAWYER, is_open, move

HAPPY_LIFE = ("new", "screened", "offered", "accepted", "contacted", "consulted", "retained")


@st.composite
def lives(draw: st.DrawFn) -> list[str]:
    """A walk from `new` along allowed moves."""
    life = ["new"]
    for _ in range(draw(st.integers(0, 30))):
        if not MOVES[life[-1]]:
            break
        life.append(move(life[-1], draw(st.sampled_from(sorted(MOVES[life[-1]])))))
    return life


def test_a_lead_may_go_the_whole_way_to_a_client() -> None:
    for state, to in itertools.pairwise(HAPPY_LIFE):
        assert move(state, to) == to


@given(st.sampled_from(STATES), st.sampled_from(STATES))
def test_a_move_succeeds_exactly_when_the_table_has_it(state: str, to: str) -> None:
    if to in MOVES[state]:
        assert move(state, to) == to
    else:
        with pytest.raises(IllegalMove, match=f"{state} cannot become {to}"):
            move(state, to)


@given(lives())
def test_nobody_is_a_client_without_every_step_before(life: list[str]) -> None:
    if life[-1] == "retained":
        assert life[-4:-1] == ["accepted", "contacted", "consulted"]


@given(lives())
def test_a_lead_is_with_a_lawyer_only_after_it_was_offered_and_accepted(life: list[str]) -> None:
    for before, state in itertools.pairwise(life):
        if state in WITH_A_LAWYER and before not in WITH_A_LAWYER:
            assert (before, state) == ("offered", "accepted")


@given(lives())
def test_a_person_can_withdraw_for_as_long_as_the_lead_is_open(life: list[str]) -> None:
    assert is_open(life[-1]) == ("withdrawn" in MOVES[life[-1]])


def test_every_state_can_be_reached_and_every_open_one_can_end() -> None:
    reached, frontier = {"new"}, ["new"]
    while frontier:
        new = MOVES[frontier.pop()] - reached
        reached |= new
        frontier += new
    assert reached == set(STATES)
    assert {"retained", "lost", "withdrawn", "exhausted"} == CLOSED


def test_what_a_lawyer_reports_leads_only_to_states_with_a_lawyer() -> None:
    assert {outcome.state for outcome in OUTCOMES.values()} < WITH_A_LAWYER


def test_a_state_that_does_not_exist_is_refused() -> None:
    with pytest.raises(IllegalMove, match="'sold' is no state"):
        move("sold", "offered")
