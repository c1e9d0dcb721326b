"""Refitting: what was fitted is kept with its versions, and each change is logged with before and after."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadLabels
from bot.line_files import LineFiles
from bot.refitting import Labels, read_texts, told
from bot.triage.confidence import FEATURES, PLAIN, features
from bot.triage.evidence import Evidence
from bot.triage.fitting import Reading, fit, of_part
from bot.triage.labelled import FIT, LEARN, MEASURE, Question, kept_in_mix, part, read_cases, read_labelled_file
from bot.triage.policy import Policy
from bot.triage.promise import Promise
from bot.triage.report import curves, kept_for_measuring, promise_kept, recommended
from tests.bot.evidences import found, match, topic

POLICY = replace(Policy.load(), promise=Promise(error=0.10, confidence=0.9, unanswered=0.2))


def readings(count: int, *, seed: int = 5) -> list[Reading]:
    """Questions whose match is right when its lead over the next is large: more than the probability alone tells."""
    order = random.Random(seed)
    made = []
    for number in range(count):
        first, lead = 0.3 + 0.6 * order.random(), order.random()
        right = order.random() < (0.97 if lead > 0.35 else 0.25)
        text = f"made-up question number {number} about a deposit"
        matches = (match("a", first), match("b", first * (1 - lead)))
        evidence = found(text, topics=(topic("housing"),), matches=matches)
        made.append(Reading(Question(text, "housing", frozenset({"a"} if right else ())), evidence))
    return made


def test_every_turn_belongs_to_one_part_for_good() -> None:
    texts = [f"turn {number}" for number in range(600)]
    parts = {text: part(text) for text in texts}
    assert {part(text) for text in texts} == {LEARN, FIT, MEASURE}
    assert all(part(text) == parts[text] for text in reversed(texts))


def test_the_mix_holds_the_stated_share_of_questions_that_nothing_answers() -> None:
    asked = [Question(f"q{n}", "housing", frozenset({"a"} if n % 2 else ())) for n in range(400)]
    kept = kept_in_mix(asked, unanswered=0.2)
    assert sum(not question.answers for question in kept) / len(kept) == pytest.approx(0.2, abs=0.01)
    assert sum(bool(question.answers) for question in kept) == 200


def test_what_lies_around_the_match_is_learned_only_where_it_tells_more() -> None:
    assert fit(readings(1_500), POLICY).confidence.weights
    assert fit(readings(30), POLICY).confidence == PLAIN


def test_a_fitted_line_keeps_its_promise_on_turns_that_did_not_draw_it() -> None:
    made = readings(3_000)
    fitted = fit(made, POLICY)
    policy = POLICY.with_fitted(fitted)
    kept = promise_kept(kept_for_measuring(made, policy), policy)
    assert kept["answered"] > 100
    assert kept["error"] <= POLICY.promise.error
    assert kept["error_interval"][0] <= kept["error"] <= kept["error_interval"][1]


def test_the_recommended_line_follows_the_costs() -> None:
    made = readings(2_000)
    dear = replace(POLICY.costs, wrong_answer=2_000.0, needless_handoff=1.0)
    cheap = replace(POLICY.costs, wrong_answer=1.0, needless_handoff=500.0)
    lines = [
        recommended(curves(made, replace(POLICY, costs=costs))["match probability"]).line for costs in (dear, cheap)
    ]
    assert lines[0] > lines[1]


def test_the_parts_do_not_overlap() -> None:
    made = readings(500)
    parts = [{one.question.text for one in of_part(made, name, POLICY.promise)} for name in (LEARN, FIT, MEASURE)]
    assert not (parts[0] & parts[1])
    assert not (parts[1] & parts[2])
    assert not (parts[0] & parts[2])


def line(at: float, **more: Any) -> dict[str, Any]:
    versions = {"model": "m1", "labels": "l1", "policy": "p1", **more}
    promise = {"error": 0.05, "confidence": 0.95}
    return {
        "answer_at": at,
        "by_topic": {},
        "proven": True,
        "weights": {},
        "intercept": 0.0,
        "promise": promise,
        "versions": versions,
    }


def test_a_change_is_logged_with_before_and_after_and_told_in_a_sentence(tmp_path: Path) -> None:
    files = LineFiles(tmp_path)
    assert files.fitted().line is None
    first = files.replace(line(0.7))
    second = files.replace({**line(0.8, policy="p2"), "by_topic": {"debt": 0.9}})
    assert (first["before"], second["before"]["answer_at"], second["after"]["answer_at"]) == (None, 0.7, 0.8)
    assert told(second) == "the line moved from 0.70 to 0.80 (debt 0.90) (changed: policy)"
    assert len(files.history()) == 2
    fitted = files.fitted().line
    assert fitted is not None
    assert (fitted.of(("debt",)), fitted.of(("work",))) == (0.9, 0.8)


def test_readings_are_another_models_when_the_model_has_changed(tmp_path: Path) -> None:
    files = LineFiles(tmp_path)
    files.keep_readings({"a text": {"intent": "ask"}}, model="one")
    assert files.readings(model="one") == {"a text": {"intent": "ask"}}
    assert files.readings(model="two") == {}


def test_a_line_of_a_version_that_looked_at_other_things_is_not_used(tmp_path: Path) -> None:
    files = LineFiles(tmp_path)
    files.replace({**line(0.7), "weights": {"phase_of_the_moon": 1.0}})
    assert files.fitted().line is None


def test_every_feature_is_named() -> None:
    assert set(features(found(matches=(match(),)))) == set(FEATURES)


def test_evidence_survives_being_kept() -> None:
    def parse(text: str) -> Mapping[str, Any]:
        return {"text": text, "intent": {"name": "ask", "confidence": 0.9}, "matches": [vars(match(probability=0.4))]}

    text = "my landlord has $40,000 of mine"
    (kept,) = read_texts([text], parse).values()
    assert Evidence.from_parse(kept) == Evidence.from_parse(parse(text))
    evidence = Evidence.from_parse(kept)
    assert Evidence.from_json(json.loads(json.dumps(evidence.as_json())), text) == evidence
    assert features(evidence)["match"] < 0


def test_turns_of_ones_own_are_read_from_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(
        '{"text": "q", "answer": ["a", "b"]}\n\n{"text": "hi", "expected": "smalltalk"}\n', encoding="utf-8"
    )
    questions, cases = read_labelled_file(path)
    assert (questions[0].answers, cases[0].expected) == ({"a", "b"}, "smalltalk")
    path.write_text('{"text": "q"}\n', encoding="utf-8")
    with pytest.raises(BadLabels, match=r"own.jsonl:1: needs `text`, and `answer`"):
        read_labelled_file(path)


def test_there_are_labelled_messages_of_every_kind() -> None:
    labels = Labels.read()
    kinds = {case.kind for case in labels.cases}
    assert kinds >= {"common", "complex", "urgent", "off_topic", "vague", "lawyer", "abusive", "reporting"}
    assert len(read_cases()) >= 300
    assert len(labels.questions) >= 1_000
