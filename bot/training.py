"""Training: build every model from what is in the repository, and know when that has become stale."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from bot.errors import ModelMissing
from bot.settings import ROOT, Settings

INPUTS = (
    "config.yml",
    "domain.yml",
    "requirements.lock",
    "bot/responses/*.yml",
    "bot/dialogue/*.yml",
    "bot/lessons.py",
    "intents/*.py",
    "intents/*.yml",
    "intents/nlu/*.yml",
    "matching/*.py",
    "matching/corpus/*.yml",
    "matching/weights/*",
    "moderation/*.py",
    "moderation/*.yml",
    "moderation/data/*.yml",
    "moderation/weights/*",
)
"""What a model is made from. A change in any of these files makes it stale."""


def model_file(settings: Settings) -> Path:
    return settings.models_dir / "sidebar.tar.gz"


def model_version(settings: Settings) -> str:
    """The fingerprint of what the served model was made from; `untrained` when there is none."""
    stamp = _stamp(settings)
    return stamp.read_text(encoding="ascii") if stamp.exists() else "untrained"


def stale(settings: Settings) -> bool:
    """Whether the model is missing or was made from other files or settings than the present ones."""
    return not model_file(settings).exists() or model_version(settings) != fingerprint(settings)


def fingerprint(settings: Settings) -> str:
    digest = hashlib.sha256(f"{settings.encoder}\0{settings.checkpoint}\0{settings.checkpoint_sha256}".encode())
    for pattern in INPUTS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def train(settings: Settings, *, force: bool = False) -> bool:
    """Build the models if they are stale; return whether anything was built. Progress goes to standard error."""
    if not force and not stale(settings):
        return False
    version = fingerprint(settings)
    settings.models_dir.mkdir(parents=True, exist_ok=True)
    with step("checking topics, training sentences and answers"):
        check_data()
    with step("preparing the sentence encoder"):
        _export_encoder(settings)
    with step("preparing the hate-speech checkpoint"):
        _build_checkpoint(settings)
    with step("making lessons of the answers' questions"):
        _write_lessons(settings)
    with step("training the dialogue and the understanding (about a minute)"):
        _train_dialogue(settings)
    _stamp(settings).write_text(version, encoding="ascii")
    return True


def require_model(settings: Settings) -> Path:
    """The trained model; raise `ModelMissing` that says how to make it."""
    if not model_file(settings).exists():
        raise ModelMissing("no trained model; run `make setup` or `sidebar train`")
    return model_file(settings)


def check_data() -> None:
    """Read all training material; each room's reader raises an error that names file and line."""
    from bot.assembly import topic_keys
    from intents.utterances import load_utterances
    from matching.answers import read_corpus

    load_utterances()
    read_corpus(topics=topic_keys())


def process_environment(settings: Settings) -> dict[str, str]:
    """What the processes that Sidebar starts find in their environment."""
    return {
        **os.environ,
        "SIDEBAR_DATA_DIR": str(settings.data_dir),
        "RASA_TELEMETRY_ENABLED": "false",
        "HF_HUB_OFFLINE": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OMP_NUM_THREADS": "1",  # two threads on a busy machine make one encoding thirty times slower
        "TOKENIZERS_PARALLELISM": "false",
        "SANIC_HOST": "127.0.0.1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "RASA_CACHE_DIRECTORY": str(settings.data_dir / "cache/rasa"),
    }


def effective_config(settings: Settings) -> Path:
    """config.yml with this installation's folders and models filled in, written into the data folder."""
    config: dict[str, Any] = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    filled = {
        "cache_dir": str(settings.models_dir / "encoder"),
        "checkpoint_dir": str(settings.models_dir / "moderation"),
        "checkpoint": settings.checkpoint,
        "sha256": settings.checkpoint_sha256,
        "corpus_dir": str(ROOT / "matching/corpus"),
        "model": settings.encoder,
    }
    for component in config["pipeline"]:
        component.update({key: value for key, value in filled.items() if key in component})
    config["imports"] = [*(str(ROOT / folder) for folder in config["imports"]), str(settings.data_dir / "lessons")]
    path = settings.data_dir / "config.yml"
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    return path


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    print(f"  {what} …", file=sys.stderr, end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print(" failed", file=sys.stderr, flush=True)
        raise
    print(f" {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _export_encoder(settings: Settings) -> None:
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")  # else it reports on each weight, amid our progress
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    from matching.encoder import Encoder

    Encoder.load(settings.encoder, cache_dir=settings.models_dir / "encoder")


def _build_checkpoint(settings: Settings) -> None:
    from moderation.weights import build_checkpoint

    if not settings.checkpoint:
        build_checkpoint(settings.models_dir / "moderation")


def _write_lessons(settings: Settings) -> None:
    from bot.lessons import write_lessons
    from matching.answers import read_corpus

    write_lessons(read_corpus(), settings.data_dir / "lessons")


def _train_dialogue(settings: Settings) -> None:
    command = [
        *(sys.executable, "-m", "rasa", "train", "--skip-validation", "--fixed-model-name", "sidebar"),
        *("--out", str(settings.models_dir), "--config", str(effective_config(settings))),
        *("--domain", str(ROOT / "domain.yml"), "--data", str(ROOT / "bot/dialogue")),
    ]
    log = settings.data_dir / "logs" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        done = subprocess.run(
            command, cwd=ROOT, env=process_environment(settings), stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode or not model_file(settings).exists():
        tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
        raise ModelMissing(f"training failed; the end of {log.name}:\n{tail}")


def _stamp(settings: Settings) -> Path:
    return settings.models_dir / "sidebar.version"
