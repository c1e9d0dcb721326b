"""Tuning: the upper layers of MiniLM, taught to put two ways of asking together and near-misses apart."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from matching.errors import WeightsUnusable
from matching.paraphrases import Group
from matching.runtime import Floats

TUNED_LAYERS = 2
LONGEST = 64  # tokens
TEMPERATURE = 0.07
GROUPS_IN_BATCH = 12
ROLES = ("ask", "same_many", "same_few", "other_many", "other_few")
SAME_ROLES = 3  # the first three of a group ask the same

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

    def tune(self, groups: Sequence[Group], *, epochs: int, rate: float, seed: int, report: Report) -> None:
        """Contrastive learning: a near-miss of the same group weighs as much as all other groups of the batch."""
        torch.manual_seed(seed)
        order = random.Random(seed)  # noqa: S311 - shuffles training data
        self._prepare([getattr(group, role) for group in groups for role in ROLES])
        weights = list(self.views.tuned.parameters())
        optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=0.01)
        batches = [list(_batches(groups, order)) for _ in range(epochs)]
        steps = sum(map(len, batches))
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.15)
        self.views.tuned.train()
        for epoch, epoch_batches in enumerate(batches, start=1):
            total = 0.0
            for batch in epoch_batches:
                loss = _loss(self._tuned([getattr(group, role) for group in batch for role in ROLES]))
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                torch.nn.utils.clip_grad_norm_(weights, 1.0)
                optimizer.step()
                schedule.step()
                total += loss.item()
            report(f"epoch {epoch} of {epochs}: loss {total / len(epoch_batches):.3f}")
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
    """Keep what tuning changed, as float16 differences from the general layers."""
    general = tuner.views.general.state_dict()
    changed = {
        name: (weight - general[name]).half().numpy() for name, weight in tuner.views.tuned.state_dict().items()
    }
    np.savez_compressed(path, **changed)


def read_tuned(tuner: Tuner, path: Path) -> None:
    """Raises `WeightsUnusable` when the differences belong to another model."""
    general = tuner.views.general.state_dict()
    with np.load(path, allow_pickle=False) as changed:
        if set(changed) != set(general):
            raise WeightsUnusable(f"{path} was made for another model; run `python -m matching.training`")
        tuned = {name: weight + torch.from_numpy(changed[name]).float() for name, weight in general.items()}
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


def _loss(vectors: torch.Tensor) -> torch.Tensor:
    """`vectors` holds the five roles of each group in turn."""
    count = len(vectors)
    group, role = torch.arange(count) // len(ROLES), torch.arange(count) % len(ROLES)
    alone = ~torch.eye(count, dtype=torch.bool)
    together = group[:, None] == group[None, :]
    asks = role < SAME_ROLES
    same = together & asks[:, None] & asks[None, :] & alone
    likeness = vectors @ vectors.T / TEMPERATURE
    rows, columns = torch.nonzero(same, as_tuple=True)
    wanted = likeness[rows, columns]
    others = likeness.masked_fill(same | ~alone, -1e9).logsumexp(1)[rows]
    near_misses = likeness.masked_fill(~together | same | ~alone, -1e9).logsumexp(1)[rows]
    return functional.softplus(others - wanted).mean() + functional.softplus(near_misses - wanted).mean()


def _batches(groups: Sequence[Group], order: random.Random) -> Iterator[list[Group]]:
    """Batches of one topic each, so that the other groups are hard to tell apart too; in random order."""
    found: list[list[Group]] = []
    for topic in sorted({group.topic for group in groups}):
        of_topic = [group for group in groups if group.topic == topic]
        order.shuffle(of_topic)
        found += [of_topic[i : i + GROUPS_IN_BATCH] for i in range(0, len(of_topic), GROUPS_IN_BATCH)]
    order.shuffle(found)
    yield from found


def _through(layers: Any, hidden: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
    bias = (1.0 - attention_mask[:, None, None, :].to(hidden.dtype)) * -1e9
    for layer in layers:
        out = layer(hidden, bias)
        hidden = out[0] if isinstance(out, tuple) else out
    return hidden
