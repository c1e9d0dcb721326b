"""Archive: the vectors that a trained model already holds, so that the first publication embeds nothing twice."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path, PurePosixPath

import numpy as np

from matching.index import BODIES, ROWS, VECTORS, body_of
from matching.runtime import Floats
from matching.snapshot import ANSWERS, ENCODER, answers_from


def trained_vectors(model: Path, *, encoder: str) -> dict[str, Floats]:
    """Text -> vector for every text of the trained index; nothing when another encoder gave its vectors."""
    if not model.is_file():
        return {}
    with tarfile.open(model) as archive:
        home = next((PurePosixPath(name).parent for name in archive.getnames() if name.endswith(f"/{ENCODER}")), None)
        if home is None or _read(archive, home / ENCODER).decode() != encoder:
            return {}
        wordings = json.loads(_read(archive, home / ROWS))
        bodies = [body_of(answer) for answer in answers_from(_read(archive, home / ANSWERS))]
        vectors, of_bodies = (np.load(io.BytesIO(_read(archive, home / name))) for name in (VECTORS, BODIES))
    return dict(zip([*bodies, *wordings], [*of_bodies, *vectors], strict=True))


def _read(archive: tarfile.TarFile, name: PurePosixPath) -> bytes:
    member = archive.extractfile(str(name))
    return member.read() if member else b""
