"""The desk: the funnel with its definitions, picture and table; leads without anybody's identity."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from handoff.metrics import DEFINITIONS, MEASURES
from tests.bot.web.fakes import DEPOSIT, decision_for
from tests.bot.web.house import csrf_token, send

TODAY = datetime.now(UTC).date()


@pytest.fixture
def staff(site):
    return site.signed_in("sam@example.com", "staff")


@pytest.fixture
def one_of_each(site):
    """An opened conversation, an answered one, and one whose lead was accepted."""
    transcripts = site.house.transcripts
    transcripts.open()
    answered = transcripts.open().conversation_id
    asked = transcripts.add_person_message(answered, "my deposit")
    transcripts.add_replies(answered, [DEPOSIT], decision=decision_for(DEPOSIT), in_reply_to=asked.id)
    lawyer = site.signed_in("ann@example.com", "lawyer")
    lead = site.lead()
    send(lawyer, f"/portal/leads/{lead.id}", f"/portal/leads/{lead.id}/accept", clear="yes")
    return lead


def table(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.text)))


def test_every_number_stands_beside_its_definition(staff, one_of_each):
    page = staff.get("/desk/").text
    for definition in DEFINITIONS.values():
        assert definition in page
    assert re.findall(r'class="number">(\d+)<', page) == ["3", "2", "1", "1", "1", "1", "1"]


def test_the_csv_holds_the_same_numbers_by_day_and_topic(staff, one_of_each):
    response = staff.get("/desk/funnel.csv")
    assert response.content_type == "text/csv; charset=utf-8"
    assert f"sidebar-funnel-{TODAY - timedelta(days=13)}-{TODAY}.csv" in response.headers["Content-Disposition"]
    rows = table(response)
    assert list(rows[0]) == ["day", "topic", *MEASURES]
    assert {(row["topic"], row["conversations"], row["accepted"]) for row in rows} == {
        ("", "1", "0"),
        ("housing", "1", "0"),
        ("debt", "1", "1"),
    }


@pytest.mark.parametrize(
    ("topic", "expected"), [("housing", ["housing"]), ("none", [""]), ("", ["", "debt", "housing"])]
)
def test_a_topic_can_be_chosen(staff, one_of_each, topic, expected):
    assert [row["topic"] for row in table(staff.get(f"/desk/funnel.csv?topic={topic}"))] == expected


def test_days_can_be_chosen(staff, one_of_each):
    yesterday = TODAY - timedelta(days=1)
    assert table(staff.get(f"/desk/funnel.csv?since={yesterday}&until={yesterday}")) == []
    assert len(table(staff.get(f"/desk/funnel.csv?since={yesterday}&until={TODAY}"))) == 3


def test_days_in_the_wrong_order_are_turned_round(staff, one_of_each):
    assert len(table(staff.get(f"/desk/funnel.csv?since={TODAY}&until={TODAY - timedelta(days=3)}"))) == 3


@pytest.mark.parametrize("day", ["soon", "2026-13-40", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_read_is_explained(staff, day):
    response = staff.get("/desk/", query_string={"since": day})
    assert response.status_code == 200
    assert "A date could not be read" in response.text


def test_more_than_a_year_is_cut_and_said(staff):
    assert "At most one year" in staff.get("/desk/?since=2001-01-01").text


def test_a_funnel_without_conversations_says_so(staff):
    page = staff.get("/desk/").text
    assert "No conversations in these days" in page
    assert '<img src="/desk/funnel.svg' not in page


def test_the_chart_is_a_drawing_without_scripts(staff, one_of_each):
    response = staff.get("/desk/funnel.svg")
    assert response.content_type == "image/svg+xml; charset=utf-8"
    root = ElementTree.fromstring(response.text)
    assert root.tag.endswith("svg")
    assert "<script" not in response.text
    assert "http://kozea" not in response.text
    assert "Lead captured" in response.text
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("query", ["", "?since=2026-01-01&until=2026-06-30", "?topic=housing"])
def test_the_chart_can_be_drawn_for_any_choice(staff, query):
    assert staff.get(f"/desk/funnel.svg{query}").status_code == 200


def test_the_picture_and_the_download_follow_the_choice(staff, one_of_each):
    page = staff.get(f"/desk/?topic=debt&since={TODAY}&until={TODAY}").text
    query = f"since={TODAY}&amp;until={TODAY}&amp;topic=debt"
    assert f"/desk/funnel.svg?{query}" in page
    assert f"/desk/funnel.csv?{query}" in page


def test_leads_are_listed_by_status_without_identity(site, staff, one_of_each):
    site.lead(email="jo@example.com", phone=None, name="Jo Doe")
    page = staff.get("/desk/leads").text
    for shown in ("All (2)", "Offered (1)", "Accepted (1)", "e-mail, phone", "ann"):
        assert shown in page
    for hidden in ("Maria", "Jo Doe", "@example.com", "555"):
        assert hidden not in page


def test_leads_can_be_chosen_by_status(site, staff, one_of_each):
    site.lead(email="jo@example.com", phone=None)
    page = staff.get("/desk/leads?status=accepted").text
    assert page.count("<tr>") == 2
    assert staff.get("/desk/leads?status=nonsense").status_code == 200


def test_a_desk_without_leads_says_how_they_come(staff):
    assert "A lead appears when a person has agreed" in staff.get("/desk/leads").text


@pytest.fixture
def held_back(site):
    """A lead that repeats another; the first is with a lawyer already."""
    lawyer = site.signed_in("ann@example.com", "lawyer")
    lead = site.lead()
    send(lawyer, f"/portal/leads/{lead.id}", f"/portal/leads/{lead.id}/accept", clear="yes")
    return site.lead()


def test_leads_that_nobody_can_take_are_listed_with_the_reason_and_without_identity(site, staff, held_back):
    site.lead(state="TX", email="jo@example.com", phone=None, description="The bank wants the car back.")
    page = staff.get("/desk/unattended").text
    for shown in (
        "it repeats lead 1",
        "No lawyer can take it now",
        "Why each lawyer is left out",
        " UTC</time>",
    ):
        assert shown in page
    for hidden in ("Maria", "Lopez", "@example.com", "555", "chapter 13"):
        assert hidden not in page


def test_staff_release_a_lead_that_was_held_back_and_the_book_says_who_did(site, staff, held_back):
    send(staff, "/desk/unattended", f"/desk/leads/{held_back.id}/release")
    page = staff.get("/desk/unattended").text
    assert f"Lead {held_back.id} is let go. It is offered to the next lawyer." in page
    assert "Nothing waits for you" in page
    (entry,) = [e for e in site.house.audit.entries(subject=f"lead:{held_back.id}") if e.action == "lead.released"]
    assert entry.actor.startswith("account:")


def test_a_released_lead_that_still_nobody_covers_stays_on_the_list(site, staff, held_back):
    site.house.lawyers.pause(site.house.lawyers.all()[0].account_id)
    send(staff, "/desk/unattended", f"/desk/leads/{held_back.id}/release")
    page = staff.get("/desk/unattended").text
    assert "At present no lawyer can take it" in page
    assert "No lawyer can take it now" in page
    why = staff.get(f"/desk/leads/{held_back.id}").text
    assert "Has paused offers" in why


def test_releasing_twice_or_after_the_person_took_it_back_does_nothing(site, staff, held_back):
    token = csrf_token(staff.get("/desk/unattended").text)
    site.house.leads.withdraw(held_back.conversation_id)
    for number in (held_back.id, 1, 999):
        answer = staff.post(f"/desk/leads/{number}/release", data={"csrf_token": token}, follow_redirects=True)
        assert f"Lead {number} cannot be offered any more" in answer.text
    assert site.house.leads.for_conversation(held_back.conversation_id).status == "withdrawn"


def test_releasing_needs_the_pages_own_form(staff, held_back):
    assert staff.post(f"/desk/leads/{held_back.id}/release").status_code == 400
    assert "Held back" in staff.get("/desk/unattended").text


def test_the_lawyers_are_listed_with_their_licences_and_whether_they_get_offers(site, staff):
    site.account("ann@example.com", "lawyer", states=("MA", "TX"))
    paused = site.account("bob@example.com", "lawyer")
    site.house.lawyers.pause(paused)
    page = staff.get("/desk/lawyers").text
    for shown in ("ann@example.com", "BBO 123456", "TX", "every topic", "Gets offers", "Paused"):
        assert shown in page


def test_a_desk_without_lawyers_says_how_they_come(staff):
    assert "sidebar lawyers add" in staff.get("/desk/lawyers").text


def test_the_new_pages_are_for_staff_alone(site):
    lawyer = site.signed_in("ann@example.com", "lawyer")
    assert [lawyer.get(page).status_code for page in ("/desk/unattended", "/desk/lawyers")] == [403, 403]
