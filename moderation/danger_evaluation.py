"""DangerEvaluation: how many messages that cannot wait are found, and how many ordinary ones raise an alarm."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from moderation.danger import Danger
from moderation.errors import BadCases

Watch = Callable[[str, date], Danger | None]

SUITE = Path(__file__).parent.parent / "tests" / "moderation" / "danger_suite"
TODAY = date(2026, 11, 21)  # a Saturday; the day on which the messages of the suite are taken to be written


@dataclass(frozen=True)
class DangerCases:
    """Messages that cannot wait, each with its kind, and ordinary ones."""

    urgent: tuple[tuple[str, str], ...]
    calm: tuple[str, ...]


def read_danger_cases(path: Path) -> DangerCases:
    """Read a YAML file with `urgent` by kind and `calm`, or all such files of a folder; raise `BadCases`."""
    files = sorted(path.glob("*.yml")) if path.is_dir() else [path]
    urgent: list[tuple[str, str]] = []
    calm: list[str] = []
    for file in files:
        try:
            raw = yaml.safe_load(file.read_text(encoding="utf-8"))
            urgent += [(kind, text) for kind, texts in raw["urgent"].items() for text in texts]
            calm += raw["calm"]
        except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise BadCases(f"{file} needs `urgent` (kind: messages) and `calm` (messages): {error}") from error
    return DangerCases(tuple(urgent), tuple(calm))


def evaluate_danger(watch: Watch, cases: DangerCases) -> dict[str, Any]:
    """Recall by kind, the share that got the right kind, and the share of ordinary messages with an alarm."""
    found = [(kind, text, watch(text, TODAY)) for kind, text in cases.urgent]
    alarms = [text for text in cases.calm if watch(text, TODAY) is not None]
    by_kind: dict[str, list[bool]] = {}
    for kind, _, danger in found:
        by_kind.setdefault(kind, []).append(danger is not None)
    return {
        "urgent": len(found),
        "recall": _share(danger is not None for _, _, danger in found),
        "right_kind": _share(danger is not None and danger.kind == kind for kind, _, danger in found),
        "calm": len(cases.calm),
        "false_alarms": _share(text in set(alarms) for text in cases.calm),
        "kinds": {kind: {"rate": _share(marks), "cases": len(marks)} for kind, marks in sorted(by_kind.items())},
        "missed": [text for _, text, danger in found if danger is None],
        "alarmed": alarms,
    }


def show_danger(report: dict[str, Any]) -> str:
    """The report as a plain table."""
    lines = [
        f"danger: {report['urgent']} urgent, recall {report['recall']}, right kind {report['right_kind']}",
        f"  {report['calm']} ordinary, false alarms {report['false_alarms']}",
    ]
    lines += [f"  {kind:<44} {row['rate']:.3f}  of {row['cases']}" for kind, row in report["kinds"].items()]
    return "\n".join(lines)


def _share(marks: Iterable[bool]) -> float:
    marks = list(marks)
    return round(sum(marks) / len(marks), 4) if marks else 0.0
