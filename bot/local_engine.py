"""Local engine: a dialogue process for one command, so that the command line understands exactly as the site does."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from bot.assembly import engine_url
from bot.engine import Engine
from bot.errors import EngineUnavailable
from bot.processes import dialogue
from bot.settings import ROOT, Settings
from bot.training import process_environment, step, train

START_SECONDS = 120


@contextmanager
def local_engine(settings: Settings) -> Iterator[Engine]:
    """The running site's engine when there is one, else an engine of our own until the block ends."""
    running = Engine(engine_url(settings))
    if running.ready():
        yield running
        return
    if settings.engine_url:
        raise EngineUnavailable(f"SIDEBAR_ENGINE_URL names {settings.engine_url}, but nothing answers there")
    train(settings)
    with started_engine(settings) as engine:
        yield engine


@contextmanager
def started_engine(settings: Settings) -> Iterator[Engine]:
    """An engine of our own on a free port, with the model that is there now, until the block ends."""
    settings = replace(settings, engine_port=_free_port(), engine_url="")
    log = settings.data_dir / "logs" / "local-engine.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            dialogue(settings, endpoints_file="local-endpoints.yml").argv,
            cwd=ROOT,
            env=process_environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            engine = Engine(engine_url(settings))
            with step("starting the understanding"):
                _wait(engine, process, str(log))
            yield engine
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(engine: Engine, process: subprocess.Popen[bytes], log: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not engine.ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise EngineUnavailable(f"the dialogue engine did not start; its output is in {log}")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
