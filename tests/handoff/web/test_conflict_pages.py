"""Conflicts in the portal: a list, a warning that names nobody, and the lawyer's word before accepting."""

from __future__ import annotations

import pytest

from tests.bot.web.house import send

PAGE = "/portal/conflicts"
NAMES = ("Maria", "Pat", "Lopez")


@pytest.fixture
def lawyer(site):
    return site.signed_in("ann@example.com", "lawyer")


def keep(client, names):
    return send(client, PAGE, PAGE, names=names)


def test_the_list_can_be_changed_and_read_again(lawyer):
    assert keep(lawyer, "Pat Lopez\nAcme <b>Bank</b>").location == PAGE
    page = lawyer.get(PAGE).text
    assert "It has 2 names." in page
    assert "Pat Lopez\nAcme &lt;b&gt;Bank&lt;/b&gt;</textarea>" in page


def test_a_list_that_is_too_long_comes_back_with_the_reason(lawyer):
    answer = keep(lawyer, "\n".join(f"name {number}" for number in range(2001)))
    assert answer.status_code == 422
    assert "at most 2,000 names" in answer.text
    assert "name 2000</textarea>" in answer.text


@pytest.mark.parametrize(
    ("listed", "warning"),
    [
        ("Pat Lopez", "is the same as a name in this lead"),
        ("Maria R. Lopez", "is very close to a name in this lead"),
        ("P. Lopez", "has a possible match"),
    ],
)
def test_a_match_is_told_without_the_name(site, lawyer, listed, warning):
    keep(lawyer, listed)
    page = lawyer.get(f"/portal/leads/{site.lead().id}").text
    assert warning in page
    for hidden in NAMES:
        assert hidden not in page


def test_a_lead_with_a_match_is_accepted_only_with_the_lawyers_word(site, lawyer):
    keep(lawyer, "Pat Lopez")
    page = f"/portal/leads/{site.lead().id}"
    send(lawyer, page, f"{page}/accept")
    text = lawyer.get(page).text
    assert "Please say below" in text
    assert "Maria Lopez" not in text
    send(lawyer, page, f"{page}/accept", clear="yes")
    assert "Maria Lopez" in lawyer.get(page).text
    actions = [entry.action for entry in site.house.audit.entries(subject=page.replace("/portal/leads/", "lead:"))]
    assert "conflicts.cleared" in actions


def test_the_word_is_asked_for_even_when_the_offer_was_never_opened(site, lawyer):
    keep(lawyer, "Pat Lopez")
    lead = site.lead()
    send(lawyer, PAGE, f"/portal/leads/{lead.id}/accept")
    assert site.house.leads.for_conversation(lead.conversation_id).status == "offered"


def test_without_a_match_accepting_is_one_click_and_pressing_twice_does_no_harm(site, lawyer):
    keep(lawyer, "Rosa Klein")
    page = f"/portal/leads/{site.lead().id}"
    assert "No match on your conflict list" in lawyer.get(page).text
    for _ in range(2):
        assert send(lawyer, PAGE, f"{page}/accept", clear="yes").location == page
    assert "Maria Lopez" in lawyer.get(page).text


def test_without_a_list_the_page_says_that_nothing_was_compared(site, lawyer):
    assert "not checked for conflicts" in lawyer.get(f"/portal/leads/{site.lead().id}").text


def test_nothing_changes_without_the_pages_own_form(site, lawyer):
    assert lawyer.post(PAGE, data={"names": "Pat Lopez"}).status_code == 400
    assert site.house.leads.conflicts.names(1) == []
