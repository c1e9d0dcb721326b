"""sidebar corpus: the vetted answers, from a file to what is served."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.assembly import corpus as editors_corpus
from bot.assembly import topic_keys
from bot.settings import Settings
from matching.errors import BadSource

FILES = click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
IDS = click.argument("answer_ids", nargs=-1)
BY = click.option("--by", required=True, help="Who does this; it is recorded.")
REMARK = click.option("--remark", default="", help="Why; it is recorded.")
STATES = ("draft", "reviewed", "published", "expired", "withdrawn", "replaced")


@click.group()
def corpus() -> None:
    """The vetted answers: check, take in, review, publish, withdraw."""


def _source_options(command: Any) -> Any:
    """What the files themselves do not say."""
    for option in (
        click.option("--keep-duplicates", is_flag=True, help="Take in also what the corpus already asks."),
        click.option("--tag", "tags", multiple=True, help="Stack Exchange: TAG=TOPIC[/SUBTOPIC]; repeatable."),
        click.option("--site", default="", help="Stack Exchange: address of the site that the dump is of."),
        click.option("--collected-on", default="", help="When it was collected; today if not given."),
        click.option("--licence", default="", help="Licence of the source."),
        click.option("--source-url", default="", help="Address of the source."),
        click.option("--source-name", default="", help="Name of the source, as people are shown it."),
        click.option("--jurisdiction", default="", help="US or a state."),
        click.option("--subtopic", default=""),
        click.option("--topic", default="", help="Area of law, for entries that name none."),
    ):
        command = option(command)
    return command


@corpus.command("check")
@FILES
@click.option("--quiet", is_flag=True, help="Errors only.")
@_source_options
def check_corpus(paths: tuple[Path, ...], quiet: bool, **said: Any) -> None:
    """Report what is wrong, and what an editor should look at; exit code 1 for errors.

    Without PATHS: the answers that ship with Sidebar. With files or folders: what `ingest` would take in.
    """
    problems = _check_files(paths, quiet, said) if paths else _check_shipped(quiet)
    sys.exit(1 if problems else 0)


@corpus.command("ingest")
@FILES
@BY
@_source_options
def ingest(paths: tuple[Path, ...], by: str, **said: Any) -> None:
    """Take in CSV, JSON Lines, saved FAQ pages (HTML) and Stack Exchange dumps (Posts.xml) as drafts.

    PATHS are files and folders; - reads JSON Lines from standard input, such as one entry. All of it is taken in,
    or, when anything is wrong, nothing. What is new or changed becomes a draft: nothing is served yet.
    """
    from matching.proposals import Proposal

    editors = editors_corpus(Settings.read())
    batch = _batch(paths, by, said, editors.standing())
    for finding in batch.report.errors:
        click.echo(str(finding), err=True)
    if batch.report.errors:
        raise BadSource(
            [f"{len(batch.report.errors)} errors in {batch.report.entries} entries; nothing was taken in"]
        )
    for place, duplicate in batch.duplicates:
        click.echo(f"{place}: left out: {duplicate.other_id} asks the same ({duplicate.likeness:.0f} % alike)")
    proposals: Sequence[Proposal] = batch.proposals
    taken = editors.ingest(proposals, by=by)
    for name, ids in (("new", taken.new), ("changed", taken.changed)):
        for answer_id in ids:
            click.echo(f"{name}: {answer_id}")
    for finding in batch.report.notes:
        click.echo(f"note: {finding}")
    click.echo(
        f"{len(taken.new)} new drafts, {len(taken.changed)} changed, {len(taken.unchanged)} unchanged, "
        f"{len(batch.duplicates)} left out"
    )
    if not taken.new and not taken.changed:
        click.echo("nothing has changed")


@corpus.command("review")
@IDS
@BY
@REMARK
def review(answer_ids: tuple[str, ...], by: str, remark: str) -> None:
    """Say that the newest version of these answers was checked against its source."""
    editors_corpus(Settings.read()).review(_named(answer_ids), by=by, remark=remark)
    click.echo(f"{len(answer_ids)} reviewed by {by}; `sidebar corpus publish` serves them")


@corpus.command("reject")
@IDS
@BY
@REMARK
def reject(answer_ids: tuple[str, ...], by: str, remark: str) -> None:
    """Make reviewed answers drafts again."""
    editors_corpus(Settings.read()).send_back(_named(answer_ids), by=by, remark=remark)
    click.echo(f"{len(answer_ids)} are drafts again")


@corpus.command("publish")
@IDS
@click.option("--reviewed", is_flag=True, help="Everything that has been reviewed.")
@BY
@REMARK
def publish(answer_ids: tuple[str, ...], reviewed: bool, by: str, remark: str) -> None:
    """Serve reviewed answers, at once and without a restart."""
    editors = editors_corpus(Settings.read(), report=lambda line: click.echo(line, err=True))
    wanted = [entry["id"] for entry in editors.entries("reviewed")] if reviewed else _named(answer_ids)
    if not wanted:
        click.echo("nothing is reviewed and waiting")
        return
    done = editors.publish(wanted, by=by, remark=remark)
    click.echo(f"{len(wanted)} published; generation {done.generation} serves {done.answers} answers")


@corpus.command("withdraw")
@IDS
@BY
@click.option("--reason", required=True, help="Why; it is recorded.")
def withdraw(answer_ids: tuple[str, ...], by: str, reason: str) -> None:
    """Stop serving answers, at once and without a restart."""
    editors = editors_corpus(Settings.read(), report=lambda line: click.echo(line, err=True))
    done = editors.withdraw(_named(answer_ids), by=by, remark=reason)
    click.echo(f"{len(answer_ids)} withdrawn; generation {done.generation} serves {done.answers} answers")


@corpus.command("history")
@click.argument("answer_id")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each version.")
def history(answer_id: str, as_json: bool) -> None:
    """Show every version of an answer: where it came from, what changed, who moved it."""
    from bot.corpus_words import version_json, version_lines

    for version in editors_corpus(Settings.read()).history(answer_id):
        click.echo(
            json.dumps(version_json(version), ensure_ascii=False) if as_json else "\n".join(version_lines(version))
        )


@corpus.command("list")
@click.option("--state", type=click.Choice(STATES), help="Show the entries of this state.")
@click.option("--format", "layout", type=click.Choice(["text", "jsonl", "csv"]), default="text", show_default=True)
def list_answers(state: str | None, layout: str) -> None:
    """Count the answers by state, or show those of one state; jsonl and csv can be edited and taken in again."""
    editors = editors_corpus(Settings.read())
    if state is None:
        for name, count in sorted(editors.counts().items()):
            click.echo(f"{count:>6} {name}")
        return
    click.echo(_listed(editors.entries(state), layout), nl=False)


def _listed(entries: Sequence[Mapping[str, Any]], layout: str) -> str:
    from matching.cleaning import fields_of
    from matching.sources.records import FIELDS

    if layout == "text":
        return "".join(f"{entry['id']}\t{entry.get('jurisdiction', '')}\t{entry['question']}\n" for entry in entries)
    if layout == "jsonl":
        return "".join(json.dumps(dict(entry), ensure_ascii=False) + "\n" for entry in entries)
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, FIELDS, restval="")
    writer.writeheader()
    writer.writerows(fields_of(entry) for entry in entries)
    return table.getvalue()


def _named(answer_ids: tuple[str, ...]) -> list[str]:
    if not answer_ids:
        raise click.UsageError("name at least one answer; `sidebar corpus list --state draft` shows ids")
    return list(dict.fromkeys(answer_ids))


def _check_shipped(quiet: bool) -> int:
    from matching.answers import CORPUS_DIR, read_entries
    from matching.review import review_notes

    entries, problems = read_entries(CORPUS_DIR, topics=topic_keys())
    notes = [] if quiet else review_notes(entries, today=datetime.now(UTC).date())
    for line in [*problems, *notes]:
        click.echo(line)
    click.echo(f"{len(entries)} answers, {len(problems)} errors")
    return len(problems)


def _check_files(paths: tuple[Path, ...], quiet: bool, said: Mapping[str, Any]) -> int:
    batch = _batch(paths, "check", said, editors_corpus(Settings.read()).standing())
    errors, notes = batch.report.errors, () if quiet else batch.report.notes
    for finding in (*errors, *notes):
        click.echo(str(finding))
    for place, duplicate in batch.duplicates:
        click.echo(f"{place}: {duplicate.other_id} asks the same ({duplicate.likeness:.0f} %)")
    for kind, count in batch.report.counts().items():
        click.echo(f"{count:>6} {kind}")
    click.echo(f"{batch.report.entries} entries, {len(errors)} errors, {len(batch.duplicates)} repeat others")
    return len(errors)


def _batch(paths: tuple[Path, ...], by: str, said: Mapping[str, Any], standing: Any) -> Any:
    from matching.ingest import Instructions, read_batch, read_records
    from matching.sources.tables import read_lines

    defaults = ("topic", "subtopic", "jurisdiction", "source_name", "source_url", "licence", "collected_on")
    told = Instructions(
        collector=by,
        today=datetime.now(UTC).date(),
        topics=topic_keys(),
        defaults={name: said[name] for name in defaults if said[name]},
        site=said["site"],
        areas=dict(map(_area, said["tags"])),
        keep_duplicates=said["keep_duplicates"],
    )
    if not paths:
        raise click.UsageError("name files or folders, or - for JSON Lines on standard input")
    if paths == (Path("-"),):
        records = read_lines(sys.stdin.read().split("\n"), name="standard input")
        return read_records(records, told, name="standard input", standing=standing)
    return read_batch(paths, told, standing=standing)


def _area(text: str) -> tuple[str, tuple[str, str]]:
    tag, found, area = text.partition("=")
    topic, _, subtopic = area.partition("/")
    if not found or topic not in topic_keys():
        raise click.BadParameter(f"{text!r} is not TAG=TOPIC or TAG=TOPIC/SUBTOPIC", param_hint="--tag")
    return tag, (topic, subtopic)
