"""Headers, cookies and proxies: what a browser is told to allow."""

from __future__ import annotations

import pytest

from tests.bot.web.house import PASSWORD, sign_in

PAGES = ("/", "/about", "/widget", "/account/login", "/nothing-here")


@pytest.mark.parametrize("page", PAGES)
def test_pages_allow_no_script_but_the_sites_own_and_no_frame(client, page):
    headers = client.get(page).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_only_the_embedded_chat_may_stand_in_other_sites(client):
    headers = client.get("/embed").headers
    assert "frame-ancestors *" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers


def test_nothing_that_may_hold_a_conversation_is_cached(client, chat):
    assert client.get("/").headers["Cache-Control"] == "no-store"
    assert chat.get("/messages").headers["Cache-Control"] == "no-store"


def test_a_visitor_gets_no_cookie(client):
    assert "Set-Cookie" not in client.get("/").headers


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(site):
    site.account("ann@example.com", "staff")
    cookie = sign_in(site.app.test_client(), "ann@example.com", PASSWORD).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_in_production_the_session_cookie_travels_over_tls_alone(build):
    site = build(SIDEBAR_ENV="production")
    cookie = site.app.test_client().get("/account/login").headers["Set-Cookie"]
    assert cookie.startswith("__Host-sidebar=")
    assert "Secure" in cookie


def test_behind_a_proxy_plain_http_is_sent_to_tls_and_the_probes_are_not_needed_to_follow(build):
    site = build(SIDEBAR_ENV="production", SIDEBAR_TRUSTED_PROXIES="1")
    client = site.app.test_client()
    plain = client.get("/", headers={"X-Forwarded-Proto": "http", "X-Forwarded-Host": "help.example.org"})
    assert plain.location == "https://help.example.org/"
    secure = client.get("/", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "help.example.org"})
    assert secure.status_code == 200
    assert "max-age" in secure.headers["Strict-Transport-Security"]
    assert client.get("/health/live").status_code == 200


def test_forwarded_headers_are_not_believed_without_a_trusted_proxy(client):
    page = client.get("/widget", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in page.text
