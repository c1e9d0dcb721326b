"""cli: the `sidebar` command."""

from __future__ import annotations

import sys

import click

from bot.commands import (
    bench,
    bench_matching,
    bench_replay,
    corpus,
    evaluation,
    keeping,
    operation,
    people,
    replay,
    understanding,
)
from bot.errors import BotError
from conversations.errors import ConversationsError
from handoff.errors import HandoffError
from intents.errors import IntentsError
from matching.errors import MatchingError
from moderation.errors import ModerationError

OUR_ERRORS = (BotError, ConversationsError, HandoffError, IntentsError, MatchingError, ModerationError)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def sidebar() -> None:
    """A legal self-help chatbot that knows when to call a lawyer."""


for command in (
    operation.run,
    operation.train,
    understanding.understand,
    understanding.ask,
    understanding.compare,
    evaluation.evaluate,
    replay.replay_decisions,
    bench.bench,
    corpus.corpus,
    operation.utterances,
    people.lawyers,
    people.staff,
    operation.leads,
    operation.forget,
    operation.purge,
    keeping.keys,
    keeping.backup,
    keeping.restore_backup,
):
    sidebar.add_command(command)
for measured in (bench_matching.bench_matching, bench_replay.bench_replay):
    bench.bench.add_command(measured)


def main() -> None:
    """Run the command line; what can go wrong on purpose is told in one sentence, not as a traceback."""
    try:
        sidebar()
    except OUR_ERRORS as error:
        click.echo(f"sidebar: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
