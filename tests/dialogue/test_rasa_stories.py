"""Rasa's own test stories, run by Rasa's own tester against the trained model."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT, Settings
from bot.training import model_file, process_environment


@pytest.mark.model
def test_every_story_goes_as_it_is_written(tmp_path: Path) -> None:
    settings = Settings.read()
    command = [
        *(sys.executable, "-m", "rasa", "test", "core", "--model", str(model_file(settings))),
        *("--stories", "tests/dialogue/test_stories.yml", "--out", str(tmp_path), "--fail-on-prediction-errors"),
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=process_environment(settings), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    report = json.loads((tmp_path / "story_report.json").read_text(encoding="utf-8"))
    assert report["conversation_accuracy"]["correct"] == report["conversation_accuracy"]["total"] == 5
