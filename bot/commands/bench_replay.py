"""sidebar bench replay: how long past decisions take to be made again, on a database filled for the purpose."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from bot.commands.replay import past_turns, summary
from bot.triage.evidence import Evidence, MatchReading, TopicReading
from bot.triage.memory import Memory
from bot.triage.policy import Policy
from bot.triage.replay import replay
from bot.triage.turn import decided
from conversations.database import Database
from conversations.messages import Reply
from conversations.transcripts import Transcripts

TURNS_IN_A_CONVERSATION = 5
TOPICS = ("housing", "family", "work", "debt", "crime", "immigration", "estates", "traffic")


@click.command("replay")
@click.option("--turns", default=10_000, show_default=True, help="Past decisions to make again.")
@click.option("--json", "only_json", is_flag=True, help="Print nothing but the JSON line.")
def bench_replay(turns: int, only_json: bool) -> None:
    """Store made-up decisions in a database of its own, then make them again with a stricter line."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'replay.db'}")
        database.migrate()
        transcripts, policy = Transcripts(database), Policy.load()
        _fill(transcripts, policy, turns)
        now = datetime.now(UTC)
        began = time.perf_counter()
        found = replay(
            past_turns(database, now - timedelta(days=1), now + timedelta(days=1)), policy.answering_from(0.8)
        )
        seconds = time.perf_counter() - began
        database.close()
    figures = {"turns": turns, "seconds": round(seconds, 2), "changed": summary(found, policy)["changed"]}
    if not only_json:
        click.echo(f"{turns} decisions made again in {seconds:.2f} s, {figures['changed']} of them otherwise")
    click.echo(json.dumps(figures))


def _fill(transcripts: Transcripts, policy: Policy, turns: int) -> None:
    opened = None
    for number, (evidence, memory) in enumerate(_made_up(turns)):
        if opened is None or number % TURNS_IN_A_CONVERSATION == 0:
            opened = transcripts.open()
        said = transcripts.add_person_message(opened.conversation_id, evidence.text)
        transcripts.add_replies(
            opened.conversation_id,
            [Reply(kind="answer", text="an answer")],
            decision=_decision(evidence, memory, policy),
            in_reply_to=said.id,
        )


def _decision(evidence: Evidence, memory: Memory, policy: Policy) -> dict[str, Any]:
    made = decided(evidence, memory, policy)
    texts = [reason.code for reason in made.reasons]
    inputs = {"evidence": evidence.as_json(), "memory": memory.as_json()}
    return made.as_json(evidence, texts, {"model": "made-up", "corpus": "made-up", "policy": policy.version}, inputs)


def _made_up(turns: int) -> Iterator[tuple[Evidence, Memory]]:
    """Turns as varied as real ones, the same each time."""
    order = random.Random(7)  # noqa: S311 - material for a measurement
    for number in range(turns):
        topics = order.sample(TOPICS, 2)
        chances = sorted((order.random() for _ in range(5)), reverse=True)
        matches = tuple(
            MatchReading(f"{topics[0]}-{order.randrange(200)}", "a stored question?", (topics[0],), "US", chance)
            for chance in chances
        )
        readings = (
            TopicReading(topics[0], None, "XX", 0.5 + order.random() / 2),
            TopicReading(topics[1], None, "XX", order.random() / 2),
        )
        text = f"question number {number} about {topics[0]} and what can be done about it now"
        evidence = Evidence(text, "ask", 0.9, topics=readings, in_scope=0.9, matches=matches, length=13)
        yield evidence, Memory(clarified=order.randrange(3))
