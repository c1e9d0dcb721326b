"""Searching many rows: the graph finds what comparing all of them finds, also from a file."""

from __future__ import annotations

import numpy as np
import pytest

from matching.errors import BadSource
from matching.index import AnswerIndex
from matching.neighbours import ExactNeighbours, GraphNeighbours
from matching.speed import measure, read_questions, spread_out
from tests.matching.fakes import an_answer, bag_of_words


def scattered(count, seed=1):
    made = np.random.default_rng(seed).normal(size=(count, 48)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.mark.parametrize("count", [1, 10, 500, 900])
def test_exact_search_gives_the_rows_in_order(count):
    vectors, question = scattered(500), scattered(1, seed=2)[0]
    found = ExactNeighbours(vectors).search(question, count)
    assert list(found) == list(np.argsort(-(vectors @ question), kind="stable")[:count])


def test_the_graph_finds_the_closest_row_also_when_it_is_mapped_from_a_file(tmp_path):
    vectors, questions = scattered(2000), scattered(100, seed=2)
    built = GraphNeighbours.build(vectors)
    built.save(tmp_path / "near.graph")
    mapped = GraphNeighbours.load(tmp_path / "near.graph", dimensions=48)
    exact = ExactNeighbours(vectors)
    for graph in (built, mapped):
        hits = [exact.search(one, 1)[0] in graph.search(one, 50) for one in questions]
        assert np.mean(hits) >= 0.99


def many_answers():
    return [an_answer(f"a-{n}", f"question {n} about thing {n * 31}", f"thing {n * 31} how") for n in range(120)]


@pytest.mark.parametrize("states", [None, {"TX"}])
def test_a_large_index_finds_the_same_answers_as_an_exact_one(tmp_path, states):
    answers = [*many_answers(), an_answer("tx", "rent in texas", jurisdiction="TX")]
    exact = AnswerIndex.build(answers, bag_of_words)
    AnswerIndex.build(answers, bag_of_words, exact_up_to=100).save(tmp_path)
    linked = AnswerIndex.load(tmp_path, answers)
    for text in ("thing 620 how", "question 7", "rent in texas", "nothing of the kind"):
        vector = bag_of_words([text])[0]
        wanted, found = (index.nearest(vector, text=text, states=states, limit=3) for index in (exact, linked))
        assert found[0].score == pytest.approx(wanted[0].score, abs=1e-4)


def test_a_hidden_wording_is_passed_over_by_the_graph_too(tmp_path):
    answers = many_answers()
    index = AnswerIndex.build(answers, bag_of_words, exact_up_to=100)
    row = index.wordings.index("thing 620 how")
    candidates = index.nearest(bag_of_words(["thing 620 how"])[0], text="thing 620 how", hidden=[row])
    assert all("thing 620 how" not in candidate.wordings for candidate in candidates)


def test_made_vectors_begin_with_the_real_ones_and_have_the_same_length():
    real = scattered(50)
    made = np.concatenate(list(spread_out(real, 130)))
    assert made.shape == (130, 48)
    assert np.array_equal(made[:50], real)
    assert np.linalg.norm(made, axis=1) == pytest.approx(np.ones(130), abs=1e-5)


def test_the_benchmark_tells_every_size_and_the_largest_up_to_sixty_thousand_on_top():
    texts = [f"question {n} about thing {n * 31}" for n in range(700)]
    figures = measure(texts, bag_of_words, [100, 300], threads=1, report=lambda line: None)
    assert [one["n"] for one in figures["sizes"]] == [100, 300]
    assert figures["n"] == 300
    assert figures["recall_at_1_vs_exact"] == 1.0
    assert figures["query_p50_ms"] > 0
    assert figures["rss_mb"] > 10


def test_questions_are_read_once_each_and_a_bad_line_is_named(tmp_path):
    path = tmp_path / "asked.jsonl"
    path.write_text("\n".join(f'{{"question": "what about {n % 400}"}}' for n in range(800)))
    assert len(read_questions(path)) == 400
    path.write_text('{"question": "who"}\n[]\n')
    with pytest.raises(BadSource, match=r"asked\.jsonl:2"):
        read_questions(path)
