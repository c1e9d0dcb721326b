"""What the default screen really does: by function, by group, and with people who report abuse.

The floors are a little below what `sidebar evaluate moderation` shows; a change of the weights that loses more fails.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest
import yaml

from moderation.evaluation import SUITE as DEFAULT_SUITE
from moderation.evaluation import Case, evaluate, read_cases
from moderation.examples import seed_examples
from moderation.screen import Screen

HERE = Path(__file__).parent
SUITE = read_cases(DEFAULT_SUITE)
REPORTED = yaml.safe_load((HERE / "reported_cases.yml").read_text(encoding="utf-8"))
FLOORS = yaml.safe_load((HERE / "functional_floors.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def report(screen: Screen) -> dict:
    return evaluate(screen.judge, SUITE)


def test_the_suite_is_large_and_was_never_trained_on():
    texts = [case.text.lower().strip(".!?") for case in SUITE]
    assert len(set(texts)) >= 600
    trained = {example.text.lower().strip(".!?") for example in seed_examples(each=40, seed=1)}
    assert trained.isdisjoint(texts)


@pytest.mark.model
@pytest.mark.parametrize("half", ["accuracy", "hateful", "harmless", "auroc"])
def test_the_screen_is_right_often_enough(report, half):
    assert report[half] >= FLOORS[half]


@pytest.mark.model
@pytest.mark.parametrize("function", sorted(FLOORS["functions"]))
def test_every_function_keeps_its_floor(report, function):
    assert report["functions"][function]["rate"] >= FLOORS["functions"][function]


@pytest.mark.model
def test_every_function_has_a_floor(report):
    assert set(report["functions"]) == set(FLOORS["functions"])


@pytest.mark.model
def test_no_group_is_let_down(report):
    for group, row in report["groups"].items():
        assert row["rate"] >= FLOORS["groups"], group


@pytest.mark.model
def test_false_alarms_are_alike_across_groups(report):
    assert report["false_alarm_gap"] <= FLOORS["false_alarm_gap"]


@pytest.mark.model
def test_people_who_report_abuse_are_heard(screen: Screen):
    refused = [text for text in REPORTED if screen.judge(text).refused]
    assert len(refused) / len(REPORTED) <= 0.01, refused


@pytest.mark.model
def test_a_hateful_sentence_deep_in_a_long_text_is_found(screen: Screen):
    filler = "The tenant asked the owner to repair the heating before winter. " * 60
    assert screen.judge(f"{filler}Kill all immigrants, they are vermin. {filler}").refused
    assert not screen.judge(filler * 2).refused


@pytest.mark.model
def test_a_message_takes_less_than_a_tenth_of_a_second(screen: Screen):
    """The goal is 10 ms on a free core; the bound leaves room for a busy machine."""
    times = []
    for case in SUITE[:60]:
        started = perf_counter()
        screen.judge(case.text)
        times.append(perf_counter() - started)
    assert sorted(times)[len(times) // 2] < 0.1


def test_cases_name_what_they_test():
    assert all(isinstance(case, Case) and case.function != "all" for case in SUITE)
