"""sidebar replay: past decisions under another policy, side by side with what was decided."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from bot.assembly import open_database
from bot.refitting import policy_refitted
from bot.settings import Settings
from bot.triage.policy import Policy
from bot.triage.replay import Comparison, PastTurn, replay
from conversations.database import Database
from conversations.past_decisions import past_decisions

SHOWN_CHARACTERS = 70


@click.command("replay")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First day, UTC; empty: the last 30 days.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Day after the last, UTC; empty: now.")
@click.option(
    "--policy", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The other policy."
)
@click.option("--changes", default=20, show_default=True, help="Changed turns to show; 0 shows none.")
@click.option("--json", "only_json", is_flag=True, help="Print nothing but the JSON line.")
def replay_decisions(
    since: datetime | None, until: datetime | None, path: Path | None, changes: int, only_json: bool
) -> None:
    """Decide past turns again under another policy; the last line is one JSON object.

    Nobody is told anything and nothing is stored. The changed turns hold what people wrote: handle them with care.
    """
    settings, now = Settings.read(), datetime.now(UTC)
    begin = since.replace(tzinfo=UTC) if since else now - timedelta(days=30)
    end = until.replace(tzinfo=UTC) if until else now
    policy = policy_refitted(settings, Policy.load(path or settings.policy))
    found = replay(past_turns(open_database(settings), begin, end), policy)
    figures = summary(found, policy)
    if not only_json:
        click.echo(show(figures))
        for change in found.changes[:changes]:
            text = " ".join(change.text.split())[:SHOWN_CHARACTERS]
            click.echo(f"  {change.before} -> {change.after} ({', '.join(change.reasons)}): {text}")
        if len(found.changes) > changes:
            click.echo(f"  and {len(found.changes) - changes} more")
    click.echo(json.dumps(figures))


def past_turns(database: Database, since: datetime, until: datetime) -> Iterator[PastTurn]:
    past = past_decisions(database, since=since, until=until)
    return (PastTurn(turn.conversation_id, turn.text, turn.body) for turn in past)


def summary(found: Comparison, policy: Policy) -> dict[str, Any]:
    """Both sides as figures. Leads after are an estimate: offers, times the leads that an offer brought so far."""
    rate = policy.costs.lead_per_offer if found.lead_rate is None else found.lead_rate
    sides = {}
    for name, side, leads in (
        ("before", found.before, float(len(found.captured))),
        ("after", found.after, round(len(found.after.offered) * rate, 1)),
    ):
        sides[name] = {
            "answered": side.answered,
            "answered_share": round(side.answered / side.turns, 4) if side.turns else 0.0,
            "handoffs": side.handed_off,
            "offers": len(side.offered),
            "leads": leads,
            "wrong_answers": round(side.wrong, 1),
        }
    return {
        "policy": policy.version,
        "turns": found.before.turns,
        "left_as_they_were": found.left_as_they_were,
        "changed": len(found.changes),
        **sides,
    }


def show(figures: dict[str, Any]) -> str:
    rows = (
        ("answered", "answered", ""),
        ("answered share", "answered_share", ".1%"),
        ("hand-offs", "handoffs", ""),
        ("conversations with an offer", "offers", ""),
        ("leads (after: estimated)", "leads", ""),
        ("wrong answers, estimated", "wrong_answers", ""),
    )
    before, after = figures["before"], figures["after"]
    lines = [f"{figures['turns']} turns, {figures['changed']} of them would have gone otherwise", ""]
    lines.append(f"{'':<30}{'before':>10}{'after':>10}")
    lines += [
        f"{title:<30}{format(before[key], form):>10}{format(after[key], form):>10}" for title, key, form in rows
    ]
    return "\n".join(lines)
