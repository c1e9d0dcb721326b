"""Lessons: the questions of the vetted answers, written down as training sentences about areas of law."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from intents.utterances import ONLY_TOPICS, Utterance, load_utterances, normal_form
from matching.answers import Answer

_MARKUP = frozenset("[]{}")
FILE = "answers.yml"


def write_lessons(answers: Iterable[Answer], folder: Path) -> Path:
    """Write them in Rasa's own format; what a training sentence says already is left out. Returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    blocks = list(_blocks(list(_questions(answers, known={normal_form(one.text) for one in load_utterances()}))))
    content = {"version": "3.1", "nlu": blocks}
    with (folder / FILE).open("w", encoding="utf-8") as file:
        yaml.dump(content, file, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=9999)
    return folder


def answer_lessons(answers: Iterable[Answer], folder: Path) -> list[Utterance]:
    """The same lessons as utterances, read back from what was written."""
    return load_utterances(write_lessons(answers, folder))


def _questions(answers: Iterable[Answer], *, known: set[str]) -> Iterator[tuple[Answer, str, str]]:
    """(answer, language, question); each question once."""
    for answer in answers:
        spanish = answer.spanish.question if answer.spanish else None
        for question in answer.phrasings:
            said = " ".join(question.split())
            if normal_form(said) not in known and not _MARKUP & set(said):
                known.add(normal_form(said))
                yield answer, "es" if question == spanish else "en", said


def _blocks(questions: Sequence[tuple[Answer, str, str]]) -> Iterator[dict[str, Any]]:
    for (topic, subtopic, language), found in groupby(questions, key=lambda one: (*_area(one[0]), one[1])):
        said = {"topics": [topic], "subtopic": subtopic, "language": language, "only": ONLY_TOPICS}
        yield {"intent": "ask", "metadata": said, "examples": "".join(f"- {text}\n" for *_, text in found)}


def _area(answer: Answer) -> tuple[str, str]:
    return answer.topic, answer.subtopic


class _Dumper(yaml.SafeDumper):
    """Examples as a block, one line each."""


def _as_block(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _as_block)
