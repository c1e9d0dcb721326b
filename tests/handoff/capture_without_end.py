"""A process for tests/handoff/test_sudden_death.py: takes leads the whole way until it is killed."""

from __future__ import annotations

import itertools
import sys

from conversations.columns import utc_now
from conversations.database import Database
from handoff.cipher import FieldCipher
from handoff.consent import ConsentGiven
from handoff.dispatch import Dispatch
from handoff.lead import LeadDraft
from handoff.leads import Leads
from handoff.outbox import Outbox


def main(url: str, key: str, account_id: str, prefix: str) -> None:
    database = Database(url)
    leads = Leads(database, cipher=FieldCipher([key]))
    for number in itertools.count():
        name = f"{prefix}-{number}!"
        consent = ConsentGiven(name, text="Yes.", version="1")
        lead = leads.capture(
            LeadDraft(
                name,
                "Maria",
                f"{name}@example.com",
                None,
                "MA",
                f"What happened to {name}.",
                None,
                ("debt",),
                (),
                consent,
            )
        )
        print(name, flush=True)
        leads.accept(lead.id, account_id=int(account_id), no_conflict=True)
        if number % 2:
            leads.withdraw(name)
        Dispatch(database, rules=leads.rules).run(now=utc_now())
        Outbox(database).deliver(lambda notice: None)


if __name__ == "__main__":
    main(*sys.argv[1:])
