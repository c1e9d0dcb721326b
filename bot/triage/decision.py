"""Decision: what one turn decided, with its reasons; stored whole, shown to lawyers, replayed later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.triage.evidence import Evidence


@dataclass(frozen=True)
class Reason:
    """Why: a machine code, and the fields that its sentence in bot/responses/reasons.yml is filled with."""

    code: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """One turn's outcome. `subject` says which case of the action it is (`greet`, `which_state`, …)."""

    action: str
    confidence: float
    reasons: tuple[Reason, ...]
    subject: str = ""
    answer_id: str | None = None
    choices: tuple[str, ...] = ()
    """Answer ids (or states) that the person is asked to choose from."""
    requested_slot: str | None = None
    force: str = "none"
    """How strongly a lawyer is offered with it; one of `policy_check.FORCES`."""

    def asking_for(self, slot: str | None) -> Decision:
        return replace(self, requested_slot=slot)

    def as_json(
        self,
        evidence: Evidence,
        reason_texts: list[str],
        versions: dict[str, str],
        inputs: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The decision object of the HTTP API and of the store: the outcome and all that it was made from.

        `inputs` is what `sidebar replay` decides on again; it stays in the store.
        """
        return {
            "action": self.action,
            "subject": self.subject,
            "confidence": round(self.confidence, 4),
            "reasons": [
                {"code": reason.code, "text": text} for reason, text in zip(self.reasons, reason_texts, strict=True)
            ],
            "intent": evidence.intent,
            "intent_confidence": round(evidence.intent_confidence, 4),
            "topics": [asdict(topic) for topic in evidence.topics],
            "jurisdiction": evidence.jurisdiction,
            "jurisdiction_candidates": list(evidence.candidates),
            "scope": {
                "in_scope": evidence.in_scope,
                "uncovered": evidence.uncovered,
                "not_legal": evidence.not_legal,
            },
            "language": evidence.language,
            "moderation": {
                "hateful": evidence.hateful,
                "refused": evidence.refused,
                "reported": evidence.reported,
            },
            "danger": asdict(evidence.danger) if evidence.danger else None,
            "signs": [sign.code for sign in evidence.signs],
            "matches": [{**asdict(match), "topics": list(match.topics)} for match in evidence.matches],
            "answer_id": self.answer_id,
            "requested_slot": self.requested_slot,
            "force": self.force,
            "choices": list(self.choices),
            "versions": versions,
            **({"inputs": dict(inputs)} if inputs is not None else {}),
        }
