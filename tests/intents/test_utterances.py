"""The training material is read with its lines, and bad material is refused with file and line."""

from __future__ import annotations

import pytest

from intents.errors import BadTopics, BadUtterances
from intents.topics import load_topics
from intents.utterances import groups, load_utterances, near_duplicates

GOOD = """version: "3.1"
nlu:
- intent: ask
  metadata: {topics: [housing, work], subtopic: deposit, place: TX}
  examples: |
    - my deposit is gone
    - ¿y mi depósito?
- intent: out_of_scope
  examples: |
    - will it rain
"""


def _file(folder, examples, *, intent="ask", metadata="{topics: [housing]}"):
    lines = "".join(f"    - {line}\n" for line in examples)
    content = f'version: "3.1"\nnlu:\n- intent: {intent}\n  metadata: {metadata}\n  examples: |\n{lines}'
    (folder / "some.yml").write_text(content, encoding="utf-8")
    return folder


def test_utterances_carry_what_their_block_says(tmp_path):
    (tmp_path / "good.yml").write_text(GOOD, encoding="utf-8")
    first, second, third = load_utterances(tmp_path)
    assert (first.text, first.topics, first.subtopic, first.place) == (
        "my deposit is gone",
        ("housing", "work"),
        "deposit",
        "TX",
    )
    assert (first.line, second.line, third.line) == (6, 7, 10)
    assert (first.scope, third.scope) == ("in_scope", "not_legal")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"metadata": "{topics: [gardening]}"}, "some.yml:3: unknown topic 'gardening'"),
        ({"metadata": "{topics: [housing], subtopic: ufo}"}, "some.yml:3: unknown subtopic 'ufo' of housing"),
        ({"metadata": "{scope: maybe}"}, "some.yml:3: unknown scope 'maybe'"),
        ({"metadata": "{topics: housing}"}, "some.yml:3: topics must be a list"),
        ({"intent": "sing"}, "some.yml:3: unknown intent 'sing'"),
    ],
)
def test_an_unknown_name_is_refused_with_file_and_line(tmp_path, options, problem):
    with pytest.raises(BadUtterances, match=problem):
        load_utterances(_file(tmp_path, ["my deposit"], **options))


@pytest.mark.parametrize(
    ("examples", "problem"),
    [
        (["my deposit", "My deposit!"], "some.yml:7: the same as .*some.yml:6"),
        (["my deposit", ""], "some.yml:7: empty example"),
        (["my [deposit](thing)"], "some.yml:6: markup"),
    ],
)
def test_a_bad_line_is_refused_with_file_and_line(tmp_path, examples, problem):
    with pytest.raises(BadUtterances, match=problem):
        load_utterances(_file(tmp_path, examples))


def test_a_file_that_is_not_yaml_is_refused_by_name(tmp_path):
    (tmp_path / "broken.yml").write_text("nlu: [", encoding="utf-8")
    with pytest.raises(BadUtterances, match=r"broken\.yml: cannot be read as YAML"):
        load_utterances(tmp_path)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(BadUtterances, match="no utterances"):
        load_utterances(tmp_path)


def test_near_duplicates_are_reported_with_both_lines(tmp_path):
    folder = _file(tmp_path, ["my landlord kept my deposit", "my landlord has kept my deposit", "is my dog allowed"])
    (pair,) = near_duplicates(load_utterances(folder))
    assert str(pair).startswith(f"{tmp_path.name}/some.yml:6 and {tmp_path.name}/some.yml:7 are 9")


def test_near_duplicates_of_near_duplicates_share_a_group():
    first, second, third = groups(["kept my deposit again", "kept my deposits again", "is my dog allowed"])
    assert first == second != third


def test_a_line_that_teaches_topics_alone_says_nothing_of_intent_or_scope(tmp_path):
    (one,) = load_utterances(_file(tmp_path, ["my deposit"], metadata="{topics: [housing], only: topics}"))
    assert (one.intent, one.scope, one.topics) == ("", None, ("housing",))


def test_near_duplicates_are_found_whatever_else_lies_between():
    others = [f"question number {number} about something of its own" for number in range(600)]
    first, *_, last = groups(["my landlord kept my deposit", *others, "my landlord has kept my deposit"])
    assert first == last


def test_the_shipped_material_is_sound():
    assert len(load_utterances()) > 2000


def test_topics_know_their_codes():
    topics = load_topics()
    assert len(topics.keys) == 16
    assert topics.code("housing", "eviction") == "HO-02-00-00-00"
    assert topics.code("housing") == topics["housing"].code


def test_topics_without_a_name_are_refused(tmp_path):
    (tmp_path / "topics.yml").write_text("housing: {code: HO, subtopics: {}}", encoding="utf-8")
    with pytest.raises(BadTopics, match="housing"):
        load_topics(tmp_path / "topics.yml")
