"""Verifier: whether two questions ask the same thing, whatever words they share.

Its graph holds MiniLM once, with a second, tuned version of the upper layers; weights/ carries only what tuning
changed. A stored wording is embedded when the index is built, so that a turn costs one more encoding.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matching.comparison import HEAD_FILE, Head, Texts, features
from matching.encoder import fingerprint, model_folder
from matching.errors import WeightsUnusable
from matching.runtime import GRAPH, TOKENIZER, ExportedModel, Floats

TUNED_FILE = HEAD_FILE.parent / "tuned.npz"
BATCH = 32


class Verifier:
    """`verifier(question, wordings)` gives the log-odds that each wording asks what the question asks."""

    def __init__(self, exported: ExportedModel, head: Head) -> None:
        self._exported, self._head = exported, head
        self._known: dict[str, Floats] = {}

    @classmethod
    def load(cls, *, cache_dir: Path, threads: int = 1) -> Verifier:
        """Open the exported graph, exporting it on first use. Raises `WeightsUnusable` when weights are missing."""
        if not TUNED_FILE.is_file():
            raise WeightsUnusable(f"{TUNED_FILE} is missing; run `python -m matching.training`")
        base = model_folder()
        name = hashlib.sha256(fingerprint(base).encode() + TUNED_FILE.read_bytes()).hexdigest()[:16]
        home = cache_dir / f"verifier-{name}"
        if not (home / GRAPH).is_file():
            _export(base, home)
        return cls(ExportedModel.load(home, threads=threads), Head.load())

    def __call__(self, question: str, wordings: Sequence[str]) -> Floats:
        return self.log_odds([(question, wording) for wording in wordings])

    def log_odds(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        """For each pair; the order within a pair does not matter."""
        if not pairs:
            return np.zeros(0, dtype=np.float32)
        left, right = (self._texts([pair[side] for pair in pairs]) for side in (0, 1))
        return self._head.log_odds(features(left, right))

    def vectors(self, texts: Sequence[str]) -> Floats:
        """(texts, 2 * dimensions): what `remember` wants back."""
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        shortest_first = sorted(range(len(texts)), key=lambda i: len(texts[i]))  # little padding in each batch
        batches = [shortest_first[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        rows = np.concatenate([self._exported([texts[i] for i in batch]) for batch in batches])
        return np.asarray(rows[np.argsort(shortest_first)])

    def remember(self, texts: Sequence[str], vectors: Floats) -> None:
        """Spare the encoding of these texts from now on."""
        self._known = dict(zip(texts, vectors, strict=True))

    def _texts(self, texts: Sequence[str]) -> Texts:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        found = dict(zip(fresh, self.vectors(fresh), strict=True))
        both = np.stack([found[text] if text in found else self._known[text] for text in texts])
        half = both.shape[1] // 2
        return Texts(texts, both[:, :half], both[:, half:])


def general_half(vectors: Floats) -> Floats:
    """Of `Verifier.vectors`: what the default encoder gives for these texts (the first 64 tokens of each)."""
    return np.ascontiguousarray(vectors[:, : vectors.shape[1] // 2])


def _export(base: Path, home: Path) -> None:
    from matching.tuning import Tuner, read_tuned, write_graph  # torch: only for the export

    home.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=home.parent, prefix="export-"))
    try:
        tuner = Tuner(base)
        read_tuned(tuner, TUNED_FILE)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            write_graph(tuner, graph=draft / GRAPH, tokenizer=draft / TOKENIZER)
        if not home.exists():
            os.replace(draft, home)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
