"""Evaluation: how often the screen is right, by function and by group, and whether it treats groups alike."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sklearn.metrics import roc_auc_score

from moderation.errors import BadCases
from moderation.screen import Verdict

Judge = Callable[[str], Verdict]

SUITE = Path(__file__).parent.parent / "tests" / "moderation" / "functional_suite"  # what is evaluated by default
SUFFIXES = (".yml", ".yaml", ".jsonl", ".csv", ".tsv")
TRUE_WORDS = frozenset({"hateful", "hate", "sexist", "true", "yes", "1", "toxic"})
TEXT_FIELDS = ("text", "test_case", "sentence")
LABEL_FIELDS = ("hateful", "label", "label_gold", "labels", "gold")
FUNCTION_FIELDS = ("function", "functionality", "category", "type")
GROUP_FIELDS = ("group", "target_ident", "target")


@dataclass(frozen=True)
class Case:
    """One labelled message: what it tests, and the group it is about, where there is one."""

    text: str
    hateful: bool
    function: str = "all"
    group: str = ""


def evaluate(judge: Judge, cases: Sequence[Case]) -> dict[str, Any]:
    """Judge every case; rates are shares of right verdicts (refused when hateful, let through when not)."""
    if not cases:
        raise BadCases("there are no cases to evaluate")
    verdicts = [judge(case.text) for case in cases]
    right = [verdict.refused == case.hateful for verdict, case in zip(verdicts, cases, strict=True)]
    marked = list(zip(cases, right, strict=True))
    alarms = _by(((case.group, not ok) for case, ok in marked if not case.hateful and case.group))
    report: dict[str, Any] = {
        "cases": len(cases),
        "accuracy": _share(right),
        "hateful": _share(ok for case, ok in marked if case.hateful),
        "harmless": _share(ok for case, ok in marked if not case.hateful),
        "auroc": _auroc(cases, verdicts),
        "functions": _by((f"{case.function} ({_kind(case)})", ok) for case, ok in marked),
        "groups": _by((case.group, ok) for case, ok in marked if case.group),
        "false_alarms": alarms,
    }
    rates = [alarm["rate"] for alarm in alarms.values() if alarm["cases"] >= 10]
    return {**report, "false_alarm_gap": round(max(rates) - min(rates), 4) if rates else None}


def show(report: dict[str, Any]) -> str:
    """Return the report as a plain table for a terminal."""
    lines = [f"{report['cases']} cases, accuracy {report['accuracy']}"]
    lines += [f"  hateful {report['hateful']}  harmless {report['harmless']}  AUROC {report['auroc']}"]
    for title in ("functions", "groups", "false_alarms"):
        lines.append(title.replace("_", " "))
        lines += [f"  {name:<44} {row['rate']:.3f}  of {row['cases']}" for name, row in report[title].items()]
    return "\n".join(lines)


def read_cases(path: Path) -> list[Case]:
    """Read labelled cases from YAML, JSON Lines or CSV, or all such files of a folder."""
    if path.is_dir():
        return [case for file in sorted(path.iterdir()) if file.suffix in SUFFIXES for case in read_cases(file)]
    try:
        rows = _rows(path)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise BadCases(f"{path} cannot be read: {error}") from error
    return [_case(row, place, path) for place, row in enumerate(rows, start=1)]


def _rows(path: Path) -> list[dict[str, Any]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix in (".yml", ".yaml"):
        return list(yaml.safe_load(text))
    if path.suffix in (".csv", ".tsv"):
        return list(csv.DictReader(text.splitlines(), delimiter="\t" if path.suffix == ".tsv" else ","))
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def _case(row: dict[str, Any], place: int, path: Path) -> Case:
    text, label = _first(row, TEXT_FIELDS), _first(row, LABEL_FIELDS)
    if text is None or label is None:
        raise BadCases(f"{path}, case {place} needs `text` and `hateful`; it has {', '.join(map(str, row))}")
    hateful = label if isinstance(label, bool) else str(label).strip().lower() in TRUE_WORDS
    function, group = _first(row, FUNCTION_FIELDS), _first(row, GROUP_FIELDS)
    return Case(str(text), hateful, str(function or "all"), str(group or ""))


def _first(row: dict[str, Any], names: Sequence[str]) -> Any:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _by(marked: Iterable[tuple[str, bool]]) -> dict[str, dict[str, Any]]:
    kept: dict[str, list[bool]] = {}
    for name, mark in marked:
        kept.setdefault(name, []).append(mark)
    return {name: {"rate": _share(marks), "cases": len(marks)} for name, marks in sorted(kept.items())}


def _share(marks: Iterable[bool]) -> float | None:
    marks = list(marks)
    return round(sum(marks) / len(marks), 4) if marks else None


def _auroc(cases: Sequence[Case], verdicts: Sequence[Verdict]) -> float | None:
    wanted = [case.hateful for case in cases]
    if len(set(wanted)) < 2:
        return None
    return round(float(roc_auc_score(wanted, [verdict.hateful for verdict in verdicts])), 4)


def _kind(case: Case) -> str:
    return "hateful" if case.hateful else "harmless"
