"""Many at once: one lead goes to one lawyer, whatever the others do at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select

from conversations.columns import utc_now
from conversations.database import Database
from handoff.billing import Billing, Statement
from handoff.cipher import FieldCipher
from handoff.consent import ConsentLedger
from handoff.dispatch import Dispatch
from handoff.errors import HandoffError, LeadTaken
from handoff.lead import Lead
from handoff.leads import Leads
from handoff.offer_models import OfferRow
from handoff.terms import Rules
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


def test_of_two_hundred_accepts_at_once_one_lawyer_gets_the_lead_and_pays_once(
    url: str, cipher: FieldCipher, leads: Leads, dispatch: Dispatch, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    lawyers = [add_lawyer(f"lawyer{number}") for number in range(20)]
    lead = leads.capture(draft(conversation_id))
    for turn in range(1, 20):  # the offer went from one to the next; the last one has it now, the others come late
        dispatch.run(now=utc_now() + timedelta(days=30 * turn))
    owner = lawyers[-1]
    calls = [lambda who=who: leads.accept(lead.id, account_id=who, no_conflict=True) for who in lawyers * 10]
    results = all_at_once(calls)
    won = [result for result in results if isinstance(result, Lead)]
    assert len(results) == 200
    assert {result.accepted_by for result in won} == {owner}
    assert len(won) == 10
    assert sum(isinstance(result, LeadTaken) for result in results) == 190
    history = leads.history(lead.id, account_id=owner)
    assert [event.moved_to for event in history].count("accepted") == 1
    assert [entry.cents for entry in statement_of(url, owner).entries] == [2500]
    assert sum(len(statement_of(url, who).entries) for who in lawyers) == 1


def test_two_processes_with_their_own_connections_do_not_share_a_lead(
    url: str, cipher: FieldCipher, leads: Leads, dispatch: Dispatch, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann, bob = add_lawyer("ann"), add_lawyer("bob")
    lead = leads.capture(draft(conversation_id))
    dispatch.run(now=utc_now() + timedelta(days=30))
    databases = [Database(url), Database(url)]
    desks = [Leads(database, cipher=cipher) for database in databases]
    calls = [
        lambda desk=desk, who=who: desk.accept(lead.id, account_id=who, no_conflict=True)
        for desk, who in zip(desks, (ann, bob), strict=True)
    ]
    results = all_at_once(calls)
    for database in databases:
        database.close()
    assert isinstance(results[0], LeadTaken)
    assert isinstance(results[1], Lead)


def test_workers_that_run_at_once_make_one_offer_of_each_lead(
    url: str, leads: Leads, database: Database, add_lawyer: AddLawyer
) -> None:
    for number in range(6):
        leads.capture(draft(f"c{number}", email=f"m{number}@example.com", phone=None, description=f"Story {number}."))
    for name in ("ann", "bob", "cem"):
        add_lawyer(name, states=("TX",))
    rules = Rules.load()
    with ThreadPoolExecutor(4) as threads:
        late = utc_now() + timedelta(days=1)
        list(threads.map(lambda _: Dispatch(database, rules=rules).run(now=late), range(4)))
    with database.reading() as session:
        offers = session.scalars(select(OfferRow)).all()
    assert offers == []
    assert {row["status"] for row in leads.export()} == {"exhausted"}


def test_a_person_who_withdraws_while_a_lawyer_accepts_leaves_one_clear_state(
    leads: Leads, add_lawyer: AddLawyer
) -> None:
    ann = add_lawyer()
    for number in range(8):
        name = f"conversation-{number}"
        lead = leads.capture(draft(name, email=f"{name}@example.com", phone=None))
        all_at_once(
            [
                lambda lead=lead: leads.accept(lead.id, account_id=ann, no_conflict=True),
                lambda name=name: leads.withdraw(name),
            ]
        )
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
    for _ in lawyers:  # whoever has the offer at that moment declines it
        all_at_once([lambda who=who: leads.decline(lead.id, account_id=who, reason="other") for who in lawyers])
    assert leads.for_conversation(conversation_id).status == "declined"


def statement_of(url: str, account_id: int) -> Statement:
    database = Database(url)
    found = Billing(database).statement(account_id, utc_now().date())
    database.close()
    return found
