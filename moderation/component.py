"""HateSpeechScreen: the screen and the watch for danger as one step of Rasa's pipeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from moderation.danger import find
from moderation.scorer import load_scorer
from moderation.screen import DANGER, Screen
from moderation.weights import CHECKPOINT

ABUSE = {"name": "abuse", "confidence": 1.0}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class HateSpeechScreen(GraphComponent):
    """Put a verdict and any danger on every message; a refused one gets the `abuse` intent."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`checkpoint_dir` is what `build_checkpoint` made; `checkpoint` and `sha256` name a file of one's own."""
        return {
            "checkpoint_dir": "var/models/moderation",
            "checkpoint": "",
            "sha256": "",
            "refuse_at": 0.5,
            "threads": 1,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> HateSpeechScreen:
        own = str(config["checkpoint"])
        checkpoint = Path(own) if own else Path(config["checkpoint_dir"]) / CHECKPOINT
        scorer = load_scorer(checkpoint, sha256=str(config["sha256"]), threads=int(config["threads"]))
        return cls(Screen(scorer, refuse_at=float(config["refuse_at"])))

    def __init__(self, screen: Screen, *, today: Callable[[], date] = date.today) -> None:
        self._screen, self._today = screen, today

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            verdict = self._screen.judge(text)
            message.set("moderation", {**asdict(verdict), "labels": dict(verdict.labels)}, add_to_output=True)
            danger = find(text, self._today(), heard=verdict.labels.get(DANGER))
            message.set("danger", danger.as_json() if danger else None, add_to_output=True)
            if verdict.refused:
                message.set(INTENT, dict(ABUSE), add_to_output=True)
        return messages
