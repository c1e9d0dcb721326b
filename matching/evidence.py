"""Evidence: what speaks for and against each candidate answer, as named columns for the calibration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from matching.answers import EVERYWHERE
from matching.index import Candidate
from matching.runtime import Floats

FEW, TOP, SHARPNESS = 3, 12, 15.0  # wordings that agree in an answer, and among all candidates; of the softmax
ODDS, GENERAL, TUNED, TELLING, CONTAINED, LETTERS = 0, 1, 2, 4, 5, 6  # columns of what the verifier says of a wording


def evidence(
    candidates: Sequence[Candidate],
    judged: Sequence[Floats],
    *,
    words: int,
    topics: Mapping[str, float],
    jurisdiction: str | None,
) -> dict[str, Floats]:
    """`judged` holds a table for each candidate, a row for each of its wordings: log-odds, then `features`."""
    state = _column(candidate.answer.jurisdiction != EVERYWHERE for candidate in candidates)
    found = {
        **_of_search(candidates),
        **_of_wordings(judged),
        "topic": _column(_agreement(topics, candidate.answer.topic) for candidate in candidates),
        "here": state * bool(jurisdiction),
        "elsewhere": state * (not jurisdiction),
        "wordings": np.log(_column(len(rows) for rows in judged)),
        "length": _same_for_all(np.log1p(words), candidates),
    }
    found["best_general"] = _same_for_all(found["general"].max(), candidates)
    found["best_tuned"] = _same_for_all(found["tuned"].max(), candidates)
    return found


def _of_search(candidates: Sequence[Candidate]) -> dict[str, Floats]:
    score, body = (_column(getattr(candidate, name) for candidate in candidates) for name in ("score", "body"))
    return {
        "similarity": _column(candidate.similarity for candidate in candidates),
        "shared": np.log1p(_column(candidate.shared for candidate in candidates)),
        "score": score,
        "score_lead": _lead(score),
        "body": body,
        "body_lead": _lead(body),
    }


def _of_wordings(judged: Sequence[Floats]) -> dict[str, Floats]:
    alike = [(rows[:, GENERAL] + rows[:, TUNED]) / 2 for rows in judged]
    odds = [rows[:, ODDS] for rows in judged]
    general, tuned = (_column(rows[:, place].max() for rows in judged) for place in (GENERAL, TUNED))
    same, few = _column(one.max() for one in odds), _column(_few(one) for one in alike)
    sharpened = np.exp(SHARPNESS * (few - few.max()))
    return {
        "same": same,
        "same_few": _column(map(_few, odds)),
        "same_lead": np.clip(_lead(same), -4, 4),
        "same_agree": _among_the_top(odds),
        "general": general,
        "general_few": _column(_few(rows[:, GENERAL]) for rows in judged),
        "general_lead": _lead(general),
        "tuned": tuned,
        "tuned_few": _column(_few(rows[:, TUNED]) for rows in judged),
        "tuned_lead": _lead(tuned),
        "alike_few": few,
        "alike_lead": _lead(few),
        "alike_agree": _among_the_top(alike),
        "alike_share": sharpened / sharpened.sum(),
        "telling": _column(rows[:, TELLING].max() for rows in judged),
        "contained": _column(rows[:, CONTAINED].max() for rows in judged),
        "letters": _column(rows[:, LETTERS].max() for rows in judged),
    }


def _few(values: Floats) -> float:
    """The mean of the largest few."""
    return float(np.sort(values)[-FEW:].mean())


def _among_the_top(values: Sequence[Floats]) -> Floats:
    """Of the largest values of all candidates, the share that is each one's own."""
    everything = np.concatenate(values)
    line = np.sort(everything)[-min(TOP, len(everything))]
    return _column((own >= line).sum() / TOP for own in values)


def _lead(values: Floats) -> Floats:
    """How far each is above the best of the others; without others, as if they had nothing."""
    if len(values) < 2:
        return np.zeros_like(values)
    second, first = np.sort(values)[-2:]
    return np.asarray(values - np.where(values == first, second, first), dtype=np.float32)


def _agreement(topics: Mapping[str, float], topic: str) -> float:
    return topics.get(topic, 0.0) if topics else 0.5


def _same_for_all(value: float, candidates: Sequence[Candidate]) -> Floats:
    return np.full(len(candidates), value, dtype=np.float32)


def _column(values: Iterable[float]) -> Floats:
    return np.fromiter(values, dtype=np.float32)
