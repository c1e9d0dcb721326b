"""The main job in a real browser: a question answered, a lead captured, accepted, and counted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from tests.site import Site

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "correct horse battery staple"
pytestmark = [pytest.mark.journey, pytest.mark.model, pytest.mark.filterwarnings("ignore::ResourceWarning")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    installed = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        try:
            running = playwright.chromium.launch(executable_path=installed, args=CHROMIUM_FLAGS)
        except Error:
            pytest.skip("no Chromium here, and none could be installed: the browser journeys were not run")
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1100, "height": 850}, reduced_motion="reduce")
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    yield opened
    context.close()


def say(page: Page, text: str) -> None:
    before = page.locator("#log .message.bot").count()
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")
    expect(page.locator("#log .message.bot").nth(before)).to_be_visible()
    expect(page.locator("#typing")).to_be_hidden()


def press(page: Page, title: str) -> None:
    before = page.locator("#log .message.bot").count()
    page.get_by_role("button", name=title, exact=True).click()
    expect(page.locator("#log .message.bot").nth(before)).to_be_visible()
    expect(page.locator("#typing")).to_be_hidden()


def last(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("#log .message.bot").last


def sign_in(page: Page, site: Site, email: str) -> None:
    page.goto(f"{site.url}/account/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def assert_accessible(page: Page) -> None:
    violations = Axe().run(page).response["violations"]
    serious = [found for found in violations if found["impact"] in ("serious", "critical")]
    assert serious == [], [(found["id"], [node["target"] for node in found["nodes"]]) for found in serious]


@pytest.fixture(scope="module")
def people(site: Site) -> None:
    lawyer = ("lawyers", "add", "--email", "lee@example.com", "--name", "Lee Park", "--states", "MA,TX")
    staff = ("staff", "add", "--email", "sam@example.com", "--name", "Sam Reed")
    for command in (lawyer, staff):
        done = site.sidebar(*command, password=PASSWORD)
        assert done.returncode == 0, done.stderr


def test_a_question_becomes_an_answer_and_a_tangled_one_a_lead_that_a_lawyer_accepts(
    site: Site, people: None, page: Page
) -> None:
    page.goto(site.url)
    assert_accessible(page)

    say(page, "my landlord kept my deposit after i moved out, im in texas")
    answer = last(page)
    expect(answer).to_contain_text("30 days")
    expect(answer.get_by_role("link").first).to_have_attribute("href", _https())
    expect(answer).to_contain_text("2026")

    say(page, "I am thinking about chapter 13 in Boston divorce filing")
    offer = last(page)
    for words in ("two areas of law", "bankruptcy", "divorce", "Massachusetts"):
        expect(offer).to_contain_text(words)
    press(page, "Yes, find me a lawyer")
    expect(last(page)).to_contain_text("Do you agree?")
    press(page, "I agree")
    say(page, "Nora Quinn")
    say(page, "nora at example")
    expect(last(page)).to_contain_text("@example.com")
    say(page, "nora@example.com or 617-555-0177")
    page.reload()
    expect(page.get_by_role("button", name="Massachusetts", exact=True)).to_be_visible()
    press(page, "Massachusetts")
    say(page, "We want to divorce and cannot pay our cards. Would chapter 13 before the divorce be better?")
    press(page, "Nobody")
    press(page, "No voicemail")
    say(page, "only after 6 pm")
    summary = page.get_by_role("region", name="This is what the lawyer will see")
    expect(summary).to_contain_text("after 6 pm")
    assert_accessible(page)
    summary.locator('[data-field="name"]').get_by_role("button", name="Change").click()
    summary.locator('[data-field="name"]').get_by_role("textbox").fill("Nora Quinn-Diaz")
    summary.get_by_role("button", name="Save", exact=True).click()
    expect(summary.locator('[data-field="name"]')).to_contain_text("Nora Quinn-Diaz")
    summary.locator('[data-field="phone"]').get_by_role("button", name="Keep back").click()
    expect(summary.locator('[data-field="phone"]')).to_contain_text("This is not sent")
    summary.get_by_role("button", name="Send", exact=True).click()
    expect(last(page)).to_contain_text("Thank you, Nora Quinn")
    assert_accessible(page)

    page.reload()
    expect(page.locator("#log")).to_contain_text("Thank you, Nora Quinn")

    sign_in(page, site, "lee@example.com")
    inbox = page.get_by_role("main")
    expect(inbox).to_contain_text("chapter 13")
    expect(inbox).not_to_contain_text("Nora Quinn")
    assert_accessible(page)
    page.locator(".lead-card", has_text="chapter 13").get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("two areas of law")
    page.get_by_role("button", name="Accept this lead").click()
    expect(page.get_by_role("main")).to_contain_text("Nora Quinn")
    expect(page.get_by_role("main")).to_contain_text("nora@example.com")
    expect(page.get_by_role("main")).to_contain_text("No voicemail. Hours: only after 6 pm")
    assert_accessible(page)


def test_staff_see_the_funnel_with_its_definitions_chart_and_csv(site: Site, people: None, page: Page) -> None:
    sign_in(page, site, "sam@example.com")
    page.goto(f"{site.url}/desk/")
    main = page.get_by_role("main")
    for words in ("Conversations", "accepted", "Bar chart"):
        assert words.lower() in main.inner_html().lower()
    picture = page.locator("figure img")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 100")
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    header, *rows = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    columns = header.split(",")
    assert "accepted" in columns
    accepted = sum(int(row.split(",")[columns.index("accepted")]) for row in rows)
    assert accepted >= 1


def test_hate_is_calmed_small_talk_is_refused_and_a_vague_cry_is_asked_back(site: Site, page: Page) -> None:
    page.goto(site.url)
    say(page, "what's a good recipe for banana bread")
    expect(last(page)).to_contain_text("legal question")
    say(page, "i need help")
    expect(last(page)).to_contain_text("?")
    say(page, "all mexicans are vermin and should be exterminated")
    expect(last(page)).to_contain_text("language about people")


def test_the_page_works_in_spanish_and_for_a_thumb(site: Site, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 700}, locale="es-US", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site.url}/?lang=es")
    say(page, "el dueño no me devuelve mi depósito en Texas")
    expect(last(page)).to_contain_text("depósito")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert_accessible(page)
    context.close()


def _https():  # type: ignore[no-untyped-def]
    import re

    return re.compile("^https://")
