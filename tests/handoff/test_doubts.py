"""Doubtful leads wait for staff, and are never dropped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from conversations.database import Database
from conversations.transcripts import Transcripts
from handoff.cipher import FieldCipher
from handoff.consent import ConsentGiven
from handoff.doubts import Doubts, spam_score
from handoff.lead import LeadDraft
from handoff.leads import Leads


def draft(conversation: str, **changes) -> LeadDraft:
    values = {
        "name": "Maria Lopez",
        "email": "maria@example.com",
        "phone": None,
        "state": "MA",
        "description": "My landlord kept my deposit.",
        "opposing_party": None,
        "topics": ("housing",),
        "reasons": (),
    }
    consent = ConsentGiven(conversation, "I agree.", "v1")
    return LeadDraft(conversation_id=conversation, consent=consent, **{**values, **changes})


@pytest.fixture
def leads(database: Database) -> Leads:
    signs = {"backlinks": ("advertising",)}
    cipher = FieldCipher([Fernet.generate_key().decode()])
    return Leads(database, cipher=cipher, doubt=lambda text: signs["backlinks"] if "backlinks" in text else ())


def conversation(database: Database) -> str:
    return Transcripts(database).open().conversation_id


def test_an_ordinary_lead_is_offered(database: Database, leads: Leads) -> None:
    assert leads.capture(draft(conversation(database))).held is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"email": "someone@mailinator.com"}, "throw-away"),
        ({"description": "we sell backlinks"}, "advertises"),
    ],
)
def test_a_doubtful_lead_waits_for_staff_who_see_why(database: Database, leads: Leads, changes, reason) -> None:
    lead = leads.capture(draft(conversation(database), **changes))
    assert lead.held == "doubtful"
    assert [waiting.id for waiting in leads.unattended()] == [lead.id]
    assert any(reason in told for told in Doubts(database).of([lead.id])[lead.id])


def test_staff_let_a_doubtful_lead_go_on(database: Database, leads: Leads) -> None:
    lead = leads.capture(draft(conversation(database), email="someone@mailinator.com"))
    assert leads.release(lead.id).held is None


def test_the_same_text_again_and_again_is_doubted(database: Database, leads: Leads) -> None:
    for number in range(3):
        assert leads.capture(draft(conversation(database), email=f"p{number}@example.com")).held is None
    fourth = draft(conversation(database), email="p4@example.com", description=" my LANDLORD kept my  deposit. ")
    assert leads.capture(fourth).held == "doubtful"


def test_one_weak_sign_does_not_hold_a_lead_back_two_do() -> None:
    quick = timedelta(seconds=5)
    assert not spam_score(draft("c"), took=quick).doubtful
    assert spam_score(draft("c"), took=quick, signs=("links",)).doubtful
    assert not spam_score(draft("c"), took=timedelta(minutes=3)).reasons
