"""The portal and the desk in a real browser: open to everyone, on a wide screen and on a phone."""

from __future__ import annotations

import pytest

from tests.bot.web.house import PASSWORD
from tests.bot.web.test_browser import DESKTOP, PHONE, address, browser, violations

__all__ = ["address", "browser"]

pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore::ResourceWarning")]
PAGES = {
    "lawyer": (
        "/portal/",
        "/portal/leads/1",
        "/portal/leads/2",
        "/portal/leads/3",
        "/portal/profile",
        "/portal/conflicts",
        "/portal/statements",
        "/portal/webhooks",
        "/account/two-factor",
    ),
    "staff": (
        *("/desk/unattended", "/desk/lawyers", "/desk/leads", "/desk/leads/2"),
        *("/desk/outbox", "/desk/money", "/desk/rules"),
    ),
}


@pytest.mark.parametrize("role", PAGES)
@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_the_pages_for_working_with_leads_are_open_to_everyone(site, address, browser, role, size, scheme):
    account = site.account("ann@example.com", "lawyer")
    for name in ("maria", "jo", "al"):
        site.lead(email=f"{name}@example.com", phone=None)
    site.lead(phone=None)
    site.house.leads.conflicts.keep(account, "Pat Lopez")
    site.house.leads.accept(1, account_id=account, no_conflict=True)
    site.house.leads.withdraw(site.house.leads.get(1, account_id=account).conversation_id)
    site.house.leads.accept(2, account_id=account, no_conflict=True)
    if role == "staff":
        site.account("sam@example.com", role)
    page = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce").new_page()
    page.goto(f"{address}/account/login")
    page.get_by_label("E-mail").fill("ann@example.com" if role == "lawyer" else "sam@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    for path in PAGES[role]:
        page.goto(address + path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    page.context.close()
