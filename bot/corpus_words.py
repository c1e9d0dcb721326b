"""Corpus words: one version of an answer, told to people and to programs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from matching.lineage import told
from matching.store.history import Version


def version_lines(version: Version) -> list[str]:
    """Provenance, what was done to it, what changed, and each move."""
    lines = [
        f"{version.answer_id} version {version.number}: {version.state}",
        f"  source: {version.file} ({version.kind}, {version.place}), SHA-256 {version.sha256[:12]}…",
        f"  licence: {version.licence}",
        f"  collected by {version.collector} on {version.collected_on.isoformat()}",
    ]
    lines += [f"  done to it: {change}" for change in version.transformations]
    lines += [f"  changed: {line}" for line in told(version.changes)]
    for move in version.moves:
        step = f"{move.moved_from} → {move.moved_to}" if move.moved_from else move.moved_to
        remark = f" ({move.note})" if move.note else ""
        lines.append(f"  {move.at:%Y-%m-%d %H:%M} {step} by {move.by}{remark}")
    return lines


def version_json(version: Version) -> dict[str, Any]:
    """The same as plain values."""
    return {name: _plain(value) for name, value in asdict(version).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
