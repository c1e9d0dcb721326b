"""The default checkpoint is rebuilt from the packaged base model and the shipped difference."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from moderation.errors import BadWeights
from moderation.weights import DIFFERENCE, build_checkpoint, pack, unpack

MOST_BYTES = 15_000_000


def test_what_is_packed_comes_back_nearly_the_same():
    torch.manual_seed(1)
    base = {"layer.weight": torch.randn(6, 8), "frozen.weight": torch.randn(3, 3), "classifier.bias": torch.zeros(3)}
    changed = {
        **base,
        "layer.weight": base["layer.weight"] + 0.01 * torch.randn(6, 8),
        "classifier.bias": torch.ones(3),
    }
    arrays = pack(changed, base)
    back = unpack(arrays, base)
    assert set(back) == {"layer.weight", "classifier.bias"}
    assert torch.allclose(back["layer.weight"], changed["layer.weight"], atol=3e-4)
    assert arrays["layer.weight"].dtype == np.int8


def test_the_repository_carries_little():
    assert sum(file.stat().st_size for file in DIFFERENCE.parent.iterdir()) < MOST_BYTES


def test_missing_weights_name_the_remedy(tmp_path: Path):
    with pytest.raises(BadWeights, match="checkout"):
        build_checkpoint(tmp_path / "target", difference=tmp_path / "absent.npz")


@pytest.mark.model
def test_building_again_changes_nothing(checkpoint: Path):
    before = checkpoint.stat().st_mtime_ns
    assert build_checkpoint(checkpoint.parent) == checkpoint
    assert checkpoint.stat().st_mtime_ns == before


@pytest.mark.model
def test_a_damaged_checkpoint_is_built_anew(tmp_path: Path):
    made = build_checkpoint(tmp_path)
    made.write_bytes(b"damaged")
    assert build_checkpoint(tmp_path).stat().st_size > 1_000_000
