"""A lawyer and a person write to one another: in the portal on one side, in the chat on the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from tests.site import Site

FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
PASSWORD = "correct horse battery staple"
ANSWERS = ("Rosa Vega", "rosa@example.com", "Massachusetts", "They kept my deposit after I moved out.", "Acme Homes")
pytestmark = [pytest.mark.journey, pytest.mark.model, pytest.mark.filterwarnings("ignore::ResourceWarning")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    installed = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        try:
            running = playwright.chromium.launch(executable_path=installed, args=list(FLAGS))
        except Error:
            pytest.skip("no Chromium here, and none could be installed: the thread was not tried in a browser")
        yield running
        running.close()


@pytest.fixture
def pages(browser: Browser) -> Iterator[tuple[Page, Page]]:
    """The person's page and the lawyer's, each in a browser of its own."""
    contexts = [browser.new_context(viewport={"width": 1100, "height": 850}, reduced_motion="reduce") for _ in "12"]
    opened = [context.new_page() for context in contexts]
    for page in opened:
        page.set_default_timeout(30_000)
    yield opened[0], opened[1]
    for context in contexts:
        context.close()


def say(page: Page, text: str) -> None:
    before = page.locator("#log .message.bot").count()
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")
    expect(page.locator("#log .message.bot").nth(before)).to_be_visible(timeout=30_000)
    expect(page.locator("#typing")).to_be_hidden()


def send_a_request(page: Page) -> None:
    expect(page.get_by_role("group", name="Examples to start with")).to_be_visible(timeout=30_000)
    for text in ("i want a lawyer", "yes", "I agree", *ANSWERS, "call me after 6, don't leave a voicemail"):
        say(page, text)
    summary = page.get_by_role("region", name="This is what the lawyer will see")
    summary.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#log")).to_contain_text("Thank you, Rosa Vega", timeout=30_000)


def test_a_lawyer_writes_and_the_answer_reaches_the_portal(site: Site, pages: tuple[Page, Page]) -> None:
    person, lawyer = pages
    added = ("lawyers", "add", "--email", "kim@example.com", "--name", "Kim Rowe", "--states", "MA")
    assert site.sidebar(*added, password=PASSWORD).returncode == 0
    person.goto(site.url)
    send_a_request(person)

    lawyer.goto(f"{site.url}/account/login")
    lawyer.get_by_label("E-mail").fill("kim@example.com")
    lawyer.get_by_label("Password").fill(PASSWORD)
    lawyer.get_by_role("button", name="Sign in").click()
    lawyer.locator(".lead-card").get_by_role("link").first.click()
    lawyer.get_by_role("button", name="Accept").click()
    main = lawyer.get_by_role("main")
    expect(main).to_contain_text("Rosa Vega")
    expect(main).to_contain_text("No voicemail. Hours: after 6")
    lawyer.locator("#message").fill("Good morning. Which day did you move out?")
    lawyer.locator("form:has(#message) button").click()

    expect(person.locator(".message.lawyer").last).to_contain_text("Which day", timeout=40_000)
    expect(person.locator(".message.lawyer").last).to_contain_text("Kim Rowe")
    expect(person.locator("#held")).to_be_visible()
    person.get_by_role("textbox").fill("On the first of October.")
    person.get_by_role("textbox").press("Enter")
    expect(person.locator("#log .person").last).to_contain_text("first of October")

    lawyer.reload()
    expect(lawyer.get_by_role("main")).to_contain_text("On the first of October.")
    expect(lawyer.get_by_role("main")).not_to_contain_text("don't leave a voicemail")  # typed into the form
