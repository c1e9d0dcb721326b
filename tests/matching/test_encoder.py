"""The encoder: the export says the same as the original, and nothing else is needed to run it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from matching.encoder import Encoder, halves, model_folder
from matching.errors import ModelUnusable

CACHE = Path("var/cache")
LONG = "my landlord will not fix the heat and it is november and the baby is cold " * 40


@pytest.fixture(scope="module")
def encode():
    return Encoder.load(cache_dir=CACHE)


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")
def test_the_general_half_is_the_vector_of_the_original(encode):
    texts = ["my boss owes me wages", "", "¿Me pueden echar?", "URGENT!!! court tmrw 😭", LONG]
    original = SentenceTransformer(str(model_folder()), device="cpu")
    expected = original.encode(texts, normalize_embeddings=True)
    general, tuned = halves(encode(texts))
    assert (general * expected).sum(axis=1).min() >= 0.9999
    assert np.linalg.norm(tuned, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-4)
    assert (tuned * expected).sum(axis=1).max() < 0.9999


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")
def test_a_model_of_ones_own_has_only_its_own_vector(tmp_path):
    own = Encoder.load(str(model_folder()), cache_dir=tmp_path)
    assert own(["my boss owes me wages"]).shape == (1, 384)


@pytest.mark.model
def test_vectors_are_unit_float32_in_the_order_of_the_texts(encode):
    texts = [LONG, "rent", "a question of middle length about rent"]
    vectors = encode(texts)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert vectors[1] == pytest.approx(encode(["rent"])[0], abs=1e-5)


@pytest.mark.model
def test_no_text_gives_no_vector(encode):
    assert encode([]).shape == (0, encode.dimensions)


@pytest.mark.model
def test_once_exported_the_model_runs_without_torch(encode):
    script = (
        "import sys; from pathlib import Path; from matching.encoder import Encoder; "
        f"Encoder.load(cache_dir=Path({str(CACHE)!r}))(['rent']); "
        "sys.exit(any(m in sys.modules for m in ('torch', 'transformers', 'sentence_transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_folder_that_holds_no_model_is_refused(tmp_path):
    (tmp_path / "model").mkdir()
    with pytest.raises(ModelUnusable, match="cannot load"):
        Encoder.load(str(tmp_path / "model"), cache_dir=tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []
