"""sidebar bench matching: how long a search takes as the corpus grows, beside one encoding."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from bot.settings import Settings
from matching.runtime import Floats

if TYPE_CHECKING:
    from matching.encoder import Encoder

SIZES = "1000,10000,60000,1000000"


@click.command("matching")
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON Lines with a `question` each, gzipped or not; without it the questions of the corpus.",
)
@click.option("--sizes", default=SIZES, show_default=True, help="Entries to search, parted by commas.")
@click.option("--threads", default=os.cpu_count() or 1, help="For building; a search has one.  [default: every core]")
@click.option("--json", "only_json", is_flag=True, help="Print nothing but the JSON line.")
def bench_matching(data: Path | None, sizes: str, threads: int, only_json: bool) -> None:
    """Build and search real questions, beyond their number vectors of the same spread; one core searches."""
    from matching.answers import read_corpus
    from matching.encoder import Encoder
    from matching.index import all_wordings
    from matching.speed import measure, read_questions

    settings = Settings.read()
    texts = read_questions(data) if data else list(dict.fromkeys(all_wordings(read_corpus())))
    encode = Encoder.load(settings.encoder, cache_dir=settings.models_dir / "encoder")
    kept = settings.data_dir / "bench"

    def embed(many: Sequence[str]) -> Floats:
        return encode(many) if len(many) < 1000 else _remembered(kept, encode, many)

    figures = measure(
        texts, embed, _sizes(sizes), threads=threads, report=lambda line: None if only_json else click.echo(line)
    )
    click.echo(json.dumps(figures))


def _remembered(folder: Path, encode: Encoder, texts: Sequence[str]) -> Floats:
    """The vectors of many texts, kept between runs: embedding them takes longer than all that is measured."""
    mark = hashlib.sha256("\0".join((encode.name, *texts)).encode()).hexdigest()[:16]
    path = folder / f"{mark}.npy"
    if path.exists():
        return np.asarray(np.load(path, mmap_mode="r"))
    folder.mkdir(parents=True, exist_ok=True)
    vectors = encode(texts)
    np.save(path, vectors)
    return vectors


def _sizes(text: str) -> list[int]:
    try:
        found = sorted({int(part) for part in text.split(",")})
    except ValueError:
        found = []
    if not found or found[0] < 1:
        raise click.BadParameter("give whole numbers parted by commas, such as 1000,60000", param_hint="--sizes")
    return found
