"""Pages: questions and answers in an FAQ web page that was saved as HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from matching.errors import BadSource
from matching.sources.records import Record, text_of

LEFT_OUT = ("script", "style", "noscript", "template", "iframe", "nav", "footer", "form", "button", "svg")
HEADINGS = re.compile(r"^h[1-6]$")
QUESTION_WORDS = ("what", "how", "can", "do", "does", "is", "are", "when", "where", "who", "why", "will", "should")

Found = tuple[Tag, str, str]  # where it stands, the question, the answer's HTML


def read_page(path: Path) -> list[Record]:
    """The questions of a page, by the first of: schema.org FAQPage, <details>, <dl>, question headings.

    Raises `BadSource` when the page has none of them, or its FAQPage is not JSON.
    """
    soup = BeautifulSoup(text_of(path), "html.parser")
    address = _address(soup)
    for name, find in WAYS:
        found = list(find(soup, path))
        if found:
            done = (f"read from {name}", "page: scripts, forms and navigation left out")
            return [_record(path, one, address, done) for one in found]
    raise BadSource(
        [f"{path.name}:1: no questions found: no FAQPage data, <details>, <dl> or headings that ask something"]
    )


def _record(path: Path, found: Found, address: str, done: tuple[str, ...]) -> Record:
    tag, question, answer = found
    fields = {"question": question, "answer": answer} | ({"source_url": address} if address else {})
    return Record(f"{path.name}:{tag.sourceline or 1}", fields, done)


def _address(soup: BeautifulSoup) -> str:
    """Where the page says that it belongs."""
    link = soup.find("link", rel="canonical")
    meta = soup.find("meta", property="og:url")
    stated = link.get("href") if isinstance(link, Tag) else meta.get("content") if isinstance(meta, Tag) else ""
    return str(stated or "")


def _faq_data(soup: BeautifulSoup, path: Path) -> Iterator[Found]:
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            stated = json.loads(script.string or "null")
        except json.JSONDecodeError as error:
            line = (script.sourceline or 1) + error.lineno - 1
            raise BadSource(
                [f"{path.name}:{line}, column {error.colno}: its FAQ data is not JSON: {error.msg}"]
            ) from error
        for question in _questions(stated):
            yield script, str(question.get("name") or ""), _accepted(question.get("acceptedAnswer"))


def _questions(stated: Any) -> Iterator[dict[str, Any]]:
    """Every Question of a FAQPage, wherever in the data it is."""
    if isinstance(stated, list):
        for one in stated:
            yield from _questions(one)
    elif isinstance(stated, dict):
        if stated.get("@type") == "Question":
            yield stated
        for key in ("mainEntity", "@graph"):
            yield from _questions(stated.get(key))


def _accepted(answer: Any) -> str:
    first = answer[0] if isinstance(answer, list) and answer else answer
    return str(first.get("text") or "") if isinstance(first, dict) else ""


def _disclosures(soup: BeautifulSoup, path: Path) -> Iterator[Found]:
    for details in soup.find_all("details"):
        summary = details.find("summary")
        if isinstance(summary, Tag):
            rest = [node for node in details.children if node is not summary]
            yield details, _line(summary), _html(rest)


def _definitions(soup: BeautifulSoup, path: Path) -> Iterator[Found]:
    for term in soup.find_all("dt"):
        said: list[Any] = []
        for node in term.find_next_siblings():
            if node.name != "dd":
                break
            said += node.children
        if said:
            yield term, _line(term), _html(said)


def _headings(soup: BeautifulSoup, path: Path) -> Iterator[Found]:
    """Headings that ask something, each with what stands before the next heading of its rank or above."""
    for heading in soup.find_all(HEADINGS):
        question = _line(heading)
        if not question.endswith("?") and not question.lower().startswith(QUESTION_WORDS):
            continue
        said: list[Any] = []
        for node in heading.next_siblings:
            if isinstance(node, Tag) and HEADINGS.match(node.name) and node.name <= heading.name:
                break
            said.append(node)
        if _line_of(said):
            yield heading, question, _html(said)


WAYS: tuple[tuple[str, Callable[[BeautifulSoup, Path], Iterator[Found]]], ...] = (
    ("its FAQPage data", _faq_data),
    ("<details> and <summary>", _disclosures),
    ("a definition list", _definitions),
    ("its headings", _headings),
)


def _line(tag: Tag) -> str:
    return re.sub(r" (?=[?.!,;:])", "", " ".join(tag.get_text(" ").split()))


def _line_of(nodes: list[Any]) -> str:
    return " ".join(node.get_text(" ") if isinstance(node, Tag) else str(node) for node in nodes).strip()


def _html(nodes: list[Any]) -> str:
    """The nodes as HTML that holds text, lists and headings, and nothing that runs."""
    inner = BeautifulSoup("".join(str(node) for node in nodes if _visible(node)), "html.parser")
    for tag in inner.find_all(LEFT_OUT):
        tag.decompose()
    for tag in inner.find_all(True):
        tag.attrs = {}
    return str(inner)


def _visible(node: Any) -> bool:
    return isinstance(node, Tag) or type(node) is NavigableString  # comments are strings of another kind
