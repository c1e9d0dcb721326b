"""Many at once: one lead goes to one lawyer, whatever the others do at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from conversations.database import Database
from handoff.cipher import FieldCipher
from handoff.consent import ConsentLedger
from handoff.errors import HandoffError, LeadTaken
from handoff.lead import Lead
from handoff.leads import Leads
from tests.handoff.conftest import AddLawyer, draft


def all_at_once(calls: list[Callable[[], Lead | None]]) -> list[Lead | HandoffError | None]:
    """Make every call in a thread of its own, starting together; return what each gave or raised."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Lead | None]) -> Lead | HandoffError | None:
        start.wait()
        try:
            return call()
        except HandoffError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def test_of_twenty_lawyers_who_accept_at_once_one_gets_the_lead(
    leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    lead = leads.capture(draft(conversation_id))
    lawyers = [add_lawyer(f"lawyer{number}") for number in range(20)]
    results = all_at_once([lambda who=who: leads.accept(lead.id, account_id=who) for who in lawyers])
    won = [result for result in results if isinstance(result, Lead)]
    assert len(won) == 1
    assert sum(isinstance(result, LeadTaken) for result in results) == 19
    assert won[0].accepted_by in lawyers
    history = leads.history(lead.id, account_id=won[0].accepted_by)
    assert [event.moved_to for event in history].count("accepted") == 1


def test_two_processes_with_their_own_connections_do_not_share_a_lead(
    url: str, cipher: FieldCipher, leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    lead, ann, bob = leads.capture(draft(conversation_id)), add_lawyer("ann"), add_lawyer("bob")
    databases = [Database(url), Database(url)]
    desks = [Leads(database, cipher=cipher) for database in databases]
    calls = [
        lambda desk=desk, who=who: desk.accept(lead.id, account_id=who)
        for desk, who in zip(desks, (ann, bob), strict=True)
    ]
    results = all_at_once(calls)
    for database in databases:
        database.close()
    assert sorted(type(result).__name__ for result in results) == ["Lead", "LeadTaken"]


def test_a_person_who_withdraws_while_a_lawyer_accepts_leaves_one_clear_state(
    leads: Leads, add_lawyer: AddLawyer
) -> None:
    ann = add_lawyer()
    for number in range(8):
        name = f"conversation-{number}"
        lead = leads.capture(draft(name, email=f"{name}@example.com", phone=None))
        all_at_once([lambda lead=lead: leads.accept(lead.id, account_id=ann), lambda name=name: leads.withdraw(name)])
        assert leads.for_conversation(name).status == "withdrawn"
    assert {lead.masked for lead in leads.for_lawyer(ann)} <= {True}


def test_a_form_that_is_sent_ten_times_at_once_makes_one_lead(
    leads: Leads, ledger: ConsentLedger, conversation_id: str
) -> None:
    results = all_at_once([lambda: leads.capture(draft(conversation_id))] * 10)
    assert len({result.id for result in results}) == 1
    assert ledger.head()[0] == 1


def test_lawyers_who_all_decline_at_once_leave_a_declined_lead(
    leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    lead = leads.capture(draft(conversation_id))
    lawyers = [add_lawyer(f"lawyer{number}") for number in range(6)]
    all_at_once([lambda who=who: leads.decline(lead.id, account_id=who, reason="no capacity") for who in lawyers])
    assert leads.for_conversation(conversation_id).status == "declined"
