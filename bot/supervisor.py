"""Supervisor: start every process, say when the site is ready, stop all of them together."""

from __future__ import annotations

import shlex
import threading
import time
from collections import deque
from pathlib import Path
from typing import IO, Any

import requests
from honcho.manager import SYSTEM_PRINTER_NAME, Manager

from bot.errors import ProcessDied
from bot.processes import check_ports, commands, health_url, site_url
from bot.refitting import refit
from bot.settings import ROOT, Settings
from bot.training import process_environment, step, train

TAIL = 15
STOPPED_BY_SIGNAL = (130, 143)


def run(settings: Settings) -> None:
    """Run until Ctrl-C or SIGTERM. Raise `ProcessDied` when a process ended by itself; the others are stopped too."""
    check_ports(settings)
    train(settings)
    refit(settings)
    logs = LogFiles(settings.data_dir / "logs")
    manager = Manager(logs)
    for command in commands(settings):
        logs.open(command.name)
        manager.add_process(
            command.name, "exec " + shlex.join(command.argv), env=process_environment(settings), cwd=str(ROOT)
        )
    announcer = threading.Thread(target=announce, args=(settings, logs.stopping), daemon=True)
    announcer.start()
    manager.loop()
    logs.stopping.set()
    announcer.join(timeout=2)
    logs.close()
    if logs.first_to_stop and manager.returncode not in STOPPED_BY_SIGNAL:
        raise ProcessDied(logs.obituary(manager.returncode))
    print("Sidebar has stopped.", flush=True)


class LogFiles:
    """What honcho writes each process's output to: one file per process, the last lines kept for an obituary."""

    width = 0  # honcho sets it; its own printer aligns columns with it

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, IO[bytes]] = {}
        self._tails: dict[str, deque[str]] = {}
        self.first_to_stop = ""
        self.stopping = threading.Event()

    def open(self, name: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{name}.log"
        if path.exists():
            path.replace(path.with_suffix(".log.1"))
        self._files[name] = path.open("wb", buffering=0)
        self._tails[name] = deque(maxlen=TAIL)

    def write(self, message: Any) -> None:
        if message.name == SYSTEM_PRINTER_NAME:
            self._note(str(message.data))
            return
        self._files[message.name].write(message.data)
        self._tails[message.name].append(message.data.decode("utf-8", "replace").rstrip())

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    def obituary(self, code: int | None) -> str:
        """Which process ended first, how, and what it said last."""
        name = self.first_to_stop
        said = "\n".join(f"  | {line}" for line in self._tails[name]) or "  | (it said nothing)"
        path = self._folder / f"{name}.log"
        ended = f"{name} ended by itself ({_how(code)}), so the rest was stopped too."
        return f"{ended} Its last words, from {path}:\n{said}"

    def _note(self, line: str) -> None:
        """honcho's own lines: `NAME stopped (rc=N)`, `SIGINT received`, …"""
        if " stopped (rc=" in line and not self.first_to_stop:
            self.first_to_stop = line.split(" ", 1)[0]
        if line.endswith("received\n"):
            print("\nStopping …", flush=True)
        if " stopped (rc=" in line or line.endswith("received\n"):
            self.stopping.set()


def _how(code: int | None) -> str:
    return f"killed by signal {-code}" if code is not None and code < 0 else f"exit code {code}"


def announce(settings: Settings, stopping: threading.Event) -> None:
    """Wait until the whole site answers, then print its address, once."""
    began = time.monotonic()
    with step("starting the dialogue, the actions, the website and the worker"):
        while not stopping.wait(0.25):
            if _answers(health_url(settings)):
                break
    if not stopping.is_set():
        took = time.monotonic() - began
        print(f"\nSidebar is ready after {took:.0f} s: {site_url(settings)}   (Ctrl-C stops it)\n", flush=True)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).ok
    except requests.RequestException:
        return False
