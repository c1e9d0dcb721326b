"""The portal: a blind offer, one acceptance, everything a lawyer needs after it, and a clear no to everyone else."""

from __future__ import annotations

import json
from datetime import date

import pytest

from handoff.consent import ConsentLedger
from tests.bot.web.house import csrf_token, send

IDENTITY = ("Maria", "Lopez", "maria@example.com", "555-0123")


@pytest.fixture
def lawyer(site):
    return site.signed_in("ann@example.com", "lawyer")


def test_the_inbox_shows_an_offer_without_saying_who_it_is_about(site, lawyer):
    site.lead(deadline=date(2026, 12, 1))
    page = lawyer.get("/portal/").text
    for shown in (
        "Offered to you (1)",
        "money, debt and consumer issues",
        "family",
        "MA",
        "Dec 1, 2026",
        "chapter 13",
    ):
        assert shown in page
    for hidden in IDENTITY:
        assert hidden not in page


def test_an_offer_gives_its_reasons_and_hides_who_it_is_about(site, lawyer):
    lead = site.lead()
    page = lawyer.get(f"/portal/leads/{lead.id}").text
    assert "your message touches bankruptcy and divorce" in page
    assert "accept this lead" in page
    for hidden in (*IDENTITY, "Pat", "chapter 13 and divorce in Boston"):
        assert hidden not in page


def test_after_acceptance_the_lawyer_sees_everything(site, lawyer):
    lead = site.lead()
    response = send(lawyer, f"/portal/leads/{lead.id}", f"/portal/leads/{lead.id}/accept", clear="yes")
    assert response.location == f"/portal/leads/{lead.id}"
    page = lawyer.get(response.location).text
    for shown in (
        "Maria Lopez",
        "maria@example.com",
        "(617) 555-0123",
        "Pat Lopez",
        "My house is in chapter 13.",
        "I agree that a lawyer sees this.",
        "chapter 13 and divorce in Boston",
        "Your message touches bankruptcy and divorce",
        "The lead is yours.",
    ):
        assert shown in page


def test_the_second_lawyer_gets_a_clear_taken_page(site, lawyer):
    second = site.signed_in("bob@example.com", "lawyer")
    lead = site.lead()
    page = f"/portal/leads/{lead.id}"
    opened = lawyer.get(page).text
    site.later(days=30)  # the first one's time runs out; the second one has the offer and takes it
    send(second, page, f"{page}/accept", clear="yes")
    response = lawyer.post(f"{page}/accept", data={"csrf_token": csrf_token(opened), "clear": "yes"})
    assert response.status_code == 409
    assert "Already taken" in response.text
    for hidden in IDENTITY:
        assert hidden not in response.text


def test_a_taken_lead_leaves_the_inbox_of_everyone_else(site, lawyer):
    lead = site.lead()
    second = site.signed_in("bob@example.com", "lawyer")
    send(lawyer, f"/portal/leads/{lead.id}", f"/portal/leads/{lead.id}/accept", clear="yes")
    assert "Nothing is waiting" in second.get("/portal/").text
    page = second.get(f"/portal/leads/{lead.id}")
    assert page.status_code == 403
    assert "Maria" not in page.text


def test_accepting_without_the_pages_form_changes_nothing(site, lawyer):
    lead = site.lead()
    assert lawyer.post(f"/portal/leads/{lead.id}/accept", data={"clear": "yes"}).status_code == 400
    assert "Offered to you (1)" in lawyer.get("/portal/").text


def test_a_declined_lead_is_not_shown_again(site, lawyer):
    lead = site.lead()
    page = f"/portal/leads/{lead.id}"
    send(lawyer, page, f"{page}/decline", reason="outside_practice", note="only tax")
    assert "Nothing is waiting" in lawyer.get("/portal/").text


def test_declining_needs_a_reason(site, lawyer):
    lead = site.lead()
    page = f"/portal/leads/{lead.id}"
    send(lawyer, page, f"{page}/decline", reason="")
    assert "Please choose a reason" in lawyer.get(page).text
    assert "Offered to you (1)" in lawyer.get("/portal/").text


def test_what_became_of_a_lead_is_kept_with_its_note(site, lawyer):
    lead = site.lead()
    page = f"/portal/leads/{lead.id}"
    send(lawyer, page, f"{page}/accept", clear="yes")
    send(lawyer, page, f"{page}/disposition", status="contacted", note="left a voicemail")
    text = lawyer.get(page).text
    assert "left a voicemail" in text
    assert "Noted: contacted." in text
    assert 'value="consulted"' in text
    assert 'value="contacted"' not in text


def test_a_step_that_is_not_possible_is_refused(site, lawyer):
    lead = site.lead()
    page = f"/portal/leads/{lead.id}"
    send(lawyer, page, f"{page}/accept", clear="yes")
    response = send(lawyer, page, f"{page}/disposition", status="retained")
    assert response.status_code == 409
    assert "not possible" in response.text


def test_an_unknown_disposition_is_asked_again(site, lawyer):
    lead = site.lead()
    page = f"/portal/leads/{lead.id}"
    send(lawyer, page, f"{page}/accept", clear="yes")
    send(lawyer, page, f"{page}/disposition", status="sold")
    assert "Please choose what became of this lead." in lawyer.get(page).text


def test_a_lead_of_another_state_is_not_this_lawyers(site, lawyer):
    lead = site.lead(state="TX")
    assert "Nothing is waiting" in lawyer.get("/portal/").text
    response = lawyer.get(f"/portal/leads/{lead.id}")
    assert response.status_code == 403
    assert "chapter 13" not in response.text


@pytest.mark.parametrize("number", [999, 2**63 - 1])
def test_a_lead_that_is_not_there_is_a_404(lawyer, number):
    response = lawyer.get(f"/portal/leads/{number}")
    assert response.status_code == 404
    assert "No such lead" in response.text


def test_when_the_person_takes_the_request_back_the_lawyer_must_not_contact_them(site, lawyer):
    lead = site.lead()
    page = f"/portal/leads/{lead.id}"
    send(lawyer, page, f"{page}/accept", clear="yes")
    site.house.leads.withdraw(lead.conversation_id)
    text = lawyer.get(page).text
    assert "The person has taken this request back" in text
    assert "Please do not contact them" in text
    inbox = lawyer.get("/portal/").text
    assert "Taken back: do not contact" in inbox
    for hidden in IDENTITY:
        assert hidden not in text
        assert hidden not in inbox
    assert lawyer.get(f"{page}.vcf").status_code == 403
    assert json.loads(lawyer.get("/portal/leads.json").text) == []


def test_a_request_that_was_taken_back_is_offered_no_more(site, lawyer):
    lead = site.lead()
    page = f"/portal/leads/{lead.id}"
    form = csrf_token(lawyer.get(page).text)
    site.house.leads.withdraw(lead.conversation_id)
    assert "Nothing is waiting" in lawyer.get("/portal/").text
    for response in (lawyer.get(page), lawyer.post(f"{page}/accept", data={"csrf_token": form, "clear": "yes"})):
        assert response.status_code == 410
        assert "The person has taken this request back" in response.text
        assert "accept this lead" not in response.text


def test_a_consent_revoked_in_the_ledger_alone_already_takes_the_lead_out_of_the_inbox(site, lawyer):
    lead = site.lead()
    ConsentLedger(site.house.database).revoke(lead.conversation_id)
    assert "Nothing is waiting" in lawyer.get("/portal/").text
    assert lawyer.get(f"/portal/leads/{lead.id}").status_code == 410


def test_a_forgotten_conversation_leaves_a_page_that_says_so(site, lawyer):
    lead = site.lead()
    page = f"/portal/leads/{lead.id}"
    send(lawyer, page, f"{page}/accept", clear="yes")
    site.house.transcripts.forget(lead.conversation_id)
    assert "The person has deleted the conversation." in lawyer.get(page).text


def test_a_lawyers_own_leads_come_as_csv_and_json(site, lawyer):
    mine, other = site.lead(), site.lead(email="jo@example.com", phone=None, name="Jo")
    send(lawyer, f"/portal/leads/{mine.id}", f"/portal/leads/{mine.id}/accept", clear="yes")
    table = lawyer.get("/portal/leads.csv")
    assert table.content_type == "text/csv; charset=utf-8"
    assert "maria@example.com" in table.text
    assert "jo@example.com" not in table.text
    assert [entry["id"] for entry in json.loads(lawyer.get("/portal/leads.json").text)] == [mine.id]
    assert other.id != mine.id


def test_the_contact_comes_as_a_vcard_only_after_acceptance(site, lawyer):
    lead = site.lead()
    assert lawyer.get(f"/portal/leads/{lead.id}.vcf").status_code == 403
    send(lawyer, f"/portal/leads/{lead.id}", f"/portal/leads/{lead.id}/accept", clear="yes")
    card = lawyer.get(f"/portal/leads/{lead.id}.vcf")
    assert card.content_type == "text/vcard; charset=utf-8"
    assert "FN:Maria Lopez\r\n" in card.text


def test_a_lawyer_without_a_profile_is_told_what_is_missing(site):
    site.house.accounts.add(email="new@example.com", password="correct horse battery", role="lawyer", name="New")
    client = site.app.test_client()
    token = csrf_token(client.get("/account/login").text)
    fields = {"email": "new@example.com", "password": "correct horse battery", "csrf_token": token}
    client.post("/account/login", data=fields)
    assert "no profile yet" in client.get("/portal/").text


def test_what_a_person_wrote_cannot_become_markup(site, lawyer):
    lead = site.lead(description="<script>alert(1)</script> my house", name="<b>Maria</b>")
    page = f"/portal/leads/{lead.id}"
    send(lawyer, page, f"{page}/accept", clear="yes")
    text = lawyer.get(page).text
    assert "<script>alert" not in text
    assert "<b>Maria" not in text
