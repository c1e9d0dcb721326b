"""A lawyer's own profile: states with licence numbers, topics, a pause, all by the lawyer's own hand."""

from __future__ import annotations

import pytest

from tests.bot.web.house import csrf_token, send, sign_in

PAGE = "/portal/profile"


@pytest.fixture
def lawyer(site):
    return site.signed_in("ann@example.com", "lawyer")


def saved(site):
    return site.house.lawyers.all()[0]


def fill_in(client, **fields):
    return send(client, PAGE, PAGE, **fields)


def test_the_profile_shows_what_is_kept(lawyer):
    page = lawyer.get(PAGE).text
    assert '<option value="MA" selected>Massachusetts</option>' in page
    assert 'value="BBO 123456"' in page
    assert 'name="topic"' in page
    assert page.count("checked") == 1  # English


def test_a_lawyer_changes_states_licences_and_topics(site, lawyer):
    answer = fill_in(lawyer, state=["TX", "", "DC"], number=["24000001", "", " 77 "], topic=["debt", "housing"])
    assert answer.location == PAGE
    profile = saved(site)
    assert profile.bar_numbers == {"TX": "24000001", "DC": "77"}
    assert profile.topics == ("debt", "housing")
    page = lawyer.get(PAGE).text
    assert "Your profile is saved." in page
    assert page.count("checked") == 3  # two topics, English
    entries = site.house.audit.entries(subject=f"account:{profile.account_id}", limit=2)
    assert {(entry.actor, entry.action) for entry in entries} == {
        (f"account:{profile.account_id}", "lawyer.profile"),
        (f"account:{profile.account_id}", "lawyer.practice"),
    }


def test_saving_keeps_the_firm_and_the_phone(site, lawyer):
    mine = saved(site)
    site.house.lawyers.add(mine.account_id, ["MA"], [], "1", firm="Lee & Partners", phone="+16175550100")
    fill_in(lawyer, state="MA", number="2")
    assert (saved(site).firm, saved(site).phone, saved(site).paused) == ("Lee & Partners", "+16175550100", False)


def test_new_states_bring_their_leads_and_old_ones_take_theirs_along(site, lawyer):
    site.lead(state="TX")
    assert "Nothing is waiting" in lawyer.get("/portal/").text
    fill_in(lawyer, state="TX", number="24000001")
    site.later(seconds=1)
    assert "Offered to you (1)" in lawyer.get("/portal/").text


@pytest.mark.parametrize(
    ("state", "number", "complaint"),
    [
        ("", "", "Choose at least one state"),
        ("TX", " ", "Give your licence number for Texas."),
        ("", "24000001", "Choose the state that belongs to licence number 24000001."),
        ("Atlantis", "5", "Choose the state that belongs to licence number 5."),
        (["TX", "TX"], ["1", "2"], "Texas is there twice."),
        ("TX", "9" * 41, "at most 40 characters"),
    ],
)
def test_a_form_that_cannot_be_kept_says_why_and_loses_nothing(site, lawyer, state, number, complaint):
    answer = fill_in(lawyer, state=state, number=number, topic="debt")
    assert answer.status_code == 422
    assert complaint in answer.text
    assert "Nothing is saved yet." in answer.text
    assert 'value="debt" checked' in answer.text
    assert saved(site).bar_numbers == {"MA": "BBO 123456"}


def test_a_topic_that_nobody_knows_is_left_out(site, lawyer):
    fill_in(lawyer, state="MA", number="1", topic=["astrology", "debt"])
    assert saved(site).topics == ("debt",)


def test_offers_can_be_paused_and_taken_up_again(site, lawyer):
    send(lawyer, PAGE, f"{PAGE}/offers", offers="off")
    site.lead()
    assert "Offers to you are paused." in lawyer.get(PAGE).text
    assert "Nothing is waiting" in lawyer.get("/portal/").text
    fill_in(lawyer, state="MA", number="1")
    assert saved(site).paused
    send(lawyer, PAGE, f"{PAGE}/offers", offers="on")
    site.later(seconds=1)
    assert "Offered to you (1)" in lawyer.get("/portal/").text
    actions = [entry.action for entry in site.house.audit.entries(subject=f"account:{saved(site).account_id}")]
    assert {"lawyer.paused", "lawyer.resumed"} <= set(actions)


def test_nothing_changes_without_the_pages_own_form(site, lawyer):
    assert lawyer.post(PAGE, data={"state": "TX", "number": "1"}).status_code == 400
    assert lawyer.post(f"{PAGE}/offers", data={"offers": "off"}).status_code == 400
    assert (saved(site).states, saved(site).paused) == (("MA",), False)


def test_without_a_profile_the_page_says_whom_to_ask(site):
    site.house.accounts.add(email="new@example.com", password="correct horse battery", role="lawyer", name="New")
    client = site.app.test_client()
    sign_in(client, "new@example.com", "correct horse battery")
    page = client.get(PAGE)
    assert page.status_code == 409
    token = csrf_token(page.text)
    for answer in (page, client.post(f"{PAGE}/offers", data={"csrf_token": token, "offers": "off"})):
        assert "Please ask an administrator" in answer.text
