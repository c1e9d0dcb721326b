"""Lifecycle: the states of a lead and the moves between them. Pure: no clock, no database."""

from __future__ import annotations

from types import MappingProxyType

from handoff.errors import IllegalMove

# What the states mean:
#   new         captured, with consent; nobody has looked at it
#   screened    checked for duplicates and gaps; a duplicate waits here for a person to release it
#   offered     lawyers may take it, without knowing who it is about
#   declined    everyone it was offered to said no
#   expired     nobody answered in time
#   accepted    one lawyer took it and sees who it is about
#   contacted   … has reached the person
#   consulted   … has talked the matter over
#   retained    … is the person's lawyer
#   lost        … and the person did not come together
#   returned    the lawyer gave it back with a reason
#   withdrawn   the person took the consent back
#   exhausted   there is nobody left to offer it to
MOVES = MappingProxyType(
    {
        "new": frozenset({"screened", "withdrawn"}),
        "screened": frozenset({"offered", "exhausted", "withdrawn"}),
        "offered": frozenset({"accepted", "declined", "expired", "withdrawn"}),
        "declined": frozenset({"offered", "exhausted", "withdrawn"}),
        "expired": frozenset({"offered", "exhausted", "withdrawn"}),
        "accepted": frozenset({"contacted", "lost", "returned", "withdrawn"}),
        "contacted": frozenset({"consulted", "lost", "returned", "withdrawn"}),
        "consulted": frozenset({"retained", "lost", "withdrawn"}),
        "returned": frozenset({"offered", "exhausted", "withdrawn"}),
        "retained": frozenset[str](),
        "lost": frozenset[str](),
        "withdrawn": frozenset[str](),
        "exhausted": frozenset[str](),
    }
)
STATES = tuple(MOVES)
CLOSED = frozenset(state for state, moves in MOVES.items() if not moves)
WITH_A_LAWYER = frozenset({"accepted", "contacted", "consulted", "retained", "lost"})
DISPOSITIONS = ("contacted", "consulted", "retained", "lost")  # what a lawyer reports after accepting
DECLINE_REASONS = (
    "Outside my practice",
    "Outside my area",
    "No capacity now",
    "Possible conflict of interest",
    "Other reason",
)


def move(state: str, to: str) -> str:
    """Return `to` if a lead may go there from `state`; raise `IllegalMove` that names where it may go."""
    if state not in MOVES:
        raise IllegalMove(f"{state!r} is no state of a lead")
    if to not in MOVES[state]:
        onward = ", ".join(sorted(MOVES[state])) or "nowhere: it is closed"
        raise IllegalMove(f"a lead that is {state} cannot become {to}; from here it goes to {onward}")
    return to


def is_open(state: str) -> bool:
    """Whether something can still happen to a lead in this state."""
    return state not in CLOSED
