"""sidebar bench: how fast and how heavy, measured on the running site; one JSON object as the last line."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import click
import psutil
import requests

from bot.errors import EngineUnavailable
from bot.processes import health_url
from bot.settings import Settings

MESSAGES = (
    "my landlord kept my deposit after i moved out, im in texas",
    "what about in california?",
    "can my boss make me work off the clock",
    "hello",
    "how do i fight a speeding ticket in florida",
    "what's the weather like",
    "i need help",
    "debt collectors call me at work every day, how do i make it stop",
)
MARKS = {"dialogue": "bot.lean_rasa", "actions": "rasa_sdk", "web": "gunicorn", "worker": "huey_consumer"}


@click.group()
def bench() -> None:
    """Measure the running site."""


@bench.command("turns")
@click.option("--turns", default=200, show_default=True, help="Messages to send, one after the other.")
@click.option("--json", "only_json", is_flag=True, help="Print nothing but the JSON line.")
def bench_turns(turns: int, only_json: bool) -> None:
    """Send messages over HTTP as a page would; print p50 and p95 of a turn and the memory of each process."""
    settings = Settings.read()
    url = health_url(settings).removesuffix("/health/ready")
    times = sorted(_turns(url, turns))
    figures: dict[str, Any] = {
        "turns": len(times),
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[int(len(times) * 0.95) - 1], 1),
        "memory_mb": _memory(),
    }
    if not only_json:
        click.echo(f"{len(times)} turns: p50 {figures['p50_ms']} ms, p95 {figures['p95_ms']} ms")
        for name, megabytes in figures["memory_mb"].items():
            click.echo(f"  {name:<10} {megabytes:>6} MB")
    click.echo(json.dumps(figures))


def _turns(url: str, turns: int) -> Iterator[float]:
    """Milliseconds of each turn; every round of `MESSAGES` is a conversation of its own, as people have them."""
    session = requests.Session()
    address = ""
    for number, text in enumerate(islice(cycle(MESSAGES), turns)):
        if number % len(MESSAGES) == 0:
            address = _opened(session, url)
        began = time.perf_counter()
        session.post(address, json={"text": text}, timeout=60).raise_for_status()
        yield (time.perf_counter() - began) * 1000


def _opened(session: requests.Session, url: str) -> str:
    try:
        opened = session.post(f"{url}/api/v1/conversations", json={}, timeout=30).json()
    except requests.RequestException as error:
        raise EngineUnavailable(f"no site answers at {url}; start it with `make run` and try again") from error
    session.headers["Authorization"] = f"Bearer {opened['token']}"
    return f"{url}/api/v1/conversations/{opened['conversation_id']}/messages"


def _memory() -> dict[str, int]:
    """Proportional set size of each process and its children, in megabytes."""
    found = dict.fromkeys(MARKS, 0)
    for process in psutil.process_iter(["cmdline"]):
        line = " ".join(process.info["cmdline"] or ())
        for name, mark in MARKS.items():
            if mark in line:
                try:
                    found[name] += process.memory_full_info().pss // 1_000_000
                except psutil.Error:
                    continue
    return found
