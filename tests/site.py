"""Site: the whole house, started as `sidebar run` starts it, on free ports and a data folder of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import requests

from bot.settings import ROOT, Settings
from bot.training import stale
from bot.triage.policy import DEFAULT as POLICY

START_SECONDS = 180
LINE = 0.5


def models_are_missing() -> bool:
    return stale(Settings.read())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """A running site. `start` waits until it answers; `stop` sends what Ctrl-C sends."""

    folder: Path
    more: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    ports: tuple[int, int, int] = field(default_factory=lambda: (free_port(), free_port(), free_port()))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports[0]}"

    @property
    def environment(self) -> dict[str, str]:
        web, engine, actions = self.ports
        return {
            **os.environ,
            "SIDEBAR_ENV": "test",
            "SIDEBAR_DATA_DIR": str(self.folder),
            "SIDEBAR_PORT": str(web),
            "SIDEBAR_ENGINE_PORT": str(engine),
            "SIDEBAR_ACTIONS_PORT": str(actions),
            "SIDEBAR_POLICY": str(self._policy),
            **self.more,
        }

    @property
    def _policy(self) -> Path:
        """The shipped policy with a line that no training moves: where it lies is tested elsewhere."""
        return self.folder / "policy.yml"

    def start(self) -> Site:
        self.folder.mkdir(parents=True, exist_ok=True)
        shipped = POLICY.read_text(encoding="utf-8")
        self._policy.write_text(re.sub(r"^answer_at: fitted", f"answer_at: {LINE}", shipped, flags=re.MULTILINE))
        if not (self.folder / "models").exists():
            (self.folder / "models").symlink_to(Settings.read().models_dir)
        with (self.folder / "run.log").open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot.cli", "run"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"the site did not start:\n{self.printed()}")
            time.sleep(0.3)
        return self

    def stop(self, signal_number: int = signal.SIGINT) -> int:
        """Stop it and return its exit code; nothing that it started is left behind."""
        assert self.process is not None
        family = self._family()
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
        try:
            code = self.process.wait(timeout=30)
        finally:
            _, alive = psutil.wait_procs(family, timeout=10)
            for left in alive:
                left.kill()
        assert not alive, f"left running: {[' '.join(left.cmdline()) for left in alive]}"
        return code

    def processes(self) -> dict[str, psutil.Process]:
        """Each supervised process by its name in the log."""
        marks = {"dialogue": "bot.lean_rasa", "actions": "rasa_sdk", "web": "gunicorn", "worker": "huey_consumer"}
        found: dict[str, psutil.Process] = {}
        for child in self._family():
            line = " ".join(child.cmdline())
            for name, mark in marks.items():
                if mark in line and name not in found:
                    found[name] = child
        return found

    def sidebar(self, *arguments: str, password: str = "", stdin: str = "") -> subprocess.CompletedProcess[str]:
        environment = {**self.environment, **({"SIDEBAR_NEW_PASSWORD": password} if password else {})}
        return subprocess.run(
            [sys.executable, "-m", "bot.cli", *arguments],
            cwd=ROOT,
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    def printed(self) -> str:
        return (self.folder / "run.log").read_text(encoding="utf-8", errors="replace")

    def _family(self) -> list[psutil.Process]:
        assert self.process is not None
        try:
            return psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def _answers(self) -> bool:
        wanted = "live" if "SIDEBAR_ENGINE_URL" in self.more else "ready"  # an engine elsewhere may be away
        try:
            return requests.get(f"{self.url}/health/{wanted}", timeout=2).ok
        except requests.RequestException:
            return False


@dataclass
class Chat:
    """A person's conversation over the HTTP API."""

    url: str
    conversation_id: str = ""
    token: str = ""

    def open(self, **body: Any) -> Chat:
        opened = requests.post(f"{self.url}/api/v1/conversations", json=body, timeout=10)
        assert opened.status_code == 201, opened.text
        self.conversation_id, self.token = opened.json()["conversation_id"], opened.json()["token"]
        return self

    @property
    def address(self) -> str:
        return f"{self.url}/api/v1/conversations/{self.conversation_id}/messages"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, **body: Any) -> requests.Response:
        return requests.post(self.address, json=body, headers=self.headers, timeout=60)

    def say(self, text: str) -> dict[str, Any]:
        answer = self.post(text=text)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def press(self, payload: str) -> dict[str, Any]:
        answer = self.post(payload=payload)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def messages(self, after: int = 0) -> list[dict[str, Any]]:
        answer = requests.get(self.address, params={"after": after}, headers=self.headers, timeout=10)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["messages"])
