"""Chart: the funnel by day as a picture (SVG) that needs no script and nothing from elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from xml.etree import ElementTree

import pygal
from pygal.style import Style

from handoff.metrics import FunnelRow, totals

# pygal leaves a finder of the old kind behind, for map plugins that we do not use; Python warns at each later import.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]

LIGHT = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#1f2f2d",
    foreground_strong="#1f2f2d",
    foreground_subtle="#77847f",
    colors=("#9cc7c0", "#63a89f", "#2f857d", "#dcae4e", "#cc873a", "#b3623a", "#94503f"),
    font_family="system-ui, sans-serif",
    label_font_size=13,
    major_label_font_size=13,
    legend_font_size=14,
    no_data_font_size=20,
)
DARK = (
    "inline:@media (prefers-color-scheme: dark){text{fill:#e8ede9 !important}line,.guides{stroke:#52605c !important}}"
)
MANY_DAYS = 14


def funnel_chart(rows: Sequence[FunnelRow], days: Sequence[date], names: Mapping[str, str]) -> str:
    """Bars for each day, one for each step; `names` are the steps in order with what they are called."""
    chart = pygal.Bar(
        style=LIGHT,
        disable_xml_declaration=True,
        js=[],
        css=["file://style.css", "file://graph.css", DARK],
        width=1100,
        height=420,
        margin=10,
        legend_at_bottom=True,
        legend_at_bottom_columns=len(names),
        min_scale=2,
        max_scale=8,
        range=(0, 1) if not rows else None,
        value_formatter=lambda value: f"{value:.0f}",
        show_minor_x_labels=False,
        no_data_text="No conversations in these days",
    )
    chart.x_labels = [day.isoformat()[5:] for day in days]
    every = max(1, len(days) // MANY_DAYS)
    chart.x_labels_major = [day.isoformat()[5:] for day in days[::every]]
    for step, name in names.items():
        chart.add(name, [_count(rows, day, step) for day in days] if rows else [])
    return _without_scripts(chart.render_tree())


def _count(rows: Sequence[FunnelRow], day: date, step: str) -> int:
    return totals(row for row in rows if row.day == day)[step]


def _without_scripts(root: ElementTree.Element) -> str:
    """The drawing alone: pygal writes its configuration into script elements that our pages would not run."""
    for parent in list(root.iter()):
        for child in list(parent):
            if str(child.tag).rpartition("}")[2] == "script":
                parent.remove(child)
    return ElementTree.tostring(root, encoding="unicode")
