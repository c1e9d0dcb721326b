"""The summary card and the lawyer's messages in a real browser, over the real form and no models."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Locator, Page, expect, sync_playwright
from werkzeug.serving import make_server

from conversations.messages import Reply
from tests.bot.forms import FormEngine, Person, at_the_summary

FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
PHONE = {"width": 360, "height": 700}
pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore::ResourceWarning")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    installed = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        try:
            running = playwright.chromium.launch(executable_path=installed, args=list(FLAGS))
        except Error:
            pytest.skip("no Chromium here: the summary card was not tried in a browser")
        yield running
        running.close()


@pytest.fixture
def person() -> Person:
    return at_the_summary()


@pytest.fixture
def house(build, person):
    return build(engine=FormEngine(person)).house


@pytest.fixture
def address(house, build) -> Iterator[str]:
    from bot.web import create_app

    server = make_server("127.0.0.1", 0, create_app(house), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser, address) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    errors: list[str] = []
    opened.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    opened.goto(address)
    yield opened
    context.close()
    assert [error for error in errors if "Content Security Policy" in error] == []


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")


def card(page: Page) -> Locator:
    return page.get_by_role("region", name="This is what the lawyer will see")


def row(page: Page, name: str) -> Locator:
    return page.locator(f'[data-field="{name}"]')


def violations(page: Page) -> list[str]:
    return [found["id"] for found in Axe().run(page).response["violations"]]


def test_the_summary_is_a_card_open_to_everyone_on_a_phone(page):
    say(page, "show me")
    expect(card(page)).to_be_visible()
    expect(row(page, "name")).to_contain_text("Ana Diaz")
    page.get_by_text("Add something that is not asked").click()
    assert violations(page) == []
    row(page, "description").get_by_role("button", name="Change").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_field_is_changed_with_the_keyboard_and_the_focus_comes_back(page, person):
    say(page, "show me")
    row(page, "name").get_by_role("button", name="Change").focus()
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Name", exact=True).fill("Ana María Díaz")
    page.keyboard.press("Enter")
    expect(row(page, "name")).to_contain_text("Ana María Díaz")
    expect(row(page, "name").get_by_role("button", name="Change")).to_be_focused()
    assert person.filled["name"] == "Ana María Díaz"
    expect(card(page)).to_have_count(1)


def test_a_long_description_with_braces_and_lines_arrives_whole(page, person):
    told = "They kept {all} of it.\n" + "And then some more happened. " * 60
    say(page, "show me")
    row(page, "description").get_by_role("button", name="Change").click()
    page.get_by_role("textbox", name="What happened").fill(told)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(row(page, "description")).to_contain_text("{all}")
    assert person.filled["description"] == told.strip()


def test_a_change_that_cannot_be_used_is_told_and_escape_leaves_a_field_as_it_was(page, person):
    say(page, "show me")
    row(page, "phone").get_by_role("button", name="Change").click()
    page.get_by_role("textbox", name="Phone").fill("12")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#log .message.bot").nth(-2)).to_contain_text("phone")
    row(page, "phone").get_by_role("button", name="Change").click()
    page.get_by_role("textbox", name="Phone").press("Escape")
    expect(row(page, "phone")).to_contain_text("(617) 555-0142")


def test_a_field_that_is_kept_back_is_not_sent(page, person):
    say(page, "show me")
    row(page, "phone").get_by_role("button", name="Keep back").click()
    expect(row(page, "phone")).to_contain_text("This is not sent")
    expect(row(page, "email")).to_contain_text("one way to reach you")
    expect(row(page, "email").get_by_role("button", name="Keep back")).to_have_count(0)
    assert person.parts.leads.drafts == []
    page.get_by_role("button", name="Send", exact=True).first.click()
    expect(page.locator("#log")).to_contain_text("Thank you, Ana Diaz")
    (draft,) = person.parts.leads.drafts
    assert (draft.phone, draft.email) == (None, "ana@example.com")


def test_a_reload_brings_the_card_back_and_the_form_goes_on(page, person):
    say(page, "show me")
    expect(card(page)).to_be_visible()
    page.reload()
    expect(row(page, "name")).to_contain_text("Ana Diaz")
    card(page).get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#log")).to_contain_text("Thank you, Ana Diaz")
    expect(card(page)).to_have_count(0)
    assert len(person.parts.leads.drafts) == 1


def test_a_lawyers_message_appears_with_the_name_and_the_bot_is_silent_until_asked_back(page, house):
    say(page, "show me")
    expect(card(page)).to_be_visible()
    conversation = page.evaluate("JSON.parse(localStorage.getItem('sidebar.conversation')).id")
    house.transcripts.hold(conversation)
    said = Reply("message", "Can I call you at six?", speaker="Lee Park, Park Law")
    house.transcripts.add_replies(conversation, [said], author="lawyer")
    page.reload()
    expect(page.locator(".message.lawyer")).to_contain_text("Lee Park, Park Law")
    expect(page.locator("#held")).to_contain_text("A lawyer answers here now")
    assert violations(page) == []
    page.get_by_role("textbox", name="Your message to the lawyer").fill("Yes, six is fine")
    page.keyboard.press("Enter")
    expect(page.locator("#log .person").last).to_contain_text("six is fine")
    expect(page.locator("#log .person")).to_have_count(2)  # also after it was read back
    house.transcripts.add_replies(conversation, [Reply("message", "Good. Until then.")], author="lawyer")
    expect(page.locator(".message.lawyer").last).to_contain_text("Until then", timeout=15_000)  # by itself
    page.get_by_role("button", name="Ask Sidebar instead").click()
    expect(page.locator("#held")).to_be_hidden()
    assert not house.transcripts.held_by_lawyer(conversation)
