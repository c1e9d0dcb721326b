"""sidebar understand · ask · compare: what the models make of a text, on the command line."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click

from bot.assembly import DialogueParts, dialogue_parts
from bot.local_engine import local_engine
from bot.settings import Settings
from bot.triage.evidence import Evidence
from bot.triage.memory import Memory
from bot.triage.turn import Turn, take_turn


@click.command()
def understand() -> None:
    """Read JSON Lines {"text", "history"?} and write one decision for each.

    `history` holds the person's earlier messages, oldest first. A line that cannot be read gives {"error": …};
    the command then ends with exit code 1.
    """
    settings = Settings.read()
    parts = dialogue_parts(settings)
    with local_engine(settings) as engine:
        failed = write_lines(sys.stdin, lambda line: _understood(line, parts, engine.parse))
    sys.exit(1 if failed else 0)


@click.command()
@click.argument("text")
def ask(text: str) -> None:
    """Take one turn in the terminal, with the reasons."""
    settings = Settings.read()
    parts = dialogue_parts(settings)
    with local_engine(settings) as engine:
        turn = take_turn(Evidence.from_parse(engine.parse(text)), Memory(), parts.policy, engine.parse)
    for reply in parts.speech.replies(turn.decision, turn.evidence, Memory()):
        click.echo(reply.text)
        for citation in reply.citations:
            click.echo(f"\nSource: {citation.title} ({citation.jurisdiction}), reviewed {citation.reviewed_on}")
            click.echo(f"        {citation.url}")
        for button in reply.buttons:
            click.echo(f"  [{button.title}]")
    click.echo(f"\n{turn.decision.action} ({turn.decision.confidence:.2f}) because:")
    for reason in parts.speech.reasons(turn.decision, "en"):
        click.echo(f"  - {reason}")


@click.command()
def compare() -> None:
    """Read JSON Lines {"a", "b"} and write {"same": probability that both ask the same thing}."""
    from matching.verifier import Verifier

    settings = Settings.read()
    verifier = Verifier.load(cache_dir=settings.models_dir / "encoder")

    def same(line: dict[str, Any]) -> dict[str, float]:
        first, second = _texts(line, "a", "b")
        odds = float(verifier.log_odds([(first, second)])[0])
        return {"same": round(1 / (1 + math.exp(-odds)), 4)}

    sys.exit(1 if write_lines(sys.stdin, same) else 0)


def write_lines(lines: Iterable[str], answer: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """Answer each JSON line with one JSON line; return how many could not be read."""
    failed = 0
    for number, line in _numbered(lines):
        try:
            result = answer(_parsed(line))
        except ValueError as error:
            failed += 1
            result = {"error": f"line {number}: {error}"}
            click.echo(result["error"], err=True)
        click.echo(json.dumps(result, ensure_ascii=False))
    return failed


def _numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _parsed(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error})") from error
    if not isinstance(found, dict):
        raise ValueError('must be an object such as {"text": "…"}')
    return found


def _texts(line: dict[str, Any], *names: str) -> list[str]:
    for name in names:
        if not isinstance(line.get(name), str) or not line[name].strip():
            raise ValueError(f"{name!r} must be a text that is not empty")
    return [line[name] for name in names]


def _understood(line: dict[str, Any], parts: DialogueParts, parse: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    (text,) = _texts(line, "text")
    memory = Memory()
    for earlier in _history(line):
        memory = _turn(earlier, memory, parts, parse).memory
    turn = _turn(text, memory, parts, parse)
    reasons = parts.speech.reasons(turn.decision, "en")
    return turn.decision.as_json(turn.evidence, reasons, parts.versions())


def _turn(text: str, memory: Memory, parts: DialogueParts, parse: Callable[..., dict[str, Any]]) -> Turn:
    return take_turn(Evidence.from_parse(parse(text)), memory, parts.policy, parse)


def _history(line: dict[str, Any]) -> list[str]:
    """Earlier messages: plain texts, or objects with `text` and an `author` (only the person's count)."""
    history = line.get("history") or []
    if not isinstance(history, list):
        raise ValueError("'history' must be a list of earlier messages")
    texts = []
    for message in history:
        said = {"text": message} if isinstance(message, str) else message
        if not isinstance(said, dict) or not isinstance(said.get("text"), str):
            raise ValueError("'history' must hold texts, or objects with a 'text'")
        if (said.get("author") or said.get("role") or "person") in ("person", "user"):
            texts.append(said["text"])
    return [text for text in texts if text.strip()]
