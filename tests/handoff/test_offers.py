"""Offers: one lawyer at a time, never twice, with a clock, a price, and a way back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from conversations.columns import utc_now
from conversations.database import Database
from conversations.transcripts import Transcripts
from handoff.billing import Billing, money
from handoff.cipher import FieldCipher
from handoff.dispatch import Dispatch
from handoff.errors import ConflictOpen, IllegalMove, NotYours, OfferOver, StateClosed, TooLate
from handoff.hours import Hours
from handoff.leads import Leads
from handoff.offer_view import OfferViews
from handoff.practice import Caps
from handoff.terms import Prices
from tests.handoff.conftest import AddLawyer, draft


def later(**span: int) -> datetime:
    return utc_now() + timedelta(**span)


def test_an_offer_that_nobody_answers_goes_to_the_next_and_never_back(
    leads: Leads, dispatch: Dispatch, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann, bob = add_lawyer("ann"), add_lawyer("bob")
    lead = leads.capture(draft(conversation_id))
    assert [len(leads.for_lawyer(who)) for who in (ann, bob)] == [1, 0]
    dispatch.run(now=later(days=10))
    assert [len(leads.for_lawyer(who)) for who in (ann, bob)] == [0, 1]
    dispatch.run(now=later(days=20))
    assert leads.for_conversation(conversation_id).status == "exhausted"
    with pytest.raises(OfferOver):
        leads.get(lead.id, account_id=ann)


def test_a_clock_that_jumps_over_the_end_ends_the_offer_before_the_worker_has_run(
    database: Database, cipher: FieldCipher, leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann = add_lawyer()
    lead = leads.capture(draft(conversation_id))
    jumped = Leads(database, cipher=cipher, clock=lambda: later(days=10))
    with pytest.raises(OfferOver):
        jumped.accept(lead.id, account_id=ann, no_conflict=True)
    assert jumped.for_lawyer(ann) == []
    assert leads.accept(lead.id, account_id=ann, no_conflict=True).accepted_by == ann  # the clock was set right again


def test_without_the_lawyers_word_on_conflicts_nothing_is_revealed(
    leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann = add_lawyer()
    lead = leads.capture(draft(conversation_id))
    with pytest.raises(ConflictOpen):
        leads.accept(lead.id, account_id=ann, no_conflict=False)
    assert leads.get(lead.id, account_id=ann).masked


def test_the_turn_goes_to_whoever_waits_longest(leads: Leads, add_lawyer: AddLawyer) -> None:
    people = [add_lawyer(name) for name in ("ann", "bob", "cem")]
    for number in range(6):
        leads.capture(
            draft(f"c{number}", email=f"m{number}@example.com", phone=None, description=f"Matter number {number}.")
        )
    assert [len(leads.for_lawyer(who)) for who in people] == [2, 2, 2]


def test_why_everyone_was_left_out_is_stored_and_told(
    database: Database, leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    add_lawyer("far", states=("TX",))
    add_lawyer("other", topics=("immigration",))
    lead = leads.capture(draft(conversation_id))
    (search,) = OfferViews(database).routing_of(lead.id)
    assert search.chosen is None
    assert dict(search.verdicts) == {
        "Far": "No licence in this state",
        "Other": "Does not practise in these topics",
    }


def test_when_nobody_is_left_the_person_is_told_in_the_chat_with_other_places_to_ask(
    leads: Leads, dispatch: Dispatch, transcripts: Transcripts, conversation_id: str
) -> None:
    leads.capture(draft(conversation_id))
    assert dispatch.run(now=utc_now()).exhausted == 1
    (told,) = transcripts.messages(conversation_id)
    assert (told.author, told.kind) == ("bot", "notice")
    assert "lsc.gov/find-legal-aid" in told.text
    assert dispatch.run(now=utc_now()).exhausted == 0


def test_a_lead_waits_for_a_lawyer_who_is_busy_but_not_for_ever(
    leads: Leads, dispatch: Dispatch, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    add_lawyer("ann", caps=Caps(day=0))
    leads.capture(draft(conversation_id))
    dispatch.run(now=later(days=2))
    assert leads.for_conversation(conversation_id).status == "screened"
    dispatch.run(now=later(days=4))
    assert leads.for_conversation(conversation_id).status == "exhausted"


def test_accepting_is_charged_once_and_what_is_given_back_is_credited(
    database: Database, leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann, bob = add_lawyer("ann"), add_lawyer("bob")
    lead = leads.capture(draft(conversation_id))
    for _ in range(2):
        leads.accept(lead.id, account_id=ann, no_conflict=True)
    billing = Billing(database)
    assert billing.statement(ann, utc_now().date()).total == 2500
    back = leads.outcomes.give_back(lead.id, "conflict", account_id=ann)
    assert (back.accepted_by, back.masked, back.name) == (None, True, None)
    statement = billing.statement(ann, utc_now().date())
    assert (statement.charges, statement.credits, statement.total) == (2500, 2500, 0)
    assert [shown.id for shown in leads.for_lawyer(bob)] == [lead.id]
    with pytest.raises(NotYours):
        leads.outcomes.report(lead.id, "contacted", account_id=ann)


def test_a_lead_that_leads_nowhere_waits_for_staff_when_it_is_given_back(
    leads: Leads, transcripts: Transcripts, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann, bob = add_lawyer("ann"), add_lawyer("bob")
    lead = leads.accept(leads.capture(draft(conversation_id)).id, account_id=ann, no_conflict=True)
    assert leads.outcomes.give_back(lead.id, "bad_contact", account_id=ann).held == "returned"
    assert leads.for_lawyer(bob) == []
    assert "could not reach you" in transcripts.messages(conversation_id)[-1].text
    leads.release(lead.id)
    assert len(leads.for_lawyer(bob)) == 1


def test_giving_back_has_its_time_and_its_reasons(
    database: Database, cipher: FieldCipher, leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann = add_lawyer()
    lead = leads.accept(leads.capture(draft(conversation_id)).id, account_id=ann, no_conflict=True)
    with pytest.raises(IllegalMove):
        leads.outcomes.give_back(lead.id, "bored", account_id=ann)
    late = Leads(database, cipher=cipher, clock=lambda: later(days=8))
    with pytest.raises(TooLate):
        late.outcomes.give_back(lead.id, "conflict", account_id=ann)


def test_california_is_off_and_nothing_is_stored(leads: Leads) -> None:
    with pytest.raises(StateClosed, match="does not pass requests"):
        leads.capture(draft("c", state="CA"))
    assert list(leads.export()) == []


def test_the_ledger_of_money_cannot_be_changed(
    database: Database, leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    leads.accept(leads.capture(draft(conversation_id)).id, account_id=add_lawyer(), no_conflict=True)
    for statement in ("UPDATE billing_entry SET cents = 1", "DELETE FROM billing_entry"):
        with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
            connection.execute(text(statement))


def test_a_subscription_is_charged_once_a_month_and_its_leads_cost_nothing(
    database: Database, leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann, billing = add_lawyer("ann", plan="subscription"), Billing(database)
    leads.accept(leads.capture(draft(conversation_id)).id, account_id=ann, no_conflict=True)
    prices, march = Prices(2500, {}, 9900), datetime(2026, 3, 9, tzinfo=UTC)
    assert [billing.charge_subscriptions(prices, now=march) for _ in range(2)] == [1, 0]
    assert billing.statement(ann, march.date()).total == 9900
    assert billing.statement(ann, utc_now().date()).total in (0, 9900)


def test_the_details_of_an_open_lead_can_be_corrected(
    leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann = add_lawyer()
    lead = leads.capture(draft(conversation_id))
    assert leads.correct(conversation_id, email="new@example.com")
    assert leads.accept(lead.id, account_id=ann, no_conflict=True).email == "new@example.com"
    leads.withdraw(conversation_id)
    assert not leads.correct(conversation_id, email="late@example.com")


@pytest.mark.parametrize(
    ("begin", "hours", "end"),
    [
        ("2026-03-02T14:00", 8, "2026-03-02T22:00"),  # Monday nine o'clock in Boston, to five
        ("2026-03-06T20:00", 8, "2026-03-09T19:00"),  # Friday three o'clock, over the change of clocks
        ("2026-07-02T20:00", 4, "2026-07-06T16:00"),  # over Independence Day, kept on Friday the third
        ("2026-03-08T03:00", 1, "2026-03-09T14:00"),  # a Sunday
    ],
)
def test_time_to_answer_runs_in_business_hours_of_the_lawyer(begin: str, hours: int, end: str) -> None:
    office = Hours.of("America/New_York")
    moment = datetime.fromisoformat(f"{begin}+00:00")
    assert office.after(moment, hours) == datetime.fromisoformat(f"{end}+00:00")


def test_money_is_written_with_its_cents() -> None:
    assert [money(cents) for cents in (0, 2505, -9900, 123456789)] == ["$0.00", "$25.05", "−$99.00", "$1,234,567.89"]
