"""Frozen or tuned: `python -m matching.frozen_or_tuned` compares the halves of the encoder's vector on three tasks.

Topics of intents/nlu (cross-validated, near-duplicates kept together), held-out questions to answers, and with
`--labelled FILE` (JSON Lines of text, intent and split) the `val` rows of another set. None of it was tuned on.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml
from scipy.sparse.csgraph import connected_components
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from matching.answers import read_corpus
from matching.encoder import Encoder, halves
from matching.index import AnswerIndex, Encode
from matching.runtime import Floats
from matching.trials import plain_understanding, trials
from matching.unseen import MEASURING, in_half, read_unseen

NLU = Path("intents/nlu")
FOLDS, NEAR_DUPLICATE = 5, 0.95
Figures = dict[str, dict[str, float]]
Labels = npt.NDArray[np.str_]


def views(vectors: Floats) -> dict[str, Floats]:
    general, tuned = halves(vectors)
    return {"frozen": general, "tuned": tuned, "both": vectors}


def topics(encode: Encode, folder: Path = NLU) -> Figures:
    """hits@1 and hits@2 of a logistic regression on the first topic of each question."""
    said = _questions(folder)
    vectors = encode([text for text, _ in said])
    names = np.array([topic for _, topic in said])
    close = np.argwhere(np.tril(halves(vectors)[0] @ halves(vectors)[0].T, -1) > NEAR_DUPLICATE)
    links = np.zeros((len(said), len(said)), dtype=np.bool_)
    links[close[:, 0], close[:, 1]] = True
    groups = connected_components(links, directed=False)[1]
    return {name: _cross_validated(rows, names, groups) for name, rows in views(vectors).items()}


def answers(encode: Encode) -> Figures:
    """recall@1 by the nearest wording alone, and how well its cosine tells what can be answered."""
    index = AnswerIndex.build(read_corpus(), encode)
    questions = in_half(read_unseen(), MEASURING)
    asked = trials(questions, encode=encode, understand=plain_understanding(index))
    stored, posed = views(index.vectors), views(np.stack([trial.asked.vector for trial in asked]))
    figures: Figures = {}
    for name, vectors in posed.items():
        found = [
            index.by_wording(stored[name] @ vector, states=trial.asked.place.states or None, limit=1)[0]
            for trial, vector in zip(asked, vectors, strict=True)
        ]
        right = [best.answer_id in trial.right for trial, (best, _) in zip(asked, found, strict=True) if trial.right]
        answerable = [bool(trial.right) for trial in asked]
        figures[name] = {
            "recall_at_1": _rounded(float(np.mean(right))),
            "answerable_auroc": _rounded(float(roc_auc_score(answerable, [score for _, score in found]))),
        }
    return figures


def labelled(encode: Encode, path: Path) -> Figures:
    """Accuracy of a ridge classifier on the in-scope `val` rows."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    learn, test = ([row for row in rows if row["split"] == split] for split in ("train", "val"))
    seen, unseen = (views(encode([row["text"] for row in part])) for part in (learn, test))
    truth = np.array([row["intent"] for row in test])
    figures: Figures = {}
    for name, vectors in seen.items():
        model = RidgeClassifier(alpha=1.0).fit(vectors, [row["intent"] for row in learn])
        figures[name] = {"accuracy": _rounded(float(np.mean(model.predict(unseen[name]) == truth)))}
    return figures


def _cross_validated(vectors: Floats, names: Labels, groups: npt.NDArray[np.int32]) -> dict[str, float]:
    first = np.zeros(len(names), dtype=np.bool_)
    second = np.zeros(len(names), dtype=np.bool_)
    for seen, unseen in GroupKFold(FOLDS).split(vectors, names, groups):
        model = LogisticRegression(C=30.0, max_iter=300).fit(vectors[seen], names[seen])
        best = model.classes_[np.argsort(-model.predict_proba(vectors[unseen]), axis=1)[:, :2]]
        first[unseen] = best[:, 0] == names[unseen]
        second[unseen] = (best == names[unseen][:, None]).any(axis=1)
    return {"hits_at_1": _rounded(float(first.mean())), "hits_at_2": _rounded(float(second.mean()))}


def _questions(folder: Path) -> list[tuple[str, str]]:
    entries = [
        entry
        for path in sorted(folder.glob("*.yml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    ]
    asked = [entry for entry in entries if entry["intent"] == "ask" and (entry.get("metadata") or {}).get("topics")]
    return [
        (line.removeprefix("- "), str(entry["metadata"]["topics"][0]))
        for entry in asked
        for line in entry["examples"].splitlines()
        if line.startswith("- ")
    ]


def _rounded(value: float) -> float:
    return round(value, 4)


def main(arguments: Sequence[str] | None = None, *, say: Callable[[str], None] = print) -> None:
    parser = argparse.ArgumentParser(description="Compare the halves of the encoder's vector.")
    parser.add_argument("--labelled", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("var/cache"))
    given = parser.parse_args(arguments)
    encode = Encoder.load(cache_dir=given.cache)
    report = {"topics": topics(encode), "answers": answers(encode)}
    if given.labelled:
        report["labelled"] = labelled(encode, given.labelled)
    for name, figures in report.items():
        say(f"{name}: {json.dumps(figures)}")
    say(json.dumps(report))


if __name__ == "__main__":
    main()
