"""Lifecycle: the states of a lead and the moves between them. Pure: no clock, no database."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Outcome:
    """What a lawyer may report: its name, and the state that the lead goes to."""

    name: str
    state: str


@dataclass(frozen=True)
class ReturnReason:
    """Why a lead may be given back. With `onward` it goes to the next lawyer, else to the desk first."""

    name: str
    onward: bool
    credited: bool = True


OUTCOMES = MappingProxyType(
    {
        "contacted": Outcome("Contacted", "contacted"),
        "consulted": Outcome("Consulted", "consulted"),
        "retained": Outcome("Retained: the person is my client", "retained"),
        "lost": Outcome("Not retained: chose someone else, or nobody", "lost"),
        "wrong_topic": Outcome("Closed: not the topic that it was offered as", "lost"),
        "no_legal_issue": Outcome("Closed: nothing that a lawyer can do", "lost"),
        "bad_contact": Outcome("Closed: the contact details do not work", "lost"),
        "no_answer": Outcome("Closed: no answer after several tries", "lost"),
        "declined_fee": Outcome("Closed: could not agree on a fee", "lost"),
        "referred": Outcome("Closed: sent on to another lawyer or service", "lost"),
    }
)
RETURN_REASONS = MappingProxyType(
    {
        "conflict": ReturnReason("A conflict of interest came up", onward=True),
        "outside_area": ReturnReason("Outside my area after all", onward=True),
        "no_capacity": ReturnReason("I cannot take it in time", onward=True, credited=False),
        "wrong_topic": ReturnReason("Not the topic that it was offered as", onward=False),
        "no_legal_issue": ReturnReason("Nothing that a lawyer can do", onward=False),
        "bad_contact": ReturnReason("The contact details do not work", onward=False),
        "duplicate": ReturnReason("I had this person's request already", onward=False),
    }
)
DECLINE_REASONS = MappingProxyType(
    {
        "outside_practice": "Outside my practice",
        "outside_area": "Outside my area",
        "no_capacity": "No capacity now",
        "conflict": "Possible conflict of interest",
        "other": "Other reason",
    }
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
