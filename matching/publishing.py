"""Publishing: write a snapshot of what is served, then point at it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import numpy as np

from matching.answers import Answer, corpus_version
from matching.index import AnswerIndex, all_wordings, body_of
from matching.runtime import Floats
from matching.snapshot import JUDGED, POINTER, Published, published, write_answers
from matching.store.nearest import point_to

LOCK = "lock"
KEPT = 2  # snapshots that stay: the newest, and the one that a process may be about to open


def embedded_texts(answers: Sequence[Answer]) -> list[str]:
    """Every text whose vector a snapshot of these answers needs, each once."""
    return list(dict.fromkeys([*all_wordings(answers), *(body_of(answer) for answer in answers)]))


def write_snapshot(
    home: Path,
    answers: Sequence[Answer],
    *,
    generation: int,
    encoder: str,
    vectors: Mapping[str, Floats],
    judged: Mapping[str, Floats] | None = None,
    search_at: str = "",
) -> Published:
    """Write the files of a generation, then point at them. An older generation never replaces a newer one.

    `vectors` has every text that the index embeds; `judged` the wordings as the verifier embeds them, when that is
    another encoder; `search_at` is the address of a `VectorDatabase` that holds these vectors.
    """
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home):
        before = published(home)
        if before and (
            before.generation > generation or (before.generation, before.encoder) == (generation, encoder)
        ):
            return before
        name = f"{generation:06d}-{encoder[-8:]}"
        draft = home / f".{name}"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        _fill(draft, answers, vectors, judged)
        if search_at:
            point_to(draft, search_at, encoder)
        shutil.rmtree(home / name, ignore_errors=True)
        os.replace(draft, home / name)
        pointer = Published(generation, name, encoder, corpus_version(answers), len(answers))
        (home / f".{POINTER}").write_text(json.dumps(asdict(pointer)))
        os.replace(home / f".{POINTER}", home / POINTER)
        _remove_old(home, name)
        return pointer


def _is_newer(before: Published, generation: int, encoder: str) -> bool:
    """Or the same: then there is nothing to write either."""
    return before.generation > generation or (before.generation == generation and before.encoder == encoder)


def _fill(
    folder: Path, answers: Sequence[Answer], vectors: Mapping[str, Floats], judged: Mapping[str, Floats] | None
) -> None:
    write_answers(folder, answers)
    if answers:  # an empty corpus is served too: everything was withdrawn
        index = AnswerIndex.build(answers, lambda texts: np.stack([vectors[text] for text in texts]))
        index.save(folder)
        if judged is not None:
            np.save(folder / JUDGED, np.stack([judged[text] for text in index.wordings]))


def _remove_old(home: Path, newest: str) -> None:
    folders = sorted((path for path in home.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime_ns)
    for path in [path for path in folders if path.name != newest][: 1 - KEPT or None]:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One writer at a time; the lock ends with the process that holds it."""
    with (home / LOCK).open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
