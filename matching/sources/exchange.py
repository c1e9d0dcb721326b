"""Exchange: a Stack Exchange dump's Posts.xml, read as a stream, each question with its best answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers import expat

from matching.errors import BadSource
from matching.sources.records import Record

QUESTION, ANSWER = "1", "2"
CHUNK = 1 << 16  # bytes
LEAST_SCORE = 1

Areas = Mapping[str, tuple[str, str]]  # tag -> topic, subtopic


@dataclass(frozen=True)
class _Post:
    line: int
    attributes: Mapping[str, str]

    def says(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def score(self) -> int:
        return int(self.says("Score") or 0)


def read_dump(path: Path, *, site: str, areas: Areas) -> list[Record]:
    """Questions that carry a tag of `areas` (all, when it is empty) with the accepted answer, else the best liked.

    `site` is the address of the site that the dump is of. Raises `BadSource` with line and column when the file is
    no such dump, or declares document types or entities: a dump needs none, and they are how XML attacks begin.
    """
    posts = _Posts(areas)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse

    def element(name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            posts.add(_Post(parser.CurrentLineNumber, attributes))

    parser.StartElementHandler = element
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, _Refused, ValueError) as error:
        place = f"{path.name}:{parser.CurrentLineNumber}, column {parser.CurrentColumnNumber + 1}"
        raise BadSource([f"{place}: not a Stack Exchange dump: {error}"]) from error
    return [_record(path, question, answer, site.rstrip("/"), areas) for question, answer in posts.pairs()]


class _Refused(Exception):
    pass


def _refuse(*_: Any) -> None:
    raise _Refused("it declares a document type or entities")


class _Posts:
    """Questions that are wanted, and the best answer to each; all other posts are dropped as they pass."""

    def __init__(self, areas: Areas) -> None:
        self._areas = areas
        self._questions: dict[str, _Post] = {}
        self._answers: dict[str, _Post] = {}

    def add(self, post: _Post) -> None:
        if post.says("PostTypeId") == QUESTION and (not self._areas or _area(post, self._areas)):
            kept = {name: post.says(name) for name in ("Id", "Title", "Tags", "AcceptedAnswerId")}
            self._questions[post.says("Id")] = _Post(post.line, kept)
        elif post.says("PostTypeId") == ANSWER and (question := self._questions.get(post.says("ParentId"))):
            accepted, best = question.says("AcceptedAnswerId"), self._answers.get(post.says("ParentId"))
            if post.says("Id") == accepted or _liked_more(post, best, accepted):
                self._answers[post.says("ParentId")] = post

    def pairs(self) -> list[tuple[_Post, _Post]]:
        return [(post, self._answers[key]) for key, post in self._questions.items() if key in self._answers]


def _liked_more(post: _Post, best: _Post | None, accepted: str) -> bool:
    if best is None:
        return post.score >= LEAST_SCORE
    return best.says("Id") != accepted and post.score > best.score


def _tags(post: _Post) -> list[str]:
    """`<landlord><lease>` in older dumps, `|landlord|lease|` in newer ones."""
    return [tag for tag in post.says("Tags").replace("><", "|").strip("<>|").split("|") if tag]


def _area(post: _Post, areas: Areas) -> tuple[str, str] | None:
    return next((areas[tag] for tag in _tags(post) if tag in areas), None)


def _record(path: Path, question: _Post, answer: _Post, site: str, areas: Areas) -> Record:
    topic, subtopic = _area(question, areas) or ("", "")
    author = answer.says("OwnerDisplayName") or f"user {answer.says('OwnerUserId') or 'without a name'}"
    fields = {
        "question": question.says("Title"),
        "answer": answer.says("Body"),
        "topic": topic,
        "subtopic": subtopic,
        "source_name": f"{site.split('//')[-1]}, answer by {author}",
        "source_url": f"{site}/a/{answer.says('Id')}" if site else "",
        "licence": answer.says("ContentLicense"),
    }
    chosen = "accepted" if question.says("AcceptedAnswerId") == answer.says("Id") else "best liked"
    done = (f"read from a Stack Exchange dump: the {chosen} answer, score {answer.score}",)
    return Record(f"{path.name}:{answer.line}", {key: value for key, value in fields.items() if value}, done)
