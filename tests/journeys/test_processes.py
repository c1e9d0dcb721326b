"""The processes: started together, stopped together, and honest about why."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from bot.settings import ROOT, Settings
from bot.training import model_file, process_environment
from tests.site import Chat, Site, free_port

pytestmark = pytest.mark.model
StartSite = Callable[..., Site]


def test_one_address_is_printed_and_ctrl_c_stops_everything(new_site: StartSite) -> None:
    site = new_site()
    assert set(site.processes()) == {"dialogue", "actions", "web", "worker"}
    deadline = time.monotonic() + 15
    while "is ready" not in site.printed() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert site.stop(signal.SIGINT) == 0
    assert site.printed().count("http://") == 1
    assert "Sidebar has stopped." in site.printed()


def test_when_one_process_dies_the_others_stop_and_its_name_and_reason_are_told(new_site: StartSite) -> None:
    site = new_site()
    site.processes()["actions"].kill()
    assert site.process is not None
    assert site.process.wait(timeout=40) == 1
    assert "actions ended by itself (killed by signal 9)" in site.printed()
    assert site.processes() == {}


def test_a_message_is_kept_while_the_engine_does_not_answer_and_answered_once_it_is_back(new_site: StartSite) -> None:
    site = new_site(SIDEBAR_ENGINE_URL=f"http://127.0.0.1:{free_port()}")
    chat = Chat(site.url).open()
    refused = chat.post(text="my boss never paid my last paycheck in Ohio")
    assert refused.status_code == 503
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert int(refused.headers["Retry-After"]) > 0
    site.stop()
    site.more = {}
    site.start()
    assert chat.say("my boss never paid my last paycheck in Ohio")["messages"]
    assert [message["author"] for message in chat.messages()] == ["bot", "person", "bot"]


def test_a_port_that_is_taken_is_named(new_site: StartSite) -> None:
    site = new_site()
    done = site.sidebar("run")
    assert done.returncode == 1
    assert f"port {site.ports[0]}" in done.stderr
    assert "SIDEBAR_PORT" in done.stderr


def test_understand_prints_one_decision_a_line_and_nothing_else(site: Site) -> None:
    lines = [
        '{"text": "my landlord kept my deposit after i moved out, im in texas"}',
        "not json",
        '{"text": "what about in Ohio?", "history": ["my landlord kept my deposit, im in texas"]}',
        '{"text": " "}',
    ]
    done = site.sidebar("understand", stdin="\n".join(lines) + "\n")
    printed = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(printed) == 4
    assert done.returncode == 1
    assert (printed[0]["action"], printed[0]["jurisdiction"]) == ("answer", "TX")
    assert set(printed[0]) >= {
        "action",
        "confidence",
        "reasons",
        "intent",
        "topics",
        "moderation",
        "matches",
        "versions",
    }
    assert "line 2" in printed[1]["error"]
    assert (printed[2]["jurisdiction"], printed[2]["topics"][0]["topic"]) == ("OH", "housing")
    assert "line 4" in printed[3]["error"]


def test_the_dialogue_process_loads_neither_tensorflow_nor_jax(site: Site) -> None:
    maps = Path(f"/proc/{site.processes()['dialogue'].pid}/maps").read_text(encoding="utf-8")
    assert "libtensorflow" not in maps
    assert "jaxlib" not in maps
    assert "onnxruntime" in maps


def test_plain_rasa_run_serves_the_same_model(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "rasa", "run", "--enable-api", "-i", "127.0.0.1", "-p", str(port)]
    settings = Settings.read()
    process = subprocess.Popen(
        [*command, "--model", str(model_file(settings))],
        cwd=ROOT,
        env={**process_environment(settings), **os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        parse = _parse_when_up(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(timeout=20)
    assert parse["topics"][0]["topic"] == "housing"


def _parse_when_up(url: str, process: subprocess.Popen[bytes]) -> dict[str, list[dict[str, str]]]:
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        try:
            answer = requests.post(f"{url}/model/parse", json={"text": "my landlord wants to evict me"}, timeout=5)
            if answer.ok:
                return dict(answer.json())
        except requests.RequestException:
            time.sleep(0.5)
    raise AssertionError("plain rasa run did not come up")
