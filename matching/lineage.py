"""Lineage: what changed from one version of an answer to the next, field by field, and what it was called before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

Entry = Mapping[str, Any]
"""An answer in the shape of the corpus files."""

Changes = dict[str, dict[str, Any]]
"""`{"answer": {"from": …, "to": …}}`; a list's change says what was `added` and `removed`."""


def digest(entry: Entry) -> str:
    """The same for the same content, whatever the order of its fields."""
    return hashlib.sha256(json.dumps(entry, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def changes(before: Entry | None, after: Entry) -> Changes:
    """Every field that differs, nested ones as `source.url`; nothing for a first version."""
    if before is None:
        return {}
    old, new = dict(_flat(before)), dict(_flat(after))
    return {
        name: _change(old.get(name), new.get(name)) for name in sorted({*old, *new}) if old.get(name) != new.get(name)
    }


def told(found: Changes) -> list[str]:
    """The changes in words, a line or two each."""
    lines = []
    for name, change in found.items():
        if "added" in change:
            lines += [f"{name}: added {text!r}" for text in change["added"]]
            lines += [f"{name}: removed {text!r}" for text in change["removed"]]
        else:
            lines.append(f"{name}: {_shown(change['from'])} → {_shown(change['to'])}")
    return lines


def _flat(entry: Entry, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in entry.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _change(old: Any, new: Any) -> dict[str, Any]:
    if isinstance(old, list) and isinstance(new, list):
        return {"added": [one for one in new if one not in old], "removed": [one for one in old if one not in new]}
    return {"from": old, "to": new}


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = " ".join(str(value).split())
    return repr(text if len(text) <= 80 else f"{text[:77]}…")
