"""Fixtures that several folders need: the whole site, and a person who talks with it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.site import Chat, Site, models_are_missing

# bm25s would load jax, whose threads forbid the forks that some tests make; the dialogue process leaves it out too.
sys.modules.setdefault("jax", None)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for all tests that talk with it."""
    if models_are_missing():
        pytest.fail("no trained models, or stale ones: run `make setup` first")
    running = Site(tmp_path_factory.mktemp("site")).start()
    yield running
    running.stop()


@pytest.fixture
def chat(site: Site) -> Chat:
    return Chat(site.url).open()


@pytest.fixture
def new_site(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Start sites that a test may stop, kill or break."""
    started: list[Site] = []

    def start(**settings: str) -> Site:
        running = Site(tmp_path / f"site{len(started)}", settings)
        started.append(running)
        return running.start()

    yield start
    for running in started:
        if running.process is not None and running.process.poll() is None:
            running.stop()
