"""Weights: rebuild the default Detoxify checkpoint from the packaged MiniLM and the small difference shipped here.

The difference holds, for every tensor that training changed, trained minus packaged weights as whole numbers of eight
bits with one scale per row; the new head is kept in half precision. Merged, they give the trained model.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer
from transformers.utils import logging as transformers_log

from moderation.errors import BadWeights
from moderation.words import base_model_folder

Tensors = dict[str, torch.Tensor]

DIFFERENCE = Path(__file__).parent / "weights" / "difference.npz"
CHECKPOINT = "checkpoint.ckpt"
MANIFEST = "manifest.json"
TOKENIZER_FILES = ("vocab.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
STEPS = 127.0


def build_checkpoint(target_dir: Path, *, difference: Path = DIFFERENCE) -> Path:
    """Make `target_dir` a Detoxify checkpoint folder, or leave it when it already is one; return the checkpoint.

    The folder must stay where it is made: Detoxify reads the path that the checkpoint names.
    """
    target = target_dir.resolve()
    origin = _digest(difference) + _digest(base_model_folder() / "model.safetensors")
    if _is_current(target, origin):
        return target / CHECKPOINT
    target.mkdir(parents=True, exist_ok=True)
    model, labels = merge(difference)
    return write_checkpoint(model, labels, target, origin=origin)


def write_checkpoint(model: Any, labels: list[str], target: Path, *, origin: str) -> Path:
    """Write a model in the form that Detoxify reads, with a manifest that holds the SHA-256 of the checkpoint."""
    model.config.save_pretrained(target)
    for name in TOKENIZER_FILES:
        shutil.copyfile(base_model_folder() / name, target / name)
    architecture = {
        "model_type": str(target),
        "model_name": BertForSequenceClassification.__name__,
        "tokenizer_name": BertTokenizer.__name__,
        "num_classes": len(labels),
    }
    config = {"arch": {"args": architecture}, "dataset": {"args": {"classes": labels}}}
    unfinished = target / f"{CHECKPOINT}.{os.getpid()}"
    torch.save({"config": config, "state_dict": model.state_dict()}, unfinished)
    unfinished.replace(target / CHECKPOINT)
    manifest = {"sha256": _digest(target / CHECKPOINT), "origin": origin, "folder": str(target), "labels": labels}
    (target / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return target / CHECKPOINT


def merge(difference: Path = DIFFERENCE) -> tuple[BertForSequenceClassification, list[str]]:
    """Add the shipped difference to the packaged weights; return the model and its labels."""
    if not difference.is_file():
        raise BadWeights(f"{difference} is missing; get it back with `git checkout -- {difference.name}`")
    with np.load(difference) as packed:
        arrays = {name: packed[name] for name in packed.files}
    labels = [str(label) for label in arrays.pop("labels")]
    model = base_model(len(labels))
    state: Tensors = model.state_dict()
    try:
        model.load_state_dict({**state, **unpack(arrays, state)})
    except (KeyError, RuntimeError, ValueError) as error:
        raise BadWeights(f"{difference} does not fit the packaged all-MiniLM-L6-v2: {error}") from error
    model.eval()  # type: ignore[no-untyped-call]
    return model, labels


def base_model(labels: int) -> BertForSequenceClassification:
    """Return the packaged MiniLM with an untrained head of so many labels."""
    config = BertConfig.from_pretrained(base_model_folder(), num_labels=labels)
    config.problem_type = "multi_label_classification"
    folder = base_model_folder()
    with quietly():
        model: BertForSequenceClassification = BertForSequenceClassification.from_pretrained(folder, config=config)
    return model


@contextmanager
def quietly() -> Iterator[None]:
    """Keep transformers from drawing bars and tables about a head that is new on purpose."""
    level, bars = transformers_log.get_verbosity(), transformers_log.is_progress_bar_enabled()
    transformers_log.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_log.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        transformers_log.set_verbosity(level)
        if bars:
            transformers_log.enable_progress_bar()  # type: ignore[no-untyped-call]


def pack(trained: Mapping[str, torch.Tensor], base: Mapping[str, torch.Tensor]) -> dict[str, NDArray[Any]]:
    """Return the arrays to ship: `NAME` in eight bits with `NAME:scale`, or `NAME:whole` for the new head."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, tensor in trained.items():
        if name.startswith("classifier."):
            arrays[f"{name}:whole"] = tensor.numpy().astype(np.float16)
        elif not torch.equal(tensor, base[name]):
            change = (tensor - base[name]).numpy()
            scale = np.maximum(np.abs(change).max(axis=-1, keepdims=True) / STEPS, 1e-12).astype(np.float32)
            arrays[name] = np.rint(change / scale).astype(np.int8)
            arrays[f"{name}:scale"] = scale
    return arrays


def unpack(arrays: Mapping[str, NDArray[Any]], base: Mapping[str, torch.Tensor]) -> Tensors:
    """Return the changed tensors of the trained model."""
    changed: Tensors = {}
    for name, array in arrays.items():
        if name.endswith(":whole"):
            changed[name.removesuffix(":whole")] = torch.from_numpy(array.astype(np.float32))
        elif not name.endswith(":scale"):
            step = array.astype(np.float32) * arrays[f"{name}:scale"]
            changed[name] = base[name] + torch.from_numpy(step)
    return changed


def _is_current(target: Path, origin: str) -> bool:
    """Say whether the folder holds the checkpoint of these weights, unharmed and where it was made."""
    try:
        manifest = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        intact = _digest(target / CHECKPOINT) == manifest["sha256"]
    except (OSError, ValueError, KeyError):
        return False
    return bool(intact and manifest.get("origin") == origin and manifest.get("folder") == str(target))


def _digest(path: Path) -> str:
    if not path.is_file():
        raise BadWeights(f"{path} is missing; reinstall or `git checkout` it")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
