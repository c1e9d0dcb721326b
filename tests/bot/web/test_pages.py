"""The public pages: whole, in both languages, and free of inline scripts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import html5lib
import pytest
import yaml

WEB = Path(__file__).parents[3] / "bot/web"
PAGES = ("/", "/embed", "/about", "/widget", "/account/login", "/nothing-here")


def words(code: str) -> dict:
    return yaml.safe_load((WEB / f"wording/{code}.yml").read_text(encoding="utf-8"))


def shape(value: object) -> object:
    """The same tree without its sentences."""
    if isinstance(value, dict):
        return {key: shape(child) for key, child in value.items()}
    return [shape(child) for child in value] if isinstance(value, list) else type(value)


def test_both_languages_say_the_same_things():
    assert shape(words("en")) == shape(words("es"))


def test_every_sentence_that_the_scripts_use_is_written():
    chat = words("en")["chat"]
    for path in (WEB / "static/chat").glob("*.js"):
        used = set(re.findall(r"words\.([a-z_]+)", path.read_text(encoding="utf-8")))
        assert used <= set(chat) | set(chat["card"]), path.name


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_is_sound_html_with_a_language_and_one_main_heading(client, page, language):
    text = client.get(page, query_string={"lang": language}).text
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert text.count("<h1") == 1
    assert len(re.findall(r"<html lang=\"(en|es)\">", text)) == 1


@pytest.mark.parametrize("page", PAGES)
def test_no_page_has_a_script_or_style_of_its_own(client, page):
    text = client.get(page).text
    for attributes in re.findall(r"<script([^>]*)>", text):
        assert "src=" in attributes or 'type="application/json"' in attributes
    assert "<style" not in text
    assert not re.search(r"\s(style|on[a-z]+)=", text)


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_is_served_from_this_site(client, page):
    for address in re.findall(r'(?:src|href)="([^"#]+\.(?:js|css|svg))"', client.get(page).text):
        path = re.sub(r"^http://localhost", "", address)
        assert path.startswith("/")
        with client.get(path) as response:
            assert response.status_code == 200


@pytest.mark.parametrize(
    ("asked", "expected"), [("es-MX,es;q=0.9", "es"), ("fr,en;q=0.5", "en"), ("de", "en"), ("", "en")]
)
def test_the_language_follows_the_browser(client, asked, expected):
    assert f'<html lang="{expected}">' in client.get("/", headers={"Accept-Language": asked}).text


def test_a_chosen_language_is_remembered(client):
    client.get("/?lang=es")
    assert '<html lang="es">' in client.get("/about", headers={"Accept-Language": "en"}).text


def test_an_unknown_language_changes_nothing(client):
    response = client.get("/?lang=xx")
    assert '<html lang="en">' in response.text
    assert "Set-Cookie" not in response.headers


def test_the_page_says_what_it_is_and_what_it_is_not(client):
    text = client.get("/").text
    for part in ("not advice", "not a lawyer", "911", "988", "What this is not", "Leave now"):
        assert part in text


def test_the_setup_of_the_scripts_is_json_that_cannot_end_its_element(client):
    found = re.search(r'<script type="application/json" id="setup">(.*?)</script>', client.get("/").text, re.DOTALL)
    setup = json.loads(found.group(1))
    assert setup["places"]["TX"] == "Texas"
    assert setup["places"]["DC"] == "District of Columbia"
    assert len(setup["words"]["examples"]) >= 3
    assert "<" not in found.group(1)


def test_the_scripts_never_write_text_as_html():
    for path in (WEB / "static").rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in text


def test_the_widget_can_be_loaded_by_other_sites(client):
    with client.get("/widget.js") as response:
        assert response.status_code == 200
        assert "javascript" in response.content_type
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_an_unknown_page_is_a_finished_page(client):
    response = client.get("/nothing-here")
    assert response.status_code == 404
    assert "There is nothing at this address." in response.text
    assert "To the chat" in response.text
