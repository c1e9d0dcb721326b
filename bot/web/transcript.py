"""Transcript: a conversation as a text that a person can keep, print or show to a lawyer."""

from __future__ import annotations

from collections.abc import Sequence

from conversations.messages import Message

SPEAKERS = {"person": "You", "bot": "Sidebar", "lawyer": "Lawyer"}
HEADING = """# Your conversation with Sidebar

Sidebar gives legal information, not legal advice. It is not a lawyer.
"""


def as_markdown(messages: Sequence[Message]) -> str:
    """Every message with its speaker, time (UTC) and sources."""
    return HEADING + "".join(_entry(message) for message in messages)


def _entry(message: Message) -> str:
    lines = [f"\n## {SPEAKERS[message.author]}, {message.created_at:%Y-%m-%d %H:%M} UTC\n", f"{message.text}\n"]
    if message.explanation:
        lines.append(f"Why: {message.explanation}\n")
    lines += [
        f"- Source: [{source.title}](<{source.url}>), {source.jurisdiction}, reviewed on {source.reviewed_on}"
        for source in message.citations
    ]
    return "\n".join(lines) + "\n"
