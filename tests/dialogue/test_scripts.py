"""Scripted conversations, played over HTTP with the real models: each goes as a sensible person expects."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from tests.site import Chat, Site

pytestmark = pytest.mark.model
SCRIPTS = [
    story
    for path in sorted((Path(__file__).parent / "scripts").glob("*.yml"))
    for story in yaml.safe_load(path.read_text(encoding="utf-8"))
]
DETAILS = {
    "accept": "yes",
    "consent": "I agree",
    "name": "Ana Diaz",
    "email": "ana@example.com",
    "phone": "617-555-0142",
    "state": "Massachusetts",
    "description": "My landlord kept my deposit and I would like it back.",
    "opposing_party": "Acme Homes",
    "review": "send it",
}
LONGEST_FORM = 20


@dataclass
class Player:
    """Plays one script, and says at which step it did not go as written."""

    site: Site
    chat: Chat
    turn: dict[str, Any] = field(default_factory=dict)

    def play(self, step: dict[str, Any]) -> None:
        if "say" in step:
            self.turn = self.chat.say(step["say"])
        elif "press" in step:
            self.turn = self.chat.press(step["press"])
        elif "feedback" in step:
            self._judge(helpful=step["feedback"])
        else:
            self._fill(None if step.get("finish") else step["to"], step.get("with") or {})
        self._check(step)

    def _fill(self, until: str | None, own: dict[str, str]) -> None:
        for _ in range(LONGEST_FORM):
            slot = self.turn["decision"]["requested_slot"]
            if slot in (until, None):
                break
            self.turn = self.chat.say({**DETAILS, **own}.get(slot, "skip"))
        assert self.turn["decision"]["requested_slot"] == until

    def _judge(self, *, helpful: bool) -> None:
        message = [one for one in self.chat.messages() if one["author"] == "bot"][-1]
        address = f"{self.chat.address}/{message['id']}/feedback"
        answer = requests.post(address, json={"helpful": helpful}, headers=self.chat.headers, timeout=60)
        assert answer.status_code == 204, answer.text

    def _check(self, step: dict[str, Any]) -> None:
        decision = self.turn["decision"]
        said = "\n".join(message["text"] for message in self.turn["messages"])
        if "action" in step:
            assert decision["action"] in _one_or_more(step["action"]), (step, decision["action"], decision["reasons"])
        if "slot" in step:
            assert (decision["requested_slot"] or "none") in _one_or_more(step["slot"]), (step, decision, said)
        if "jurisdiction" in step:
            assert decision["jurisdiction"] == step["jurisdiction"], step
        for words in step.get("says", ()):
            assert words in said, (step, said)
        for words in step.get("never", ()):
            assert words not in said, (step, said)
        if "last" in step:
            assert self.chat.messages()[-1]["kind"] == step["last"], step
        if "leads" in step:
            assert self._leads() == step["leads"], step
        assert self.turn["messages"], f"silent after {step}"

    def _leads(self) -> int:
        export = self.site.sidebar("leads", "export", "--format", "jsonl")
        return sum(self.chat.conversation_id in line for line in export.stdout.splitlines())


def _one_or_more(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]


@pytest.mark.parametrize("script", SCRIPTS, ids=[script["story"] for script in SCRIPTS])
def test_a_conversation_goes_as_a_sensible_person_expects(site: Site, chat: Chat, script: dict[str, Any]) -> None:
    player = Player(site, chat)
    for step in script["steps"]:
        player.play(step)


def test_there_are_scripts_enough_to_tell() -> None:
    assert len(SCRIPTS) >= 30
