"""Leads: from a consented request to the one lawyer who takes it, with nobody's name shown before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text

from conversations.accounts import Accounts
from conversations.audit import Audit
from conversations.columns import utc_now
from conversations.database import Base, Database
from handoff.consent import ConsentLedger
from handoff.dispatch import Dispatch
from handoff.errors import BadLead, IllegalMove, LeadTaken, LeadWithdrawn, NoConsent, NotYours, UnknownLead
from handoff.lawyers import Lawyers
from handoff.leads import Leads
from handoff.outbox import Outbox
from tests.handoff.conftest import AddLawyer, consent, draft

IDENTITY = ("Maria", "Lopez", "maria@example.com", "6175550123", "555-0123", "Juan", "Perez")


def stored(database: Database) -> int:
    with database.reading() as session:
        tables = ("lead", "consent_entry", "lead_event", "lead_topic", "audit_entry")
        return sum(session.scalar(select(func.count()).select_from(Base.metadata.tables[t])) or 0 for t in tables)


def actions(audit: Audit, subject: str) -> list[str]:
    return [entry.action for entry in reversed(audit.entries(subject=subject))]


def test_a_consented_lead_is_offered_at_once(leads: Leads, add_lawyer: AddLawyer, conversation_id: str) -> None:
    add_lawyer()
    lead = leads.capture(draft(conversation_id, state="massachusetts", county="Suffolk", deadline=date(2026, 5, 1)))
    assert (lead.status, lead.state, lead.topics) == ("offered", "MA", ("family", "debt"))
    assert (lead.name, lead.email, lead.phone) == ("Maria Lopez", "maria@example.com", "+16175550123")
    assert (lead.county, lead.deadline, lead.reasons) == ("Suffolk", date(2026, 5, 1), ("several areas of law",))
    assert lead.completeness == 1.0


@pytest.mark.parametrize(
    "given",
    [None, consent("another conversation"), consent("here", text=""), consent("here", version=" ")],
    ids=["none", "another conversation", "no wording", "no version"],
)
def test_without_consent_nothing_at_all_is_stored(leads: Leads, database: Database, given: object) -> None:
    with pytest.raises(NoConsent):
        leads.capture(draft("here", consent=given))
    assert stored(database) == 0


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"name": " "}, "a name"),
        ({"email": None, "phone": None}, "e-mail address or a phone"),
        ({"description": ""}, "what happened"),
        ({"state": "Atlantis"}, "'Atlantis' is no state"),
    ],
)
def test_a_lead_that_no_lawyer_could_use_is_refused(
    leads: Leads, database: Database, change: dict[str, str], complaint: str
) -> None:
    with pytest.raises(BadLead, match=complaint):
        leads.capture(draft("here", **change))
    assert stored(database) == 0


def test_capturing_twice_gives_the_same_lead(leads: Leads, ledger: ConsentLedger, conversation_id: str) -> None:
    first = leads.capture(draft(conversation_id))
    assert leads.capture(draft(conversation_id, name="Somebody Else")) == first
    assert ledger.head()[0] == 1


def test_a_new_lead_may_follow_one_that_was_withdrawn(leads: Leads, conversation_id: str) -> None:
    first = leads.capture(draft(conversation_id))
    leads.withdraw(conversation_id)
    second = leads.capture(draft(conversation_id))
    assert second.id != first.id
    assert second.status == "screened"


def test_nothing_that_names_a_person_is_readable_in_the_database(
    leads: Leads, database: Database, conversation_id: str
) -> None:
    leads.capture(draft(conversation_id, safe_contact="text only, code word Maria"))
    with database.reading() as session:
        everything = [str(session.execute(select(table)).all()) for table in Base.metadata.tables.values()]
    assert not [word for word in IDENTITY if word in "".join(everything)]


def test_a_lawyer_sees_a_teaser_that_does_not_say_who_it_is_about(
    leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    leads.capture(draft(conversation_id, safe_contact="only by text"))
    (teaser,) = leads.for_lawyer(add_lawyer())
    assert teaser.masked
    assert (teaser.state, teaser.topics, teaser.status) == ("MA", ("family", "debt"), "offered")
    assert teaser.description == "I am [name]. My husband [name] filed first. Call [phone]."
    assert (teaser.name, teaser.email, teaser.phone, teaser.opposing_party, teaser.safe_contact) == (None,) * 5
    assert teaser.conversation_id == ""


@pytest.mark.parametrize(
    ("profile", "sees"),
    [
        ({"states": ("MA",)}, True),
        ({"states": ("TX", "MA"), "topics": ("debt",)}, True),
        ({"states": ("TX",)}, False),
        ({"states": ("MA",), "topics": ("immigration",)}, False),
        ({"states": ("MA",), "topics": ("immigration", "family")}, True),
    ],
)
def test_a_lawyer_sees_the_leads_of_their_states_and_topics(
    leads: Leads, add_lawyer: AddLawyer, conversation_id: str, profile: dict[str, tuple[str, ...]], sees: bool
) -> None:
    lead = leads.capture(draft(conversation_id))
    account_id = add_lawyer(**profile)
    assert [shown.id for shown in leads.for_lawyer(account_id)] == ([lead.id] if sees else [])
    if not sees:
        with pytest.raises(NotYours):
            leads.get(lead.id, account_id=account_id)
        with pytest.raises(NotYours):
            leads.accept(lead.id, account_id=account_id, no_conflict=True)


def test_what_one_lawyer_covers_opens_nothing_to_another(
    leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    leads.capture(draft(conversation_id, topics=("family",)))
    far = add_lawyer("far", states=("TX",), topics=("family",))
    other = add_lawyer("other", states=("MA",), topics=("immigration",))
    assert (leads.for_lawyer(far), leads.for_lawyer(other)) == ([], [])
    (gone,) = leads.export()
    assert gone["status"] == "exhausted"
    right = add_lawyer("right", states=("MA",), topics=("family", "debt"))
    again = leads.capture(draft("again", topics=("family",)))
    assert [lead.id for lead in leads.for_lawyer(right)] == [again.id]
    assert leads.unattended() == []


def test_a_lead_without_topics_is_shown_to_every_lawyer_of_the_state(
    leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    leads.capture(draft(conversation_id, topics=()))
    assert leads.for_lawyer(add_lawyer(topics=("immigration",)))


def test_a_lawyer_who_pauses_gets_nothing_new_and_keeps_what_waits(
    leads: Leads, lawyers: Lawyers, dispatch: Dispatch, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann = add_lawyer()
    leads.capture(draft(conversation_id))
    lawyers.pause(ann)
    assert len(leads.for_lawyer(ann)) == 1
    leads.capture(draft("later", email="jo@example.com", phone=None))
    assert len(leads.for_lawyer(ann)) == 1
    lawyers.resume(ann)
    dispatch.run(now=utc_now())
    assert len(leads.for_lawyer(ann)) == 2


def test_an_offer_to_a_lawyer_who_is_switched_off_goes_to_the_next(
    leads: Leads, dispatch: Dispatch, accounts: Accounts, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann, bob = add_lawyer("ann"), add_lawyer("bob")
    leads.capture(draft(conversation_id))
    accounts.disable("ann@example.com")
    assert leads.for_lawyer(ann) == []
    dispatch.run(now=utc_now())
    assert len(leads.for_lawyer(bob)) == 1


def test_the_longest_wait_comes_first(leads: Leads, add_lawyer: AddLawyer) -> None:
    waiting = [leads.capture(draft(name, email=f"{name}@example.com", phone=None)).id for name in ("b", "a", "c")]
    assert [lead.id for lead in leads.for_lawyer(add_lawyer())] == waiting


def test_who_accepts_sees_who_it_is(leads: Leads, add_lawyer: AddLawyer, conversation_id: str) -> None:
    ann = add_lawyer()
    taken = leads.accept(leads.capture(draft(conversation_id)).id, account_id=ann, no_conflict=True)
    assert (taken.status, taken.masked, taken.accepted_by) == ("accepted", False, ann)
    assert (taken.name, taken.phone, taken.opposing_party) == ("Maria Lopez", "+16175550123", "Juan Perez")
    assert taken.conversation_id == conversation_id
    assert leads.for_lawyer(ann) == [taken]
    assert leads.get(taken.id, account_id=ann) == taken
    assert leads.accept(taken.id, account_id=ann, no_conflict=True) == taken


def test_who_comes_second_is_told_that_it_is_taken(
    leads: Leads, dispatch: Dispatch, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    bob, ann = add_lawyer("bob"), add_lawyer("ann")
    lead = leads.capture(draft(conversation_id))
    dispatch.run(now=utc_now() + timedelta(days=30))
    leads.accept(lead.id, account_id=ann, no_conflict=True)
    with pytest.raises(LeadTaken, match="another lawyer"):
        leads.accept(lead.id, account_id=bob, no_conflict=True)
    with pytest.raises(LeadTaken):
        leads.get(lead.id, account_id=bob)
    with pytest.raises(NotYours):
        leads.get(lead.id, account_id=add_lawyer("cem"))
    assert leads.for_lawyer(bob) == []


def test_a_lead_that_was_declined_is_not_shown_again_but_others_may_take_it(
    leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    lead, ann, bob = leads.capture(draft(conversation_id)), add_lawyer("ann"), add_lawyer("bob")
    leads.decline(lead.id, account_id=ann, reason="no capacity")
    assert leads.for_lawyer(ann) == []
    with pytest.raises(NotYours):
        leads.accept(lead.id, account_id=ann, no_conflict=True)
    assert leads.accept(lead.id, account_id=bob, no_conflict=True).accepted_by == bob


def test_a_lead_that_everyone_declined_is_declined(leads: Leads, add_lawyer: AddLawyer, conversation_id: str) -> None:
    lead, ann, bob = leads.capture(draft(conversation_id)), add_lawyer("ann"), add_lawyer("bob")
    add_lawyer("cem", states=("TX",))
    leads.decline(lead.id, account_id=ann, reason="no_capacity")
    assert leads.for_conversation(conversation_id).status == "offered"
    leads.decline(lead.id, account_id=bob, reason="conflict")
    assert leads.for_conversation(conversation_id).status == "declined"
    assert leads.release(lead.id).status == "declined"


def test_staff_see_the_leads_that_no_lawyer_has_before_them(
    leads: Leads, lawyers: Lawyers, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann = add_lawyer()
    lead = leads.capture(draft(conversation_id))
    repeated = leads.capture(draft("second"))
    far = leads.capture(draft("third", state="TX", email="far@example.com", phone=None))
    assert [(shown.id, shown.masked) for shown in leads.unattended()] == [(repeated.id, True), (far.id, True)]
    assert [shown.held for shown in leads.unattended()] == ["duplicate", None]
    leads.decline(lead.id, account_id=ann, reason="no_capacity")
    assert [shown.status for shown in leads.unattended()] == ["declined", "screened", "screened"]


def test_what_became_of_a_lead_is_reported_step_by_step_with_notes(
    leads: Leads, add_lawyer: AddLawyer, conversation_id: str, database: Database
) -> None:
    ann = add_lawyer()
    lead = leads.accept(leads.capture(draft(conversation_id)).id, account_id=ann, no_conflict=True)
    leads.outcomes.report(lead.id, "contacted", account_id=ann, note="Maria called back")
    leads.outcomes.report(lead.id, "consulted", account_id=ann)
    assert leads.outcomes.report(lead.id, "retained", account_id=ann).status == "retained"
    events = leads.history(lead.id, account_id=ann)
    states = ["new", "screened", "offered", "accepted", "contacted", "consulted", "retained"]
    assert [event.moved_to for event in events] == states
    assert [event.moved_from for event in events] == [None, *states[:-1]]
    assert events[4].note == "Maria called back"
    with database.reading() as session:
        assert "Maria" not in str(session.execute(text("SELECT note FROM lead_event")).all())


def test_no_step_can_be_skipped_or_made_up(leads: Leads, add_lawyer: AddLawyer, conversation_id: str) -> None:
    ann = add_lawyer()
    lead = leads.accept(leads.capture(draft(conversation_id)).id, account_id=ann, no_conflict=True)
    with pytest.raises(IllegalMove, match="accepted cannot become retained"):
        leads.outcomes.report(lead.id, "retained", account_id=ann)
    with pytest.raises(IllegalMove, match="contacted, consulted, retained, lost, wrong_topic"):
        leads.outcomes.report(lead.id, "withdrawn", account_id=ann)


def test_only_the_lawyer_who_has_the_lead_reports_on_it(
    leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    lead = leads.accept(leads.capture(draft(conversation_id)).id, account_id=add_lawyer("ann"), no_conflict=True)
    with pytest.raises(NotYours):
        leads.outcomes.report(lead.id, "contacted", account_id=add_lawyer("bob"))


def test_taking_the_consent_back_stops_a_lead_that_is_offered(
    leads: Leads, ledger: ConsentLedger, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    lead, ann = leads.capture(draft(conversation_id)), add_lawyer()
    assert leads.withdraw(conversation_id).status == "withdrawn"
    assert ledger.active(conversation_id) is None
    assert leads.for_lawyer(ann) == []
    with pytest.raises(LeadTaken, match="withdrawn"):
        leads.accept(lead.id, account_id=ann, no_conflict=True)


def test_taking_the_consent_back_reaches_the_lawyer_who_has_the_lead(
    leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann = add_lawyer()
    lead = leads.accept(leads.capture(draft(conversation_id)).id, account_id=ann, no_conflict=True)
    leads.withdraw(conversation_id)
    (shown,) = leads.for_lawyer(ann)
    assert (shown.id, shown.status, shown.masked, shown.name) == (lead.id, "withdrawn", True, None)
    with pytest.raises(IllegalMove):
        leads.outcomes.report(lead.id, "contacted", account_id=ann)


def test_a_consent_revoked_in_the_ledger_alone_already_keeps_lawyers_out(
    leads: Leads, ledger: ConsentLedger, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    lead, ann = leads.capture(draft(conversation_id)), add_lawyer()
    ledger.revoke(conversation_id)
    with pytest.raises(LeadTaken, match="taken the request back"):
        leads.accept(lead.id, account_id=ann, no_conflict=True)


def test_a_consent_revoked_in_the_ledger_alone_hides_the_lead_from_lawyers_and_from_the_list_for_staff(
    leads: Leads, ledger: ConsentLedger, add_lawyer: AddLawyer
) -> None:
    ann = add_lawyer()
    mine = leads.accept(leads.capture(draft("mine")).id, account_id=ann, no_conflict=True)
    leads.capture(draft("open", email="jo@example.com", phone=None))
    far = leads.capture(draft("far", state="TX", email="al@example.com", phone=None))
    for person in ("mine", "open", "far"):
        ledger.revoke(person)
    (shown,) = leads.for_lawyer(ann)
    assert (shown.id, shown.masked, shown.name) == (mine.id, True, None)
    assert leads.get(mine.id, account_id=ann).masked
    assert leads.unattended() == []
    with pytest.raises(LeadWithdrawn):
        leads.release(far.id)


def test_a_lead_that_came_to_nothing_can_still_be_taken_back(
    leads: Leads, database: Database, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann = add_lawyer()
    lead = leads.accept(leads.capture(draft(conversation_id)).id, account_id=ann, no_conflict=True)
    leads.outcomes.report(lead.id, "lost", account_id=ann)
    leads.withdraw(conversation_id)
    shown = leads.get(lead.id, account_id=ann)
    assert (shown.status, shown.masked) == ("lost", True)
    assert Outbox(database).waiting()[0].subject == f"Lead {lead.id} was withdrawn"


def test_a_lawyer_who_became_the_persons_own_keeps_what_they_know(
    leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann = add_lawyer()
    lead = leads.accept(leads.capture(draft(conversation_id)).id, account_id=ann, no_conflict=True)
    for status in ("contacted", "consulted", "retained"):
        leads.outcomes.report(lead.id, status, account_id=ann)
    leads.withdraw(conversation_id)
    assert leads.get(lead.id, account_id=ann).name == "Maria Lopez"


def test_withdrawing_where_there_is_no_lead_is_no_error(leads: Leads, conversation_id: str) -> None:
    assert leads.withdraw(conversation_id) is None
    assert leads.for_conversation(conversation_id) is None


def test_an_erased_lead_says_nothing_about_anyone(
    leads: Leads, ledger: ConsentLedger, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann = add_lawyer()
    lead = leads.accept(leads.capture(draft(conversation_id)).id, account_id=ann, no_conflict=True)
    leads.outcomes.report(lead.id, "contacted", account_id=ann, note="Maria called back")
    assert leads.erase(conversation_id) == 1
    (left,) = leads.export()
    assert (left["name"], left["email"], left["phone"], left["opposing_party"]) == (None,) * 4
    assert left["description"] == ""
    assert left["status"] == "withdrawn"
    assert {event.note for event in leads.history(lead.id, account_id=ann)} == {""}
    assert ledger.verify().intact


@pytest.mark.parametrize("lead_id", [0, -1, 99, 2**70])
def test_a_lead_that_is_not_there_is_unknown(leads: Leads, add_lawyer: AddLawyer, lead_id: int) -> None:
    ann = add_lawyer()
    with pytest.raises(UnknownLead):
        leads.accept(lead_id, account_id=ann, no_conflict=True)
    for call in (leads.get, leads.history):
        with pytest.raises(UnknownLead):
            call(lead_id, account_id=ann)


def test_every_look_at_who_it_is_and_every_move_is_audited(
    leads: Leads, audit: Audit, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann = add_lawyer()
    lead = leads.capture(draft(conversation_id))
    leads.get(lead.id, account_id=ann)
    leads.accept(lead.id, account_id=ann, no_conflict=True)
    leads.get(lead.id, account_id=ann)
    leads.outcomes.report(lead.id, "contacted", account_id=ann)
    leads.withdraw(conversation_id)
    leads.erase(conversation_id)
    assert actions(audit, f"lead:{lead.id}") == [
        *("lead.captured", "lead.accepted", "lead.read", "lead.contacted", "lead.withdrawn", "lead.erased")
    ]
    leads.for_lawyer(ann)
    list(leads.export(actor="staff"))
    assert audit.entries(limit=1)[0].actor == "staff"


def test_the_inbox_of_a_lawyer_with_leads_is_audited(
    leads: Leads, audit: Audit, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    ann = add_lawyer()
    lead = leads.capture(draft(conversation_id))
    leads.for_lawyer(ann)
    assert "lead.listed" not in actions(audit, f"account:{ann}")
    leads.accept(lead.id, account_id=ann, no_conflict=True)
    leads.for_lawyer(ann)
    assert audit.entries(limit=1)[0].detail == {"leads": [lead.id]}


def test_the_export_has_every_lead_with_every_field_that_is_promised(
    leads: Leads, add_lawyer: AddLawyer, conversation_id: str
) -> None:
    add_lawyer()
    lead = leads.capture(draft(conversation_id))
    (row,) = leads.export()
    promised = ("id", "conversation_id", "name", "email", "phone", "state", "description", "topics", "status")
    assert {field: row[field] for field in promised} == {
        "id": lead.id,
        "conversation_id": conversation_id,
        "name": "Maria Lopez",
        "email": "maria@example.com",
        "phone": "+16175550123",
        "state": "MA",
        "description": lead.description,
        "topics": ["family", "debt"],
        "status": "offered",
    }
    assert row["consented_at"] == lead.consented_at.isoformat()
