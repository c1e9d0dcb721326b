"""Embeddings: the vectors of texts, kept by encoder and text, so that only what changed is embedded again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.runtime import Floats
from matching.store.models import EmbeddingRow

AT_ONCE = 500  # texts in one question to the database


def known_vectors(session: Session, encoder: str, texts: Iterable[str]) -> dict[str, Floats]:
    """The vector of each text that this encoder has embedded before."""
    by_digest = {_digest(text): text for text in texts}
    digests = list(by_digest)
    found: dict[str, Floats] = {}
    for start in range(0, len(digests), AT_ONCE):
        part = digests[start : start + AT_ONCE]
        kept = select(EmbeddingRow.digest, EmbeddingRow.vector).where(
            EmbeddingRow.encoder == encoder, EmbeddingRow.digest.in_(part)
        )
        for digest, vector in session.execute(kept):
            found[by_digest[digest]] = np.frombuffer(vector, dtype=np.float32)
    return found


def keep_vectors(session: Session, encoder: str, vectors: Mapping[str, Floats]) -> None:
    """Remember these; a text that is known already keeps what it has."""
    known = known_vectors(session, encoder, vectors)
    session.add_all(
        EmbeddingRow(encoder=encoder, digest=_digest(text), vector=np.asarray(vector, dtype=np.float32).tobytes())
        for text, vector in vectors.items()
        if text not in known
    )


def rows_of(texts: Sequence[str], vectors: Mapping[str, Floats]) -> Floats:
    """One row for each text, in order."""
    return np.stack([vectors[text] for text in texts])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
