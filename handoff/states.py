"""States: the two-letter codes of the places where a licence to practise is given."""

from __future__ import annotations

import us

CODES = frozenset(state.abbr for state in us.STATES_AND_TERRITORIES) | {"DC"}
NAMES = dict(
    sorted(
        ((state.abbr, state.name) for state in (*us.STATES_AND_TERRITORIES, us.states.DC)), key=lambda pair: pair[1]
    )
)
_BY_NAME = {state.name.lower(): state.abbr for state in (*us.STATES_AND_TERRITORIES, us.states.DC)}


def state_code(text: str) -> str | None:
    """Return the code of a state given by code or by name, in any case; `None` when there is no such state."""
    found = text.strip()
    return found.upper() if found.upper() in CODES else _BY_NAME.get(found.lower())
