"""The pairs written for this project: balanced, apart, and true to their kind."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from matching.errors import BadPairs
from matching.paraphrases import KINDS, all_pairs, read_groups


def words(text):
    return set(re.findall(r"\w+", text.lower()))


def overlap(pair):
    return len(words(pair.a) & words(pair.b)) / len(words(pair.a) | words(pair.b))


def test_all_four_kinds_are_equally_many_and_enough():
    pairs = all_pairs(read_groups(held_out=False) + read_groups(held_out=True))
    assert set(Counter(pair.kind for pair in pairs).values()) == {len(pairs) // 4}
    assert len(pairs) >= 1500


def test_all_sixteen_topics_are_there_in_both_parts():
    assert len({group.topic for group in read_groups(held_out=False)}) == 16
    assert len({group.topic for group in read_groups(held_out=True)}) == 16


def test_no_text_of_the_test_is_trained_on():
    trained = {text for pair in all_pairs(read_groups(held_out=False)) for text in (pair.a, pair.b)}
    tested = {text for pair in all_pairs(read_groups(held_out=True)) for text in (pair.a, pair.b)}
    assert trained & tested == set()


def test_overlap_itself_says_nothing_about_sameness():
    pairs = all_pairs(read_groups(held_out=False) + read_groups(held_out=True))
    means = {kind: sum(overlap(p) for p in pairs if p.kind == kind) / (len(pairs) / 4) for kind in KINDS}
    assert min(means["same_many"], means["other_many"]) > 0.3
    assert max(means["same_few"], means["other_few"]) < 0.12
    assert abs(means["same_many"] - means["other_many"]) < 0.1


def test_a_file_with_a_missing_kind_is_refused(tmp_path):
    (tmp_path / "housing.yml").write_text("- ask: who pays\n  same_few: who foots the bill\n")
    with pytest.raises(BadPairs, match=r"housing\.yml"):
        read_groups(tmp_path, held_out=False)
