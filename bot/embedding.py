"""Embedding: an encoder that costs nothing until the first text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from matching.runtime import Floats

if TYPE_CHECKING:
    from matching.encoder import Encoder


class LazyEncoder:
    """`name` is read from the model's files alone; the model is loaded when a text has to be embedded."""

    def __init__(self, model: str, *, cache_dir: Path, threads: int = 1) -> None:
        self._model, self._cache_dir, self._threads = model, cache_dir, threads

    @cached_property
    def name(self) -> str:
        from matching.encoder import encoder_name

        return encoder_name(self._model)

    @cached_property
    def _encoder(self) -> Encoder:
        from matching.encoder import Encoder

        return Encoder.load(self._model, cache_dir=self._cache_dir, threads=self._threads)

    def __call__(self, texts: Sequence[str]) -> Floats:
        return self._encoder(texts)


def vectors_of(model: Path, encoder: str) -> Mapping[str, Floats]:
    """The vectors that the trained model holds of the answers that ship."""
    from matching.archive import trained_vectors

    return trained_vectors(model, encoder=encoder)
