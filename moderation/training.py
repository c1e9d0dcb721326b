"""Training: fine-tune the packaged MiniLM as the default screen; `python -m moderation.training --data DIR`.

DIR holds the public sets of `corpora.py`. Everything is seeded; the last line printed is one JSON object of scores.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from torch import Tensor
from transformers import BertForSequenceClassification, BertTokenizer, get_linear_schedule_with_warmup

from moderation.corpora import CORPORA, read
from moderation.danger_examples import danger_examples, plain_questions
from moderation.examples import LABELS, UNKNOWN, Example, disturbed, seed_examples
from moderation.normalise import normalise
from moderation.weights import DIFFERENCE, base_model, merge, pack
from moderation.words import base_model_folder

log = logging.getLogger("moderation.training")

QUESTIONS = Path(__file__).parent.parent / "intents" / "nlu"
"""Ordinary questions that are no danger; read as files."""


@dataclass(frozen=True)
class Recipe:
    """How the default checkpoint is trained."""

    seed: int = 20261121
    each: int = 26
    epochs: int = 2
    batch: int = 32
    learning_rate: float = 2e-4
    max_tokens: int = 48
    frozen_layers: int = 2
    smoothing: float = 0.02
    label_weights: tuple[float, ...] = (1.0, 0.3, 0.2, 1.0)
    patterns: int = 12
    questions: int = 3000
    replayed: int = 4000
    danger_rate: float = 1.5e-4
    measured_rows: int = 1000


@dataclass(frozen=True)
class Encoded:
    """A message as token numbers, and its labels."""

    tokens: tuple[int, ...]
    labels: tuple[float, ...]


def gather(folder: Path, recipe: Recipe) -> list[Example]:
    """Put our own sentences and the training rows of every public set together, normalised."""
    rng = random.Random(recipe.seed)  # noqa: S311
    examples = seed_examples(each=recipe.each, seed=recipe.seed)
    examples += [replace(e, text=disturbed(e.text, rng)) for e in examples if rng.random() < 0.12]
    fixed = [e for e in examples if e.source in ("legal", "homonym")]
    examples += [replace(e, text=disturbed(e.text, rng)) for e in fixed * 3]
    for corpus in CORPORA:
        examples += read(corpus, folder, held_out=False)
    return [replace(example, text=normalise(example.text).text) for example in examples]


def gather_danger(attacks: Sequence[Example], recipe: Recipe) -> list[Example]:
    """Put the messages for the danger label together, with some of the others so that those are not forgotten."""
    questions = plain_questions(QUESTIONS, most=recipe.questions, seed=recipe.seed)
    examples = danger_examples(questions, times=recipe.patterns, seed=recipe.seed)
    examples = [replace(example, text=normalise(example.text).text) for example in examples]
    return examples + random.Random(recipe.seed).sample(list(attacks), recipe.replayed)  # noqa: S311


def train(
    examples: Sequence[Example], recipe: Recipe, model: BertForSequenceClassification
) -> BertForSequenceClassification:
    """Fine-tune the upper layers of `model` with the loss of every known label."""
    torch.manual_seed(recipe.seed)
    for part in (model.bert.embeddings, *model.bert.encoder.layer[: recipe.frozen_layers]):
        part.requires_grad_(requires_grad=False)
    rows = encode(examples, recipe)
    steps = recipe.epochs * (-(-len(rows) // recipe.batch))
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=recipe.learning_rate, weight_decay=0.01)
    schedule = get_linear_schedule_with_warmup(optimiser, int(steps * 0.06), steps)  # type: ignore[no-untyped-call]
    started, step, shown = time.monotonic(), 0, 0.0
    model.train()
    for epoch in range(recipe.epochs):
        for batch in batches(rows, recipe, seed=recipe.seed + epoch):
            loss = _loss(model, batch, recipe)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            step, shown = step + 1, 0.98 * shown + 0.02 * float(loss.detach()) if shown else float(loss.detach())
            if step % 100 == 0:
                log.info("step %d of %d, loss %.3f, %.0f s", step, steps, shown, time.monotonic() - started)
    model.eval()  # type: ignore[no-untyped-call]
    return model


def widened(model: BertForSequenceClassification) -> BertForSequenceClassification:
    """The model with a head for all of `LABELS`; what it knew of the first ones stays."""
    wide = base_model(len(LABELS))
    known = model.classifier.weight.shape[0]
    state = {name: tensor for name, tensor in model.state_dict().items() if not name.startswith("classifier.")}
    wide.load_state_dict(state, strict=False)
    with torch.no_grad():
        wide.classifier.weight[:known] = model.classifier.weight
        wide.classifier.bias[:known] = model.classifier.bias
    return wide


def encode(examples: Sequence[Example], recipe: Recipe) -> list[Encoded]:
    tokenizer = BertTokenizer.from_pretrained(base_model_folder())
    numbers = tokenizer([e.text for e in examples], truncation=True, max_length=recipe.max_tokens)["input_ids"]
    return [Encoded(tuple(row), _known(e.labels)) for row, e in zip(numbers, examples, strict=True)]


def _known(labels: tuple[float, ...]) -> tuple[float, ...]:
    return (*labels, *[UNKNOWN] * (len(LABELS) - len(labels)))


def batches(rows: Sequence[Encoded], recipe: Recipe, *, seed: int) -> Iterator[list[Encoded]]:
    """Yield shuffled batches of messages of like length."""
    rng = random.Random(seed)  # noqa: S311
    mixed = sorted(rows, key=lambda row: len(row.tokens) + rng.uniform(0, 4))
    cut = [mixed[start : start + recipe.batch] for start in range(0, len(mixed), recipe.batch)]
    rng.shuffle(cut)
    yield from cut


def _loss(model: BertForSequenceClassification, batch: Sequence[Encoded], recipe: Recipe) -> Tensor:
    wanted = torch.tensor([row.labels for row in batch])
    weight = (wanted != UNKNOWN).float() * torch.tensor(recipe.label_weights)
    target = wanted.clamp(min=0.0) * (1 - 2 * recipe.smoothing) + recipe.smoothing
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = _logits(model, batch)
    losses = torch.nn.functional.binary_cross_entropy_with_logits(logits.float(), target, reduction="none")
    return (losses * weight).sum() / weight.sum()


def _logits(model: BertForSequenceClassification, batch: Sequence[Encoded]) -> Tensor:
    longest = max(len(row.tokens) for row in batch)
    numbers = torch.tensor([[*row.tokens, *[0] * (longest - len(row.tokens))] for row in batch])
    return model(input_ids=numbers, attention_mask=(numbers != 0).long()).logits  # type: ignore[no-any-return]


@torch.no_grad()
def scores(model: BertForSequenceClassification, examples: Sequence[Example], recipe: Recipe) -> NDArray[np.float32]:
    """Return the probability of identity attack for every message, in order."""
    rows = encode([replace(e, text=normalise(e.text).text) for e in examples], recipe)
    by_length = sorted(range(len(rows)), key=lambda place: len(rows[place].tokens))
    found = np.zeros(len(rows), dtype=np.float32)
    for start in range(0, len(rows), 64):
        places = by_length[start : start + 64]
        found[places] = torch.sigmoid(_logits(model, [rows[place] for place in places]))[:, 0].numpy()
    return found


def measure(model: BertForSequenceClassification, folder: Path, recipe: Recipe) -> dict[str, dict[str, float]]:
    """Score the held-out rows of every set that has both kinds of them."""
    report: dict[str, dict[str, float]] = {}
    for corpus in CORPORA:
        rows = [e for e in read(corpus, folder, held_out=True) if e.labels[0] != UNKNOWN][: recipe.measured_rows]
        wanted = np.array([row.labels[0] for row in rows])
        if len(set(wanted.tolist())) < 2:
            continue
        found = scores(model, rows, recipe)
        report[corpus.name] = {
            "rows": len(rows),
            "auroc": round(float(roc_auc_score(wanted, found)), 4),
            "hateful_caught": round(float((found[wanted == 1] >= 0.5).mean()), 4),
            "harmless_kept": round(float((found[wanted == 0] < 0.5).mean()), 4),
        }
    return report


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m moderation.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the public sets")
    parser.add_argument("--out", type=Path, default=DIFFERENCE, help="file to write the difference to")
    parser.add_argument("--measure", action="store_true", help="only score the difference that is there")
    parser.add_argument("--after", type=Path, help="a difference of the first stage, to go on from")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(options.threads)
    recipe = Recipe()
    if not options.measure:
        make(options.data, options.out, recipe, first=options.after)
    shipped, _ = merge(options.out)
    megabytes = round(options.out.stat().st_size / 1e6, 2)
    print(json.dumps({"megabytes": megabytes, "held_out": measure(shipped, options.data, recipe)}))


def make(data: Path, out: Path, recipe: Recipe, *, first: Path | None = None) -> None:
    """Train in two stages, attacks and then danger, and write the difference."""
    examples = gather(data, recipe)
    hateful = sum(example.labels[0] == 1 for example in examples)
    log.info("%d messages, %d of them hateful", len(examples), hateful)
    torch.manual_seed(recipe.seed)
    model = widened(merge(first)[0]) if first else train(examples, recipe, base_model(len(LABELS)))
    later = gather_danger(examples, recipe)
    log.info("second stage: %d messages", len(later))
    model = train(later, replace(recipe, learning_rate=recipe.danger_rate), model)
    out.parent.mkdir(parents=True, exist_ok=True)
    arrays = pack(model.state_dict(), base_model(len(LABELS)).state_dict())
    np.savez_compressed(out, labels=np.array(LABELS), **arrays)


if __name__ == "__main__":
    main()
