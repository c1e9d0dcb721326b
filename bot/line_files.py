"""Line files: the fitted line, its log, and what the models made of the labelled turns, kept beside the models."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.triage.confidence import FEATURES, Confidence
from bot.triage.policy import Policy
from bot.triage.promise import Fitted, Line


@dataclass(frozen=True)
class LineFiles:
    """Where the line is kept: beside the models that it belongs to."""

    folder: Path

    @classmethod
    def of(cls, settings: Settings) -> LineFiles:
        return cls(settings.models_dir)

    def line(self) -> dict[str, Any]:
        return dict(json.loads(self._line.read_text(encoding="utf-8"))) if self._line.exists() else {}

    def fitted(self) -> Fitted:
        """The line in force; one that was never fitted leaves the policy's own number."""
        kept = self.line()
        if not kept or not set(kept["weights"]) <= set(FEATURES):  # of a version that looked at other things
            return Fitted()
        confidence = Confidence(kept["weights"], kept["intercept"])
        line = Line(kept["answer_at"], kept["by_topic"], kept["proven"])
        return Fitted(confidence, line, kept["versions"])

    def replace(self, after: Mapping[str, Any]) -> dict[str, Any]:
        """Put a new line in force and log it beside the one before."""
        entry = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "before": self.line() or None, "after": after}
        with (self.folder / "line-history.jsonl").open("a", encoding="utf-8") as history:
            history.write(json.dumps(entry) + "\n")
        self._line.write_text(json.dumps(after, indent=1) + "\n", encoding="utf-8")
        return entry

    def history(self) -> list[dict[str, Any]]:
        path = self.folder / "line-history.jsonl"
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []

    def readings(self, *, model: str) -> dict[str, dict[str, Any]]:
        """What that model made of each labelled text; empty when it is another model's."""
        if not self._readings.exists():
            return {}
        with gzip.open(self._readings, "rt", encoding="utf-8") as file:
            kept = json.load(file)
        return dict(kept["readings"]) if kept["model"] == model else {}

    def keep_readings(self, readings: Mapping[str, Any], *, model: str) -> None:
        with gzip.open(self._readings, "wt", encoding="utf-8", compresslevel=4) as file:
            json.dump({"model": model, "readings": readings}, file)

    @property
    def _line(self) -> Path:
        return self.folder / "line.json"

    @property
    def _readings(self) -> Path:
        return self.folder / "labelled-readings.json.gz"


def policy_in_force(settings: Settings) -> Policy:
    """The policy file with the fitted line."""
    return Policy.load(settings.policy).with_fitted(LineFiles.of(settings).fitted())
