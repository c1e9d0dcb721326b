"""Sign-in: each role reaches its own place and no other; strangers learn nothing."""

from __future__ import annotations

import pytest

from tests.bot.web.house import PASSWORD, csrf_token, send, sign_in


@pytest.mark.parametrize(
    ("role", "place"),
    [("lawyer", "/portal/"), ("staff", "/desk/"), ("admin", "/desk/"), ("editor", "/account/")],
)
def test_each_role_is_led_to_its_own_place(site, role, place):
    site.account("ann@example.com", role)
    client = site.app.test_client()
    response = sign_in(client, "ann@example.com", PASSWORD)
    assert (response.status_code, response.location) == (302, place)
    assert client.get(place).status_code == 200


@pytest.mark.parametrize(
    "page",
    ["/portal/", "/portal/leads/1", "/portal/leads.csv", "/desk/", "/desk/funnel.csv", "/desk/leads", "/account/"],
)
def test_without_an_account_every_inner_page_leads_to_the_sign_in(client, page):
    response = client.get(page)
    assert response.status_code == 302
    assert response.location.startswith("/account/login")


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("lawyer", "/desk/"),
        ("lawyer", "/desk/leads"),
        ("staff", "/portal/"),
        ("admin", "/portal/"),
        ("editor", "/portal/"),
        ("editor", "/desk/funnel.csv"),
    ],
)
def test_another_roles_page_is_a_403_that_says_who_it_is_for(site, role, page):
    response = site.signed_in("ann@example.com", role).get(page)
    assert response.status_code == 403
    assert "This page is for accounts with the role" in response.text


def test_a_wrong_password_and_an_unknown_address_look_the_same(site):
    site.account("ann@example.com", "staff")
    client = site.app.test_client()
    wrong = sign_in(client, "ann@example.com", "not this one")
    unknown = sign_in(client, "bob@example.com", "not this one")
    assert wrong.status_code == unknown.status_code == 401
    for response in (wrong, unknown):
        assert "do not belong together" in response.text


def test_a_disabled_account_is_told_so_only_with_the_right_password(site):
    site.account("ann@example.com", "staff")
    site.house.accounts.disable("ann@example.com")
    client = site.app.test_client()
    assert "switched off" in sign_in(client, "ann@example.com", PASSWORD).text
    assert "switched off" not in sign_in(client, "ann@example.com", "not this one").text


def test_disabling_an_account_ends_its_sessions(site):
    client = site.signed_in("ann@example.com", "staff")
    site.house.accounts.disable("ann@example.com")
    assert client.get("/desk/").status_code == 302


def test_empty_fields_are_named(site):
    response = sign_in(site.app.test_client(), "", "")
    assert response.status_code == 422
    assert "Enter your e-mail address." in response.text
    assert "Enter your password." in response.text


def test_signing_out_ends_the_session(site):
    client = site.signed_in("ann@example.com", "staff")
    assert send(client, "/account/", "/account/logout").status_code == 302
    assert client.get("/desk/").status_code == 302


def test_signing_out_needs_the_pages_own_form(site):
    client = site.signed_in("ann@example.com", "staff")
    assert client.post("/account/logout").status_code == 400
    assert client.get("/desk/").status_code == 200


def test_a_sign_in_without_the_pages_token_is_refused(site):
    site.account("ann@example.com", "staff")
    response = site.app.test_client().post("/account/login", data={"email": "ann@example.com", "password": PASSWORD})
    assert response.status_code == 400
    assert "form has expired" in response.text


def test_the_page_that_was_asked_for_opens_after_the_sign_in(site):
    site.account("ann@example.com", "staff")
    client = site.app.test_client()
    asked = client.get("/desk/leads?status=offered")
    page = client.get(asked.location).text
    assert 'value="/desk/leads?status=offered"' in page
    fields = {"email": "ann@example.com", "password": PASSWORD, "next": "/desk/leads?status=offered"}
    response = client.post("/account/login", data={**fields, "csrf_token": csrf_token(page)})
    assert response.location == "/desk/leads?status=offered"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:x",
        "/a\r\nb",
        "/\t/evil.example",
        "/ /evil.example",
    ],
)
def test_the_sign_in_never_leads_to_another_site(site, target):
    site.account("ann@example.com", "staff")
    assert sign_in(site.app.test_client(), "ann@example.com", PASSWORD, next=target).location == "/desk/"


def test_guessing_passwords_is_slowed_down(site):
    site.account("ann@example.com", "staff")
    client = site.app.test_client()
    answers = [sign_in(client, "ann@example.com", "not this one").status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]
    assert sign_in(client, "ann@example.com", PASSWORD).status_code == 429


def test_sign_ins_and_refusals_are_audited_without_passwords(site):
    site.account("ann@example.com", "staff")
    client = site.app.test_client()
    sign_in(client, "ann@example.com", "not this one")
    sign_in(client, "ann@example.com", PASSWORD)
    entries = site.house.audit.entries(subject="account")
    assert [(entry.actor, entry.action) for entry in entries] == [
        ("ann@example.com", "signed in"),
        ("ann@example.com", "sign-in refused"),
    ]
    assert "not this one" not in repr(entries)


def test_someone_who_is_signed_in_is_led_past_the_sign_in_page(site):
    client = site.signed_in("ann@example.com", "staff")
    assert client.get("/account/login").location == "/desk/"
