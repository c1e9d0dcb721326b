"""Refitting: draw the 80/20 line anew when models, answers, labelled turns or the policy have changed, and log it.

Reading the labelled turns with new models takes about a minute; what was read is kept beside the models, so that a
changed policy alone is fitted in a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.line_files import LineFiles
from bot.local_engine import started_engine
from bot.settings import ROOT, Settings
from bot.training import model_version, step
from bot.triage.evidence import Evidence
from bot.triage.labelled import Case, Question, read_cases, read_labelled_file, read_questions
from bot.triage.policy import DEFAULT, Policy
from bot.triage.promise import Fitted, Line

Parse = Callable[[str], Mapping[str, Any]]
NOT_KEPT = frozenset({"intent_ranking", "text_tokens", "response_selector", "entities"})
AT_ONCE = 2
"""Labelled turns read at the same time: as many as a small machine has cores."""


@dataclass(frozen=True)
class Labels:
    """Every labelled turn, and a digest that changes with any of them."""

    questions: tuple[Question, ...]
    cases: tuple[Case, ...]

    @classmethod
    def read(cls, path: Path | None = None) -> Labels:
        """The labelled turns that come with Sidebar, or those of a JSON Lines file."""
        questions, cases = (read_questions(), read_cases()) if path is None else read_labelled_file(path)
        return cls(tuple(questions), tuple(cases))

    @property
    def texts(self) -> list[str]:
        said = [question.text for question in self.questions] + [case.text for case in self.cases]
        return list(dict.fromkeys(said))

    @property
    def digest(self) -> str:
        said = [(question.text, sorted(question.answers)) for question in self.questions]
        said += [(case.text, [case.expected]) for case in self.cases]
        return hashlib.sha256(repr(sorted(said)).encode()).hexdigest()[:12]


def refit(settings: Settings, *, force: bool = False) -> dict[str, Any] | None:
    """Draw the line anew if anything that it rests on has changed; return the log's entry when it was."""
    files, labels, policy = LineFiles.of(settings), Labels.read(), Policy.load(settings.policy)
    versions = {
        "model": model_version(settings),
        "labels": labels.digest,
        "policy": policy.version,
        "triage": _triage_version(),
    }
    if not labels.questions or (not force and files.line().get("versions") == versions):
        return None
    evidence = evidence_of(labels, settings)
    with step("drawing the line between answers and questions back"):
        return files.replace(_fit(labels, evidence, policy) | {"versions": versions})


def _triage_version() -> str:
    """Changes with whatever turns a parse into a decision."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "bot/triage").glob("*.*")):
        if path.suffix in (".py", ".yml") and path != DEFAULT:
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def policy_refitted(settings: Settings, policy: Policy) -> Policy:
    """Any policy with a line for its own promise, drawn on the labelled turns as the present models read them."""
    files = LineFiles.of(settings)
    kept, fitted = files.line(), files.fitted()
    if not kept or kept["promise"] == asdict(policy.promise):
        return policy.with_fitted(fitted)
    labels = Labels.read()
    drawn = _fit(labels, evidence_of(labels, settings), policy)
    line = Line(drawn["answer_at"], drawn["by_topic"], drawn["proven"])
    return policy.with_fitted(Fitted(fitted.confidence, line, fitted.versions))


def told(change: Mapping[str, Any]) -> str:
    """An entry of the log as one sentence: what changed, and the line before and after."""
    before, after = change["before"], change["after"]
    old = before["versions"] if before else {}
    causes = [name for name, version in after["versions"].items() if old.get(name) != version]
    return (
        f"the line moved from {_in_words(before)} to {_in_words(after)} (changed: {', '.join(causes) or 'nothing'})"
    )


def _in_words(line: Mapping[str, Any] | None) -> str:
    if line is None:
        return "none"
    stricter = ", ".join(f"{topic} {at:.2f}" for topic, at in line["by_topic"].items())
    proven = "" if line.get("proven", True) else ", unproven"
    return f"{line['answer_at']:.2f}{f' ({stricter})' if stricter else ''}{proven}"


def evidence_of(labels: Labels, settings: Settings) -> dict[str, Evidence]:
    """What the present models make of every labelled text; read now where that is not known yet."""
    files, model = LineFiles.of(settings), model_version(settings)
    known = files.readings(model=model)
    missing = [text for text in labels.texts if text not in known]
    if missing:
        with started_engine(settings) as engine, step(f"reading {len(missing)} labelled messages (about a minute)"):
            known |= read_texts(missing, engine.parse)
        files.keep_readings(known, model=model)
    return {text: Evidence.from_parse(known[text]) for text in labels.texts}


def read_texts(texts: Iterable[str], parse: Parse) -> dict[str, dict[str, Any]]:
    """What the models found in each text, as they said it: what is made of it may change without reading again."""

    def read(text: str) -> tuple[str, dict[str, Any]]:
        return text, {name: value for name, value in parse(text).items() if name not in NOT_KEPT}

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(pool.map(read, texts))


def _fit(labels: Labels, evidence: Mapping[str, Evidence], policy: Policy) -> dict[str, Any]:
    from bot.triage.fitting import Reading, fit  # scikit-learn and scipy: only when a line is drawn

    fitted = fit([Reading(question, evidence[question.text]) for question in labels.questions], policy)
    assert fitted.line is not None
    return {
        "answer_at": fitted.line.answer_at,
        "by_topic": dict(fitted.line.by_topic),
        "proven": fitted.line.proven,
        "weights": dict(fitted.confidence.weights),
        "intercept": fitted.confidence.intercept,
        "promise": asdict(policy.promise),
    }
