"""sidebar evaluate: how well each room does its work, with one JSON object as the last line."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import click

from bot.settings import ROOT, Settings
from bot.training import train

PICTURES = ROOT / "benchmarks" / "results"
DATA = click.option("--data", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A labelled file.")


@click.group()
def evaluate() -> None:
    """Measure the understanding, the matching or the screen."""


@evaluate.command("intents")
@DATA
@click.option("--split", default="test", show_default=True, help="Rows of --data to measure on; val for choosing.")
def evaluate_intents(data: Path | None, split: str) -> None:
    """Cross-validate on our own utterances, or train and test on a JSON Lines file (text, intent, split)."""
    from bot.lessons import answer_lessons
    from intents.blind_set import read_blind
    from intents.evaluation import evaluate_own
    from intents.labelled import evaluate_labelled
    from matching.answers import read_corpus

    encode = _encoder()
    if data:
        _last_line(evaluate_labelled(data, encode, measure_on=split))
        return
    with tempfile.TemporaryDirectory() as folder:
        more = answer_lessons(read_corpus(), Path(folder))
    _last_line(evaluate_own(encode, more=more, blind=read_blind(), pictures=_pictures()))


@evaluate.command("matching")
def evaluate_matching() -> None:
    """Ask for every answer in wordings it was not calibrated on; beside BM25, plain cosine and fixed thresholds."""
    from matching.evaluation import compare_pairs
    from matching.evaluation import evaluate as ask_all
    from matching.verifier import Verifier

    settings = Settings.read()
    train(settings)
    cache = settings.models_dir / "encoder"
    report = ask_all(cache_dir=cache, pictures=_pictures())
    report["pairs"] = compare_pairs(Verifier.load(cache_dir=cache))
    for name, figures in report.items():
        click.echo(f"{name}: {json.dumps(figures)}")
    _last_line(report)


@evaluate.command("triage")
@DATA
@click.option("--json", "only_json", is_flag=True, help="Print nothing but the JSON line.")
def evaluate_triage(data: Path | None, only_json: bool) -> None:
    """Measure the 80/20 line on labelled turns that did not draw it: coverage, error, costs, each kind of message.

    A file of your own holds JSON Lines: {"text", "answer": id, list or null} or {"text", "expected": action}.
    """
    from bot.commands.triage_report import measure, show

    settings = Settings.read()
    train(settings)
    report = measure(settings, pictures=_pictures(), data=data)
    if not only_json:
        click.echo(show(report))
    _last_line(report)


@evaluate.command("moderation")
@DATA
def evaluate_moderation(data: Path | None) -> None:
    """Judge labelled cases (YAML, JSON Lines or CSV); without a file, the suites of the tests, danger too."""
    from moderation.danger_evaluation import SUITE as DANGER_SUITE
    from moderation.danger_evaluation import evaluate_danger, read_danger_cases, show_danger
    from moderation.evaluation import evaluate as judge_all
    from moderation.evaluation import read_cases, show
    from moderation.scorer import load_scorer
    from moderation.screen import Screen
    from moderation.weights import build_checkpoint

    settings = Settings.read()
    own = Path(settings.checkpoint) if settings.checkpoint else build_checkpoint(settings.models_dir / "moderation")
    screen = Screen(load_scorer(own, sha256=settings.checkpoint_sha256))
    cases = read_cases(data or ROOT / "tests/moderation/functional_suite")
    report = judge_all(screen.judge, cases)
    click.echo(show(report))
    if data is None:
        second = judge_all(screen.judge, read_cases(ROOT / "tests/moderation/second_suite"))
        danger = evaluate_danger(screen.watch, read_danger_cases(DANGER_SUITE))
        click.echo(f"second suite: {show(second)}\n{show_danger(danger)}")
        report = {**report, "second_suite": second, "danger": danger}
    _last_line(report)


def _encoder() -> Any:
    from matching.encoder import Encoder

    settings = Settings.read()
    train(settings)
    return Encoder.load(settings.encoder, cache_dir=settings.models_dir / "encoder", threads=2)


def _pictures() -> Path:
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES


def _last_line(figures: dict[str, Any]) -> None:
    click.echo(json.dumps(figures))
