"""Reliability: the picture of what was said against what was true."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from intents.calibration import Numbers, calibration_error, reliability
from intents.scores import Yes


def draw_reliability(said: Numbers, true: Yes, path: Path) -> Path:
    """Write the diagram as PNG; the folder is made when missing."""
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.add_subplot()
    bins = reliability(said, true)
    axes.plot([0, 1], [0, 1], linestyle="--", color="0.6", label="perfect")
    axes.plot([each.said for each in bins], [each.true for each in bins], marker="o", label="measured")
    for each in bins:
        axes.annotate(
            f"{each.count}", (each.said, each.true), textcoords="offset points", xytext=(6, -10), fontsize=8
        )
    axes.set(xlabel="probability said", ylabel="share that was true", xlim=(0, 1), ylim=(0, 1))
    axes.set_title(f"Topics, error {calibration_error(said, true):.3f} (points carry counts)")
    axes.legend(loc="upper left")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    return path
