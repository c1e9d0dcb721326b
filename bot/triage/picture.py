"""Picture: the risk-coverage curve with the line that keeps the promise and the one that the costs recommend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bot.triage.report import FIXED_RULES, Point


def draw(curves: Mapping[str, Sequence[Point]], marked: Mapping[str, Point], *, promised: float, path: Path) -> None:
    figure = Figure(figsize=(7.5, 5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for name, points in curves.items():
        axes.plot([p.answered for p in points], [p.error for p in points], label=name)
    fixed = [point for point in curves["match probability"] if point.line in FIXED_RULES]
    axes.plot([p.answered for p in fixed], [p.error for p in fixed], "s", color="gray", label="fixed thresholds")
    for style, (name, point) in zip(("o", "D", "^"), marked.items(), strict=False):
        axes.plot([point.answered], [point.error], style, markersize=9, label=f"{name} ({point.line:.2f})")
    axes.axhline(promised, linestyle=":", color="black", label=f"accepted error ({promised:.0%})")
    axes.set(xlabel="share of all questions answered", ylabel="share of answers that are wrong")
    axes.set(xlim=(0, 1), ylim=(0, 0.5), title="What answering more costs, on questions kept for measuring")
    axes.legend(loc="upper left")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
