"""The one door to Detoxify: what it refuses to load, how it cuts long texts, what its fast pass gives."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from moderation.errors import BrokenCheckpoint, MissingCheckpoint
from moderation.scorer import WINDOW, DetoxifyScorer, load_scorer
from tests.moderation.fakes import LetterModel, LetterTokenizer

SENTENCES = ["my landlord kept my deposit", "those people are vermin", "gracias por su ayuda", ""]


def letters(model: LetterModel) -> DetoxifyScorer:
    return DetoxifyScorer(model, LetterTokenizer(), ["identity_attack"], engine="fake")


def test_a_missing_checkpoint_names_the_remedy(tmp_path: Path):
    with pytest.raises(MissingCheckpoint, match="run `sidebar train`"):
        load_scorer(tmp_path / "checkpoint.ckpt")


def test_a_checkpoint_with_another_digest_is_not_unpickled(tmp_path: Path):
    file = tmp_path / "checkpoint.ckpt"
    file.write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    with pytest.raises(BrokenCheckpoint, match="run `sidebar train`"):
        load_scorer(file, sha256="0" * 64)


def test_a_checkpoint_whose_digest_nobody_knows_is_not_loaded(tmp_path: Path):
    file = tmp_path / "checkpoint.ckpt"
    file.write_bytes(b"anything")
    with pytest.raises(BrokenCheckpoint, match="SIDEBAR_CHECKPOINT_SHA256"):
        load_scorer(file)


def test_a_file_that_is_no_checkpoint_names_the_remedy(tmp_path: Path):
    file = tmp_path / "checkpoint.ckpt"
    file.write_bytes(b"anything")
    with pytest.raises(BrokenCheckpoint, match="run `sidebar train`"):
        load_scorer(file, sha256=hashlib.sha256(b"anything").hexdigest())


def test_a_sign_at_the_end_of_a_long_text_is_seen():
    scores = letters(LetterModel("!"))("a" * 50 * WINDOW + "!")
    assert scores["identity_attack"] > 0.9


def test_no_window_is_longer_than_the_model_can_read():
    model = LetterModel("!")
    letters(model)("a" * 1000)
    assert max(width for _, width in model.shapes) <= WINDOW + 2


def test_texts_scored_together_keep_their_order():
    scores = letters(LetterModel("!")).batch(["aaa", "a" * 300 + "!", "a!", ""])
    assert [score["identity_attack"] > 0.5 for score in scores] == [False, True, True, False]


@pytest.mark.model
def test_the_fast_pass_gives_the_scores_of_detoxify(checkpoint: Path, scorer: DetoxifyScorer):
    slow = load_scorer(checkpoint, fast=False)
    assert (scorer.engine, slow.engine) == ("onnxruntime", "torch")
    for text in SENTENCES:
        assert scorer(text) == pytest.approx(slow(text), abs=1e-3)


@pytest.mark.model
def test_a_damaged_export_is_made_anew(checkpoint: Path, tmp_path: Path):
    folder = tmp_path / "copy"
    shutil.copytree(checkpoint.parent, folder)
    (folder / "checkpoint.onnx").write_bytes(b"damaged")
    assert load_scorer(folder / "checkpoint.ckpt").engine == "onnxruntime"


@pytest.mark.model
def test_a_changed_byte_stops_the_start(checkpoint: Path, tmp_path: Path):
    folder = tmp_path / "copy"
    shutil.copytree(checkpoint.parent, folder)
    content = bytearray((folder / "checkpoint.ckpt").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "checkpoint.ckpt").write_bytes(content)
    with pytest.raises(BrokenCheckpoint, match="SHA-256"):
        load_scorer(folder / "checkpoint.ckpt")
