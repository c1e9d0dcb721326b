"""Appeals on the desk, and covered words with a look that is audited."""

from __future__ import annotations

import re

import html5lib
import pytest

from tests.bot.web.house import PASSWORD, csrf_token, send, sign_in

COARSE = "they are vermin and he called me a bitch"


@pytest.fixture
def appeal(site, chat):
    """A refused message whose writer pressed the button."""
    chat.say(COARSE)
    chat.post("/messages", {"payload": "/appeal", "text": "This is a mistake"})
    return site.house.manners.appeals.waiting()[0]


@pytest.fixture
def staff(site):
    site.account("staff@example.com", "staff")
    client = site.app.test_client()
    sign_in(client, "staff@example.com", PASSWORD)
    return client


def test_staff_see_the_message_covered_and_with_the_choice(staff, appeal):
    page = staff.get("/desk/appeals").text
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert "called me a b••••" in page
    assert "bitch" not in page
    assert 'value="overturned"' in page


def test_the_decision_reaches_the_chat_and_the_list(staff, appeal, chat):
    answer = send(staff, "/desk/appeals", f"/desk/appeals/{appeal.id}", outcome="overturned", note="You quoted him.")
    assert answer.status_code == 302
    last = chat.get("/messages").json["messages"][-1]
    assert last["kind"] == "notice"
    assert last["text"].endswith("You quoted him.")
    page = staff.get("/desk/appeals").text
    assert "The person is told in their chat." in page
    assert "A mistake: You quoted him." in page


@pytest.mark.parametrize("fields", [{}, {"outcome": "whatever"}])
def test_a_decision_that_is_none_changes_nothing(site, staff, appeal, fields):
    send(staff, "/desk/appeals", f"/desk/appeals/{appeal.id}", **fields)
    assert site.house.manners.appeals.waiting() == [appeal]


def test_what_is_decided_or_gone_is_said_so(staff, appeal):
    for wanted in ("Decided.", "Somebody else has decided"):
        token = csrf_token(staff.get("/account/").text)
        fields = {"csrf_token": token, "outcome": "upheld"}
        assert wanted in staff.post(f"/desk/appeals/{appeal.id}", data=fields, follow_redirects=True).text
    fields["csrf_token"] = csrf_token(staff.get("/account/").text)
    assert "deleted" in staff.post("/desk/appeals/999", data=fields, follow_redirects=True).text


def test_a_covered_message_is_shown_on_request_and_the_look_is_audited(site, staff, appeal):
    page = send(staff, "/desk/appeals", f"/messages/{appeal.message_id}/reveal", back="/desk/appeals")
    assert COARSE in page.text
    assert 'href="/desk/appeals"' in page.text
    (entry,) = site.house.audit.entries(subject=f"message:{appeal.message_id}")
    assert (entry.action, entry.actor.partition(":")[0]) == ("message.revealed", "account")


def test_the_way_back_leads_nowhere_else(staff, appeal):
    page = send(staff, "/desk/appeals", f"/messages/{appeal.message_id}/reveal", back="//elsewhere.example")
    assert "elsewhere" not in page.text


def test_a_lawyer_sees_covered_messages_of_their_own_leads_only(site, appeal):
    site.account("lawyer@example.com", "lawyer")
    client = site.app.test_client()
    sign_in(client, "lawyer@example.com", PASSWORD)
    token = csrf_token(client.get("/account/").text)
    assert client.post(f"/messages/{appeal.message_id}/reveal", data={"csrf_token": token}).status_code == 403
    assert client.get("/desk/appeals").status_code == 403


def test_nobody_reveals_without_an_account(client, appeal):
    assert client.get("/desk/appeals").status_code == 302
    token = csrf_token(client.get("/account/login").text)
    answer = client.post(f"/messages/{appeal.message_id}/reveal", data={"csrf_token": token})
    assert answer.status_code == 302
    assert re.search("/account/login", answer.headers["Location"])


def test_a_lead_reaches_the_lawyer_covered_and_can_be_read_as_written(site):
    account = site.account("lawyer@example.com", "lawyer")
    lead = site.lead(description="my boss called me a bitch")
    client = site.app.test_client()
    sign_in(client, "lawyer@example.com", PASSWORD)
    assert "bitch" not in client.get(f"/portal/leads/{lead.id}").text
    site.house.leads.accept(lead.id, account_id=account, no_conflict=True)
    page = client.get(f"/portal/leads/{lead.id}").text
    assert "called me a b••••" in page
    assert "bitch" not in page
    assert "called me a bitch" in send(client, f"/portal/leads/{lead.id}", f"/leads/{lead.id}/reveal").text
