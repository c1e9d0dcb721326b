"""Scorer: text of any length to a probability for each label, through Detoxify.

Detoxify loads the checkpoint; where ONNX Runtime can, the loaded model is exported once beside it and run from there,
which takes less than half the time on one core.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from detoxify import Detoxify
from numpy.typing import NDArray

from moderation.errors import BrokenCheckpoint, MissingCheckpoint
from moderation.weights import quietly

log = logging.getLogger(__name__)

REMEDY = "run `sidebar train`"
WINDOW = 96  # tokens at a time; the default model was trained on messages of up to 64
OVERLAP = 24
BATCH = 16
INPUTS = ("input_ids", "attention_mask")

Pass = Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]  # token numbers, mask -> one logit per label and row


class DetoxifyScorer:
    """Scores texts by windows; a label's score is its highest over the windows.

    >>> load_scorer(Path("var/models/moderation/checkpoint.ckpt"))("my landlord kept my deposit")
    {'identity_attack': 0.01, 'toxicity': 0.02, 'threat': 0.01}
    """

    def __init__(self, forward: Pass, tokenizer: Any, labels: Sequence[str], *, engine: str) -> None:
        self._forward, self._tokenizer, self.labels, self.engine = forward, tokenizer, tuple(labels), engine

    def __call__(self, text: str) -> dict[str, float]:
        return self.batch([text])[0]

    def batch(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Score many texts in few passes, windows of like length together."""
        windows = [(place, window) for place, text in enumerate(texts) for window in self._windows(text)]
        windows.sort(key=lambda pair: len(pair[1]))
        best = np.zeros((len(texts), len(self.labels)))
        for start in range(0, len(windows), BATCH):
            part = windows[start : start + BATCH]
            found = 1 / (1 + np.exp(-self._logits([window for _, window in part]).astype(np.float64)))
            for (place, _), row in zip(part, found, strict=True):
                best[place] = np.maximum(best[place], row)
        return [dict(zip(self.labels, map(float, row), strict=True)) for row in best]

    def _windows(self, text: str) -> list[list[int]]:
        tokens: list[int] = self._tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
        starts = range(0, max(len(tokens) - OVERLAP, 1), WINDOW - OVERLAP)
        first, last = self._tokenizer.cls_token_id, self._tokenizer.sep_token_id
        return [[first, *tokens[start : start + WINDOW], last] for start in starts]

    def _logits(self, windows: Sequence[Sequence[int]]) -> NDArray[Any]:
        longest = max(map(len, windows))
        blank = self._tokenizer.pad_token_id or 0
        numbers = np.array([[*window, *[blank] * (longest - len(window))] for window in windows], dtype=np.int64)
        mask = np.array([[1] * len(w) + [0] * (longest - len(w)) for w in windows], dtype=np.int64)
        return self._forward(numbers, mask)


def load_scorer(checkpoint: Path, *, sha256: str = "", fast: bool = True, threads: int = 1) -> DetoxifyScorer:
    """Check the checkpoint's SHA-256, load it with Detoxify, and run it by ONNX Runtime unless `fast` is false.

    The digest is `sha256`, or else the one in `manifest.json` beside the checkpoint. A checkpoint is a pickle:
    nothing of it is read before the digest is found right.
    """
    digest = _checked(checkpoint, sha256)
    folder = checkpoint.parent
    config = str(folder) if (folder / "config.json").is_file() else None
    try:
        with quietly():
            loaded = Detoxify(checkpoint=str(checkpoint), device="cpu", huggingface_config_path=config)
    except Exception as error:
        raise BrokenCheckpoint(f"{checkpoint} cannot be loaded by Detoxify ({error}); {REMEDY}") from error
    loaded.model.eval()
    forward, engine = _torch_pass(loaded.model), "torch"
    if fast:
        session = _session(loaded.model, checkpoint.with_suffix(".onnx"), digest, threads=threads)
        if session is not None:
            forward, engine = _onnx_pass(session), "onnxruntime"
    return DetoxifyScorer(forward, loaded.tokenizer, loaded.class_names, engine=engine)


def _checked(checkpoint: Path, expected: str) -> str:
    if not checkpoint.is_file():
        raise MissingCheckpoint(f"no screening model at {checkpoint}; {REMEDY}")
    expected = expected.strip().lower() or _from_manifest(checkpoint.parent / "manifest.json")
    with checkpoint.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise BrokenCheckpoint(f"{checkpoint} has SHA-256 {found}, not {expected}; it is not loaded: {REMEDY}")
    return found


def _from_manifest(manifest: Path) -> str:
    try:
        return str(json.loads(manifest.read_text(encoding="utf-8"))["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = f"{REMEDY}, or set SIDEBAR_CHECKPOINT_SHA256 for a checkpoint of your own"
        raise BrokenCheckpoint(f"{manifest} does not say which SHA-256 the checkpoint must have; {remedy}") from error


def _torch_pass(model: Any) -> Pass:
    @torch.inference_mode()
    def forward(numbers: NDArray[Any], mask: NDArray[Any]) -> NDArray[Any]:
        found = model(input_ids=torch.from_numpy(numbers), attention_mask=torch.from_numpy(mask))[0]
        return np.asarray(found.numpy())

    return forward


def _onnx_pass(session: Any) -> Pass:
    def forward(numbers: NDArray[Any], mask: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(session.run(None, dict(zip(INPUTS, (numbers, mask), strict=True)))[0])

    return forward


def _session(model: Any, exported: Path, digest: str, *, threads: int) -> Any | None:
    """Open the export of this very checkpoint, making it first where it is missing, stale or damaged."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    for attempt in ("open", "export"):
        if attempt == "export" and not _export(model, exported, digest):
            return None
        try:
            session = onnxruntime.InferenceSession(str(exported), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime has no common class for a file that is missing or damaged
            log.debug("no usable export at %s: %s", exported, error)
            continue
        if session.get_modelmeta().custom_metadata_map.get("sha256") == digest:
            return session
    return None


def _export(model: Any, exported: Path, digest: str) -> bool:
    """Write the model for ONNX Runtime; false where the folder or the model does not allow it."""
    unfinished = exported.with_name(f"{exported.name}.{os.getpid()}")
    example = (torch.ones((2, 8), dtype=torch.int64), torch.ones((2, 8), dtype=torch.int64))
    axes = {name: {0: "rows", 1: "tokens"} for name in INPUTS}
    try:
        with warnings.catch_warnings(), torch.inference_mode():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Logits(model),
                example,
                str(unfinished),
                input_names=list(INPUTS),
                output_names=["logits"],
                dynamic_axes=axes,
                opset_version=17,
                dynamo=False,
            )
        graph = onnx.load(str(unfinished))
        onnx.helper.set_model_props(graph, {"sha256": digest})
        onnx.save(graph, str(unfinished))
        unfinished.replace(exported)
    except (OSError, RuntimeError, ValueError) as error:
        unfinished.unlink(missing_ok=True)
        log.warning("the screen runs on torch, slower: %s could not be written (%s)", exported, error)
        return False
    return True


class Logits(torch.nn.Module):
    """The model with two plain inputs and one plain output, as the export wants it."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, numbers: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.model(input_ids=numbers, attention_mask=mask)[0]  # type: ignore[no-any-return]
