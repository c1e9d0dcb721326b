"""Processes: what `sidebar run` starts, each with its command line."""

from __future__ import annotations

import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.assembly import tracker_url
from bot.errors import PortTaken
from bot.settings import ROOT, Settings
from bot.training import require_model

WEB_THREADS = 8


@dataclass(frozen=True)
class Command:
    """One process: its name in the log, and what is executed."""

    name: str
    argv: tuple[str, ...]


def commands(settings: Settings) -> list[Command]:
    """Every process of one machine; the dialogue is left out when `SIDEBAR_ENGINE_URL` names another one."""
    found = [_actions(settings), _web(settings), _worker()]
    return found if settings.engine_url else [dialogue(settings), *found]


def dialogue(settings: Settings, *, endpoints_file: str = "endpoints.yml") -> Command:
    endpoints = write_endpoints(settings, settings.data_dir / endpoints_file)
    return Command(
        "dialogue",
        (
            *(sys.executable, "-m", "bot.lean_rasa", "run", "--enable-api"),
            *("--model", str(require_model(settings)), "--endpoints", str(endpoints)),
            *("--credentials", str(ROOT / "credentials.yml"), "-i", "127.0.0.1", "-p", str(settings.engine_port)),
        ),
    )


def _actions(settings: Settings) -> Command:
    return Command(
        "actions",
        (sys.executable, "-m", "rasa_sdk", "--actions", "bot.actions", "-p", str(settings.actions_port)),
    )


def _web(settings: Settings) -> Command:
    return Command(
        "web",
        (
            *(sys.executable, "-m", "gunicorn", "bot.web.wsgi:app", "--threads", str(WEB_THREADS)),
            *("--bind", f"{settings.host}:{settings.port}", "--worker-tmp-dir", str(settings.data_dir)),
            *("--graceful-timeout", "4", "--timeout", "60", "--no-control-socket"),
        ),
    )


def _worker() -> Command:
    return Command("worker", (sys.executable, "-m", "huey.bin.huey_consumer", "bot.worker.queue", "--workers", "1"))


def write_endpoints(settings: Settings, path: Path) -> Path:
    """Rasa's endpoints for these settings; endpoints.yml in the root holds the same for plain `rasa run`."""
    endpoints: dict[str, Any] = {
        "action_endpoint": {
            "url": f"http://127.0.0.1:{settings.actions_port}/webhook",
            "enable_selective_domain": True,
        },
        "tracker_store": {"type": "SQL", "url": tracker_url(settings)},
    }
    if settings.redis_url:
        endpoints["lock_store"] = {"type": "redis", "url": settings.redis_url}
    path.write_text(yaml.safe_dump(endpoints, sort_keys=False), encoding="utf-8")
    path.chmod(0o600)  # the address may hold a password
    return path


def check_ports(settings: Settings) -> None:
    """Raise `PortTaken` that names the port and the setting when another program listens there."""
    wanted = [
        (settings.host, settings.port, "SIDEBAR_PORT"),
        ("127.0.0.1", settings.actions_port, "SIDEBAR_ACTIONS_PORT"),
    ]
    if not settings.engine_url:
        wanted.append(("127.0.0.1", settings.engine_port, "SIDEBAR_ENGINE_PORT"))
    for host, port, variable in wanted:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise PortTaken(
                    f"port {port} on {host} cannot be used ({error.strerror}); "
                    f"stop what listens there or set {variable}"
                ) from error


def site_url(settings: Settings) -> str:
    host = "localhost" if settings.host in ("127.0.0.1", "0.0.0.0", "::") else settings.host  # noqa: S104
    return f"http://{host}:{settings.port}/"


def health_url(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    return f"http://{host}:{settings.port}/health/ready"
