"""Conflicts: compare the names in a lead with a lawyer's own list, without showing either to the other.

The list is sealed. A lead is compared once, when the lawyer first opens the offer, and the outcome is kept: whoever
could change the list and look again could find out name by name whom the offer is about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from conversations import audit
from conversations.columns import storable, utc_now
from conversations.database import Database, exclusive
from handoff.cipher import FieldCipher
from handoff.errors import BadConflictList
from handoff.models import ConflictCheckRow, ConflictListRow, LeadRow
from handoff.moves import known
from handoff.offers import require_offer
from handoff.resemblance import closest, names_in

MOST_NAMES = 2000
LONGEST_NAME = 200


@dataclass(frozen=True)
class ConflictCheck:
    """`band` is `exact`, `likely`, `possible`, or `None` when no name came close; `names` is the list's length."""

    band: str | None
    names: int
    at: datetime


class Conflicts:
    """The conflict lists of all lawyers, and what comparing them with leads came to."""

    def __init__(self, database: Database, *, cipher: FieldCipher, clock: Callable[[], datetime] = utc_now) -> None:
        self._database, self._clock = database, clock
        self._cipher = cipher

    def keep(self, account_id: int, names: str) -> list[str]:
        """Replace the lawyer's list, one name on a line; raise `BadConflictList` when it is too long."""
        kept = list(dict.fromkeys(line for part in storable(names).splitlines() if (line := " ".join(part.split()))))
        if len(kept) > MOST_NAMES:
            raise BadConflictList(f"a list holds at most {MOST_NAMES:,} names; this one has {len(kept):,}")
        if too_long := next((number for number, name in enumerate(kept, 1) if len(name) > LONGEST_NAME), None):
            raise BadConflictList(f"name number {too_long} is longer than {LONGEST_NAME} characters")
        with self._database.transaction() as session:
            exclusive(session, f"conflicts:{account_id}")
            row = session.get(ConflictListRow, account_id) or ConflictListRow(account_id=account_id)
            row.names, row.changed_at = self._cipher.seal("\n".join(kept)), utc_now()
            session.add(row)
            audit.note(session, f"account:{account_id}", "conflicts.kept", f"account:{account_id}", names=len(kept))
        return kept

    def names(self, account_id: int) -> list[str]:
        """The lawyer's own list."""
        with self._database.reading() as session:
            return self._names(session, account_id)

    def check(self, lead_id: int, *, account_id: int) -> ConflictCheck | None:
        """Compare an offered lead with the list as it is when first asked.

        `None` while the lawyer keeps no list, and for a lead that is theirs already.
        Raise `UnknownLead`, `NotYours` or `LeadTaken` as accepting it would.
        """
        with self._database.transaction() as session:
            exclusive(session, f"conflicts:{account_id}")
            row = known(session, lead_id)
            if row.accepted_by == account_id:
                return None
            require_offer(session, row, account_id, self._clock())
            found = session.get(ConflictCheckRow, (lead_id, account_id)) or self._compare(session, row, account_id)
            return ConflictCheck(found.band, found.names, found.at) if found is not None else None

    def clear(self, lead_id: int, *, account_id: int) -> None:
        """Note that the lawyer saw a match and says that there is no conflict."""
        with self._database.transaction() as session:
            audit.note(session, f"account:{account_id}", "conflicts.cleared", f"lead:{lead_id}")

    def _compare(self, session: Session, row: LeadRow, account_id: int) -> ConflictCheckRow | None:
        listed = self._names(session, account_id)
        if not listed:
            return None
        own = [self._cipher.open(row.name)] if row.name else []
        adverse = names_in(self._cipher.open(row.opposing_party)) if row.opposing_party else []
        band = closest(listed, [*own, *adverse])
        found = ConflictCheckRow(lead_id=row.id, account_id=account_id, band=band, names=len(listed), at=utc_now())
        session.add(found)
        audit.note(session, f"account:{account_id}", "conflicts.checked", f"lead:{row.id}", band=band)
        return found

    def _names(self, session: Session, account_id: int) -> list[str]:
        row = session.get(ConflictListRow, account_id)
        return self._cipher.open(row.names).splitlines() if row is not None else []
