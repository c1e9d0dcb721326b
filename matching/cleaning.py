"""Cleaning: one standard form for what sources write in many ways; every change that is made is named."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import us
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from matching.answers import EVERYWHERE
from matching.comparison import EVERYDAY
from matching.sources.records import Record

LONG = ("answer", "es_answer")  # may have several paragraphs
SEVERAL = "wordings"
ADDRESSES = ("source_url",)
WORDS_IN_ID = 5
MARKUP = re.compile(r"</?[a-z][^<>]*>|&(#\d+|#x[\da-f]+|[a-z]+\d?);", re.IGNORECASE)
UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f-\x9f]")
BLOCKS = ("p", "div", "section", "article", "tr", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol")
SUSPICIOUS = re.compile(
    r"<\s*/?\s*(script|iframe|object|embed|style|link|meta|svg|form)\b|\bon[a-z]{3,}\s*=\s*[\"']|(java|vb)script\s*:"
    r"|data\s*:\s*text/html",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Cleaned:
    """`fields` in standard form; `suspicious` names the fields whose markup could run something."""

    place: str
    fields: Mapping[str, str]
    transformations: tuple[str, ...]
    suspicious: tuple[str, ...]

    @property
    def answer_id(self) -> str:
        return self.fields["id"]


def clean(record: Record, *, defaults: Mapping[str, str]) -> Cleaned:
    """Fill in `defaults` where the record says nothing, and bring every field into its standard form."""
    stated = {name: text for name, text in record.fields.items() if text.strip()}
    fields, done, suspicious = {}, list(record.transformations), []
    for name, text in {**defaults, **stated}.items():
        plain, changes = _standard(name, text)
        if plain:
            fields[name] = plain
        done += [f"{name}: {change}" for change in changes]
        if SUSPICIOUS.search(text) or SUSPICIOUS.search(plain):
            suspicious.append(name)
    if "id" not in fields:
        fields["id"] = made_id(fields)
        done.append("id: made from the question")
    return Cleaned(record.place, fields, tuple(done), tuple(suspicious))


def made_id(fields: Mapping[str, str]) -> str:
    """An id that the same question always gets: topic, its first telling words, a short hash, the state."""
    question = fields.get("question", "")
    plain = unicodedata.normalize("NFKD", question).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in EVERYDAY and len(word) > 1]
    mark = hashlib.sha256(" ".join(question.lower().split()).encode()).hexdigest()[:4]
    state = fields.get("jurisdiction", EVERYWHERE)
    parts = [fields.get("topic", ""), *words[:WORDS_IN_ID], mark, "" if state == EVERYWHERE else state]
    return "-".join(re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts if part)


def html_to_text(html: str) -> str:
    """The words of HTML: a line for each paragraph and list entry, ordered lists with their numbers."""
    soup = BeautifulSoup(html, "html.parser")
    laid_out = soup.find((*BLOCKS, "br", "li")) is not None  # else its own line breaks mean something
    for tag in soup.find_all(("script", "style", "noscript", "template")):
        tag.decompose()
    for tag in soup.find_all("br"):
        tag.replace_with("\n")
    for entry in soup.find_all("li"):
        for paragraph in entry.find_all("p", recursive=False):
            paragraph.unwrap()
        entry.insert(0, f"{_mark(entry)} ")
        entry.insert_before("\n")
    for tag in soup.find_all(BLOCKS):
        tag.insert(0, "\n\n")
        tag.append("\n\n")
    lines = [_one_line(line) for line in _words(soup, laid_out=laid_out).split("\n")]
    return re.sub(r"\n{2,}(?=(\d+\.|-) )", "\n", _paragraphs(lines))


def _standard(name: str, text: str) -> tuple[str, list[str]]:
    """The text and what was done to it."""
    done: list[str] = []

    def step(what: str, change: Callable[[str], str]) -> None:
        nonlocal text
        before, text = text, change(text)
        if text != before:
            done.append(what)

    if name not in ADDRESSES and MARKUP.search(text):
        step("HTML to text", html_to_text)
    step("Unicode to its composed form", lambda given: unicodedata.normalize("NFC", given))
    step(
        "invisible characters left out", lambda given: UNSEEN.sub("", given.replace("\r\n", "\n").replace("\r", "\n"))
    )
    if name == SEVERAL:
        step("one wording a line", _one_a_line)
    elif name in LONG:
        step(
            "spaces and lines in order",
            lambda given: _paragraphs([_line_of_text(line) for line in given.split("\n")]),
        )
    else:
        step("spaces in order", _one_line)
    if name in VALUES:
        step("standard name", VALUES[name])
    return text, done


def _one_a_line(text: str) -> str:
    wordings = [_one_line(part) for part in re.split(r"[|\n]", text)]
    return "\n".join(dict.fromkeys(filter(None, wordings)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _line_of_text(line: str) -> str:
    """Without spaces at the end or doubled within; a list's indentation is kept."""
    indent = " " * (len(line) - len(line.lstrip())) if line.lstrip()[:1] in "-*0123456789" else ""
    return (indent + _one_line(line)).rstrip()


def _paragraphs(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _words(soup: BeautifulSoup, *, laid_out: bool) -> str:
    """The text. Where tags lay it out, a line break of the source is only a space."""
    said = (str(node) for node in soup.descendants if type(node) is NavigableString)
    return "".join(re.sub(r"\s+", " ", text) if laid_out and text.strip("\n") else text for text in said)


def _mark(entry: Tag) -> str:
    ordered = isinstance(entry.parent, Tag) and entry.parent.name == "ol"
    return f"{len(entry.find_previous_siblings('li')) + 1}." if ordered else "-"


def _state(text: str) -> str:
    if text.lower() in ("us", "usa", "u.s.", "united states", "federal", "national", "all states"):
        return EVERYWHERE
    state = us.states.lookup(text) if len(text) > 1 else None
    return str(state.abbr) if state else "DC" if text.lower().startswith("washington, d") else text


def _key(text: str) -> str:
    return re.sub(r"[\s-]+", "_", text.lower())


VALUES: dict[str, Callable[[str], str]] = {"jurisdiction": _state, "topic": _key, "subtopic": _key}


def entry_from(fields: Mapping[str, str]) -> dict[str, Any]:
    """The fields of one answer in the shape of the corpus files; what is empty is left out."""
    plain = ("id", "topic", "subtopic", "jurisdiction", "question")
    entry: dict[str, Any] = {name: fields[name] for name in plain if name in fields}
    entry["wordings"] = fields["wordings"].split("\n") if "wordings" in fields else []
    entry |= {name: fields[name] for name in ("answer", "lawyer") if name in fields}
    entry["source"] = {part: fields[f"source_{part}"] for part in ("name", "url") if f"source_{part}" in fields}
    dated = ("reviewed_by", "reviewed_on", "expires_on")
    entry |= {name: fields[name] for name in dated if name in fields}
    spanish = {part: fields[f"es_{part}"] for part in ("question", "answer", "lawyer") if f"es_{part}" in fields}
    return entry | ({"es": spanish} if spanish else {})


def fields_of(entry: Mapping[str, Any]) -> dict[str, str]:
    """The way back: an entry as the fields of one row."""
    fields = {name: value for name, value in entry.items() if isinstance(value, str)}
    fields["wordings"] = " | ".join(entry.get("wordings", ()))
    for nested in ("source", "es"):
        fields |= {f"{nested}_{part}": text for part, text in entry.get(nested, {}).items()}
    return fields
