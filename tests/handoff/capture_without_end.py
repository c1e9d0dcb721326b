"""A process for tests/handoff/test_sudden_death.py: captures, accepts and withdraws leads until it is killed."""

from __future__ import annotations

import itertools
import sys

from conversations.database import Database
from handoff.cipher import FieldCipher
from handoff.consent import ConsentGiven
from handoff.lead import LeadDraft
from handoff.leads import Leads


def main(url: str, key: str, account_id: str, prefix: str) -> None:
    leads = Leads(Database(url), cipher=FieldCipher([key]))
    for number in itertools.count():
        name = f"{prefix}-{number}!"
        consent = ConsentGiven(name, text="Yes.", version="1")
        lead = leads.capture(
            LeadDraft(
                name, "Maria", f"{name}@example.com", None, "MA", "What happened.", None, ("debt",), (), consent
            )
        )
        print(name, flush=True)
        leads.accept(lead.id, account_id=int(account_id), no_conflict=True)
        if number % 2:
            leads.withdraw(name)


if __name__ == "__main__":
    main(*sys.argv[1:])
