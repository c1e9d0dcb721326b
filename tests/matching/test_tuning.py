"""Tuning: it moves what it is shown, and what it changed survives in a small file."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest

from matching.encoder import model_folder
from matching.errors import WeightsUnusable
from matching.lessons import Batch
from matching.tuning import Tuner, read_tuned, write_tuned

TOGETHER = ("the store went under", "my shop is bankrupt")
APART = ("the store went up", "who pays my bail")


def lesson(order: random.Random) -> Iterator[Batch]:
    yield Batch((*TOGETHER, *APART), (0, 0, 1, 2), (0, 0, 0, 1), near_misses=True)


def likeness(tuner):
    _, tuned = tuner.vectors([*TOGETHER, APART[0]])
    return float(tuned[0] @ tuned[1]), float(tuned[0] @ tuned[2])


@pytest.fixture(scope="module")
def tuner():
    tuner = Tuner(model_folder())
    said: list[str] = []
    tuner.tune([lesson], epochs=6, rate=3e-4, seed=1, report=said.append)
    assert len(said) == 6
    return tuner


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")
def test_what_belongs_together_comes_nearer_than_the_near_miss(tuner):
    same, near_miss = likeness(tuner)
    assert same > near_miss
    general, tuned = tuner.vectors([TOGETHER[0]])
    assert not np.allclose(general, tuned, atol=1e-2)


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")
def test_the_stored_difference_restores_the_tuned_half(tuner, tmp_path):
    before = likeness(tuner)
    write_tuned(tuner, tmp_path / "tuned.npz")
    fresh = Tuner(model_folder())
    read_tuned(fresh, tmp_path / "tuned.npz")
    assert likeness(fresh) == pytest.approx(before, abs=2e-3)
    assert (tmp_path / "tuned.npz").stat().st_size < 6 * 2**20


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")
def test_a_difference_of_another_model_is_refused(tuner, tmp_path):
    np.savez(tmp_path / "other.npz", weight=np.zeros(3))
    with pytest.raises(WeightsUnusable, match="another model"):
        read_tuned(tuner, tmp_path / "other.npz")
