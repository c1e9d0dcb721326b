"""sidebar run · train · leads · forget · purge · utterances: running the house."""

from __future__ import annotations

import json

import click

from bot.assembly import caretaking, house
from bot.refitting import refit, told
from bot.settings import Settings
from bot.supervisor import run as run_all
from bot.training import train as train_models
from handoff.portable import csv_text


@click.command()
def run() -> None:
    """Start everything, print one address, stop all of it on Ctrl-C."""
    run_all(Settings.read())


@click.command()
@click.option("--force", is_flag=True, help="Build again although nothing changed.")
def train(force: bool) -> None:
    """Build the models from the material in this repository, if it has changed."""
    settings = Settings.read()
    built = train_models(settings, force=force)
    change = refit(settings, force=built)
    if change is not None:
        click.echo(told(change), err=True)
    click.echo("trained" if built else "the models are up to date", err=True)


@click.group()
def leads() -> None:
    """Requests for a lawyer."""


@leads.command("export")
@click.option("--format", "layout", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
def export_leads(layout: str) -> None:
    """Write every lead to standard output, with the contact details: handle the file with care."""
    rows = house(Settings.read()).leads.export(actor="command line")
    if layout == "jsonl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False, default=str))
        return
    told = [
        {key: " ".join(value) if isinstance(value, list) else value for key, value in row.items()} for row in rows
    ]
    if told:
        click.echo(csv_text(list(told[0]), told), nl=False)


@click.command()
@click.argument("conversation_id")
def forget(conversation_id: str) -> None:
    """Erase a conversation everywhere: the record, Rasa's copy and a lead made from it."""
    house(Settings.read()).switchboard.erase(conversation_id)
    click.echo("erased")


@click.command("purge")
def purge() -> None:
    """Erase conversations and closed leads older than SIDEBAR_KEEP_DAYS; the worker does this every night."""
    done = caretaking(Settings.read()).purge()
    click.echo(f"erased {done.conversations} conversations and {done.leads} leads")


@click.group()
def utterances() -> None:
    """The training sentences."""


@utterances.command("check")
def check_utterances() -> None:
    """Report sentences that break a rule (exit code 1), and those that are too alike to teach anything."""
    from intents.utterances import load_utterances, near_duplicates

    known = load_utterances()
    for pair in near_duplicates(known):
        click.echo(f"{pair.likeness:.0f} % alike: {pair.first.where} and {pair.second.where}: {pair.first.text!r}")
    click.echo(f"{len(known)} sentences, no errors")
