"""Tuning: the upper layers of MiniLM, taught to put two ways of asking together and near-misses apart."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from matching.errors import WeightsUnusable
from matching.lessons import Batch, Maker
from matching.runtime import Floats

TUNED_LAYERS = 2
LONGEST = 64  # tokens of a text that is learned from
STEP = "/step"
TEMPERATURE = 0.05

Report = Callable[[str], None]


class TwoViews(torch.nn.Module):
    """One pass through the lower layers, then two versions of the upper ones: general and tuned."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model
        layers = model.encoder.layer
        self.lower, self.general = layers[:-TUNED_LAYERS], layers[-TUNED_LAYERS:]
        self.tuned = copy.deepcopy(self.general)

    def beneath(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        hidden: torch.Tensor = self.model.embeddings(input_ids=input_ids)
        return _through(self.lower, hidden, attention_mask)

    def view(self, hidden: torch.Tensor, attention_mask: torch.Tensor, *, tuned: bool) -> torch.Tensor:
        hidden = _through(self.tuned if tuned else self.general, hidden, attention_mask)
        kept = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return functional.normalize((hidden * kept).sum(1) / kept.sum(1), dim=-1)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """(texts, 2 * dimensions): the general vector, then the tuned one; together of length one."""
        hidden = self.beneath(input_ids, attention_mask)
        views = [self.view(hidden, attention_mask, tuned=tuned) for tuned in (False, True)]
        return torch.cat(views, dim=1) / 2**0.5


class Tuner:
    """Embeds texts and tunes; the output of the frozen layers is computed once for each text."""

    def __init__(self, folder: Path) -> None:
        self.tokenizer = AutoTokenizer.from_pretrained(str(folder))
        self._folder = folder
        self.views = TwoViews(AutoModel.from_pretrained(str(folder), attn_implementation="eager")).eval()
        self._beneath: dict[str, torch.Tensor] = {}

    def reset(self) -> None:
        """Forget all tuning."""
        self.views.tuned = copy.deepcopy(self.views.general)

    def tune(self, makers: Sequence[Maker], *, epochs: int, rate: float, seed: int, report: Report) -> None:
        """Contrastive learning; each epoch takes every batch of every maker once, in random order."""
        torch.manual_seed(seed)
        order = random.Random(seed)  # noqa: S311 - shuffles training data
        plan = [_epoch(makers, order) for _ in range(epochs)]
        self._prepare([text for batches in plan for batch in batches for text in batch.texts])
        weights = list(self.views.tuned.parameters())
        optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=0.01)
        steps = sum(map(len, plan))
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.15)
        self.views.tuned.train()
        for epoch, batches in enumerate(plan, start=1):
            total = 0.0
            for batch in batches:
                loss = _loss(self._tuned(batch.texts), batch)
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                torch.nn.utils.clip_grad_norm_(weights, 1.0)
                optimizer.step()
                schedule.step()
                total += loss.item()
            report(f"epoch {epoch} of {epochs}: loss {total / len(batches):.3f}")
        self.views.tuned.eval()

    def vectors(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """General and tuned vectors."""
        self._prepare(texts)
        rows = []
        with torch.no_grad():
            for start in range(0, len(texts), 64):
                hidden, mask = self._padded(texts[start : start + 64])
                rows.append([self.views.view(hidden, mask, tuned=tuned).numpy() for tuned in (False, True)])
        return np.concatenate([row[0] for row in rows]), np.concatenate([row[1] for row in rows])

    def _tuned(self, texts: Sequence[str]) -> torch.Tensor:
        hidden, mask = self._padded(texts)
        return self.views.view(hidden, mask, tuned=True)

    def _prepare(self, texts: Sequence[str]) -> None:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._beneath]
        with torch.no_grad():
            for start in range(0, len(fresh), 64):
                batch = fresh[start : start + 64]
                tokens = self.tokenizer(batch, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
                hidden = self.views.beneath(tokens["input_ids"], tokens["attention_mask"])
                for text, row, mask in zip(batch, hidden, tokens["attention_mask"], strict=True):
                    self._beneath[text] = row[: int(mask.sum())].clone()

    def _padded(self, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        rows = [self._beneath[text] for text in texts]
        hidden = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
        lengths = torch.tensor([len(row) for row in rows])
        return hidden, (torch.arange(hidden.shape[1])[None, :] < lengths[:, None]).long()


def write_tuned(tuner: Tuner, path: Path) -> None:
    """Keep what tuning changed as differences from the general layers, in 255 steps for each row of a matrix."""
    general = tuner.views.general.state_dict()
    changed: dict[str, np.ndarray[Any, Any]] = {}
    for name, weight in tuner.views.tuned.state_dict().items():
        difference = (weight - general[name]).numpy()
        step = np.abs(difference).max(axis=-1, keepdims=True) / 127 + 1e-12
        changed[name] = np.round(difference / step).astype(np.int8)
        changed[name + STEP] = step.astype(np.float32)
    np.savez_compressed(path, **changed)


def read_tuned(tuner: Tuner, path: Path) -> None:
    """Raises `WeightsUnusable` when the differences belong to another model."""
    general = tuner.views.general.state_dict()
    with np.load(path, allow_pickle=False) as changed:
        if set(changed) != {full for name in general for full in (name, name + STEP)}:
            raise WeightsUnusable(f"{path} was made for another model; run `python -m matching.training`")
        tuned = {
            name: weight + torch.from_numpy(changed[name] * changed[name + STEP]) for name, weight in general.items()
        }
    tuner.views.tuned.load_state_dict(tuned)


def write_graph(tuner: Tuner, path: Path) -> None:
    """As ONNX: both views of a text in one pass."""
    sample = tuner.tokenizer(["a short text", "a text that is somewhat longer"], padding=True, return_tensors="pt")
    names = ["input_ids", "attention_mask"]
    torch.onnx.export(
        tuner.views.eval(),
        tuple(sample[name] for name in names),
        str(path),
        input_names=names,
        output_names=["vectors"],
        dynamic_axes={name: {0: "texts", 1: "tokens"} for name in names} | {"vectors": {0: "texts"}},
        opset_version=17,
        dynamo=False,
    )


def _loss(vectors: torch.Tensor, batch: Batch) -> torch.Tensor:
    sense, kin = torch.tensor(batch.sense), torch.tensor(batch.kin)
    alone = ~torch.eye(len(vectors), dtype=torch.bool)
    same = (sense[:, None] == sense[None, :]) & alone
    related = (kin[:, None] == kin[None, :]) & ~same & alone
    others = ~same & alone if batch.near_misses else ~same & alone & ~related
    likeness = vectors @ vectors.T / TEMPERATURE
    rows, columns = torch.nonzero(same, as_tuple=True)
    wanted = likeness[rows, columns]
    loss = _beaten(likeness, others, rows, wanted)
    return loss + _beaten(likeness, related, rows, wanted) if batch.near_misses else loss


def _beaten(likeness: torch.Tensor, rivals: torch.Tensor, rows: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """How far the wanted likeness is from outweighing that of all rivals together."""
    return functional.softplus(likeness.masked_fill(~rivals, -1e9).logsumexp(1)[rows] - wanted).mean()


def _epoch(makers: Sequence[Maker], order: random.Random) -> list[Batch]:
    batches = [batch for make in makers for batch in make(order)]
    order.shuffle(batches)
    return batches


def _through(layers: Any, hidden: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
    bias = (1.0 - attention_mask[:, None, None, :].to(hidden.dtype)) * -1e9
    for layer in layers:
        out = layer(hidden, bias)
        hidden = out[0] if isinstance(out, tuple) else out
    return hidden
