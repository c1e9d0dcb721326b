"""The chat page in a real browser, over a scripted engine: open to everyone, and calm when things go wrong."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright
from werkzeug.serving import make_server

from tests.bot.web.house import PASSWORD

FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
PHONE = {"width": 360, "height": 700}
DESKTOP = {"width": 1200, "height": 800}
pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore::ResourceWarning")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    installed = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        try:
            running = playwright.chromium.launch(executable_path=installed, args=list(FLAGS))
        except Error:
            pytest.skip("no Chromium here: the chat page was not tried in a browser")
        yield running
        running.close()


@pytest.fixture
def address(site) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def screen(request) -> dict[str, int]:
    return request.param


@pytest.fixture
def page(browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Your message").fill(text)
    page.keyboard.press("Enter")


def violations(page: Page) -> list[str]:
    return [found["id"] for found in Axe().run(page).response["violations"]]


def test_every_part_of_the_chat_is_open_to_everyone(address, page, screen):
    page.set_viewport_size(screen)
    page.goto(address)
    expect(page.get_by_role("group", name="Examples to start with")).to_be_visible()
    assert violations(page) == []
    for text, kind in (("my deposit", "answer"), ("chapter 13", "handoff"), ("he hurt me", "emergency")):
        say(page, text)
        expect(page.locator(f".kind-{kind}")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_answer_shows_its_steps_and_its_source(address, page):
    page.goto(address)
    say(page, "my deposit")
    answer = page.locator(".kind-answer")
    expect(answer.locator("ol li")).to_have_count(3)
    expect(answer.locator("strong", has_text="in writing")).to_be_visible()
    expect(answer.get_by_role("link", name="Texas State Law Library")).to_have_attribute("target", "_blank")
    expect(answer.locator(".source-details")).to_have_text("For: Texas · Reviewed on November 21, 2026")
    expect(page.get_by_role("textbox", name="Your message")).to_be_focused()


def test_numbers_to_call_are_links_in_an_emergency(address, page):
    page.goto(address)
    say(page, "he hurt me")
    numbers = page.locator(".kind-emergency a")
    expect(numbers).to_have_text(["911", "1-800-799-7233"])
    expect(numbers.first).to_have_attribute("href", "tel:911")


def test_a_message_waits_in_the_box_until_the_engine_is_ready(site, address, page):
    site.engine.on = False
    page.goto(address)
    say(page, "my deposit")
    expect(page.get_by_role("alert")).to_contain_text("Your message is kept")
    expect(page.get_by_role("textbox", name="Your message")).to_have_value("my deposit")
    site.engine.on = True
    expect(page.locator(".kind-answer")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("textbox", name="Your message")).to_have_value("")
    expect(page.locator(".message.person")).to_have_count(1)
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_message_is_kept_without_a_connection_and_sent_when_it_is_back(address, page):
    page.goto(address)
    expect(page.locator(".message.bot")).to_have_count(1)
    page.context.set_offline(True)
    say(page, "my deposit")
    expect(page.get_by_role("alert")).to_contain_text("No connection")
    page.context.set_offline(False)
    expect(page.locator(".kind-answer")).to_be_visible(timeout=10_000)


def test_a_draft_and_the_conversation_survive_a_reload(address, page):
    page.goto(address)
    say(page, "my deposit")
    expect(page.locator(".kind-answer")).to_be_visible()
    page.get_by_role("textbox", name="Your message").fill("half a sent")
    page.reload()
    expect(page.locator(".kind-answer")).to_be_visible()
    expect(page.locator(".message.person")).to_have_text("You" + "my deposit")
    expect(page.get_by_role("textbox", name="Your message")).to_have_value("half a sent")


def test_a_button_says_its_title_and_goes_away(site, address, page):
    page.goto(address)
    say(page, "debt")
    page.get_by_role("button", name="I owe", exact=True).click()
    expect(page.locator(".message.person").last).to_contain_text("I owe")
    expect(page.locator(".kind-scope")).to_be_visible()
    expect(page.locator(".choices")).to_have_count(0)
    assert site.engine.heard[-1].startswith("/choose")


def test_text_that_looks_like_markup_is_shown_as_text(address, page):
    page.goto(address)
    say(page, "<img src=x onerror=document.title='broken'> **bold**")
    expect(page.locator(".message.person .bubble")).to_contain_text("<img src=x")
    assert page.title() != "broken"


def test_not_helpful_asks_what_was_missing_and_keeps_the_note(address, page):
    page.goto(address)
    say(page, "my deposit")
    feedback = page.get_by_role("group", name="Did this help?")
    feedback.get_by_role("button", name="No", exact=True).click()
    feedback.get_by_label("What was missing?").fill("the dates")
    feedback.get_by_role("button", name="Send this note").click()
    expect(feedback).to_contain_text("Thank you for saying so.")
    expect(feedback.get_by_role("button", name="No", exact=True)).to_have_attribute("aria-pressed", "true")


def test_a_copy_can_be_saved(address, page):
    page.goto(address)
    say(page, "my deposit")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save a copy").click()
    assert "in writing" in Path(download.value.path()).read_text(encoding="utf-8")


def test_deleting_asks_first_and_then_leaves_nothing(site, address, page):
    page.goto(address)
    say(page, "my deposit")
    expect(page.locator(".kind-answer")).to_be_visible()
    page.get_by_role("button", name="Delete it").click()
    dialog = page.get_by_role("dialog")
    assert violations(page) == []
    dialog.get_by_role("button", name="Keep it").click()
    expect(page.locator(".kind-answer")).to_be_visible()
    page.get_by_role("button", name="Delete it").click()
    dialog.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("alert")).to_contain_text("The conversation is deleted.")
    expect(page.locator(".message.person")).to_have_count(0)
    assert len(site.forgotten) == 1


@pytest.mark.parametrize("way", ["click", "shift"])
def test_leaving_now_shows_a_neutral_page_and_forgets_the_chat_here(address, page, way):
    page.route("https://www.weather.gov/**", lambda route: route.fulfill(body="weather", content_type="text/plain"))
    page.goto(address)
    say(page, "he hurt me")
    expect(page.locator(".kind-emergency")).to_be_visible()
    if way == "click":
        page.get_by_role("link", name="Leave now").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url("https://www.weather.gov/")
    page.goto(address)
    expect(page.locator(".message.bot")).to_have_count(1)
    expect(page.locator(".kind-emergency")).to_have_count(0)


def test_a_conversation_that_is_gone_is_begun_anew_with_the_words_kept(site, address, page):
    page.goto(address)
    expect(page.locator(".message.bot")).to_have_count(1)
    conversation = page.evaluate("JSON.parse(localStorage.getItem('sidebar.conversation')).id")
    site.house.transcripts.forget(conversation)
    say(page, "my deposit")
    expect(page.get_by_role("alert")).to_contain_text("A new one has begun")
    expect(page.get_by_role("textbox", name="Your message")).to_have_value("my deposit")


def test_the_chat_works_inside_another_site(address, page, screen):
    page.set_viewport_size(screen)
    page.goto(f"{address}/widget")
    page.get_by_role("button", name="Legal questions?").click()
    chat = page.frame_locator("iframe")
    expect(chat.get_by_role("group", name="Examples to start with")).to_be_visible()
    chat.get_by_role("textbox").fill("my deposit")
    chat.get_by_role("textbox").press("Enter")
    expect(chat.locator(".kind-answer")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Close the chat").click()
    expect(page.locator("iframe")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_inner_pages_are_open_to_everyone(site, address, browser, screen, scheme):
    site.lead()
    for email, role, pages in (
        ("ann@example.com", "lawyer", ("/portal/", "/portal/leads/1", "/account/", "/desk/")),
        ("sam@example.com", "staff", ("/desk/", "/desk/leads", "/desk/?since=2020-01-01&until=2020-01-02")),
    ):
        site.account(email, role)
        context = browser.new_context(viewport=screen, color_scheme=scheme, reduced_motion="reduce")
        page = context.new_page()
        page.goto(f"{address}/account/login")
        assert violations(page) == []
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        for path in pages:
            page.goto(address + path)
            assert violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        context.close()
