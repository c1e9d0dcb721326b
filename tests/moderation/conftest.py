"""Fixtures of the moderation tests: the default checkpoint, built once, and the screen on top of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation.scorer import DetoxifyScorer, load_scorer
from moderation.screen import Screen
from moderation.weights import build_checkpoint


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_checkpoint(tmp_path_factory.mktemp("moderation"))


@pytest.fixture(scope="session")
def scorer(checkpoint: Path) -> DetoxifyScorer:
    return load_scorer(checkpoint)


@pytest.fixture(scope="session")
def screen(scorer: DetoxifyScorer) -> Screen:
    return Screen(scorer)
