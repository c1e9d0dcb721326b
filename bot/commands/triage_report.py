"""Triage report: the figures of `sidebar evaluate triage`, and how they are shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.line_files import LineFiles, policy_in_force
from bot.refitting import Labels, evidence_of, refit
from bot.settings import Settings
from bot.triage.fitting import Reading
from bot.triage.picture import draw
from bot.triage.policy import Policy
from bot.triage.promise import NEVER
from bot.triage.report import (
    Point,
    actions,
    as_json,
    curves,
    fixed_rules,
    kept_for_measuring,
    promise_kept,
    recommended,
)
from bot.triage.turn import first_turn

UNPROVEN = "the labelled turns do not prove this line: the policy says what is taken then (promise.when_unproven)"


def measure(settings: Settings, *, pictures: Path, data: Path | None = None) -> dict[str, Any]:
    """Refit if anything has changed, then measure; the curve is drawn into `pictures`.

    `data` is a file of labelled turns of one's own, all of which are measured.
    """
    refit(settings)
    labels, policy = Labels.read(data), policy_in_force(settings)
    evidence = evidence_of(labels, settings)
    readings = [Reading(question, evidence[question.text]) for question in labels.questions]
    measured = readings if data else kept_for_measuring(readings, policy)
    found = curves(measured, policy)
    learned = found["learned confidence"]
    general = policy.line(())
    points = {"keeps the promise": _at(learned, general), "costs alone recommend": recommended(learned)}
    points["costs recommend within the promise"] = recommended(learned, least=min(general, learned[-1].line))
    picture = pictures / "triage-risk-coverage.png"
    draw(found, points, promised=policy.promise.error, path=picture)
    return {
        "line": {"answer_at": general, "by_topic": _by_topic(policy), "proven": _proven(policy)},
        "promise": promise_kept(measured, policy),
        "fixed_thresholds": fixed_rules(found["match probability"]),
        "operating_points": {name: vars(point) for name, point in points.items()},
        "actions": actions([(case, first_turn(evidence[case.text], policy)) for case in labels.cases]),
        "curve": as_json(found),
        "versions": dict(policy.fitted.versions),
        "refitted": len(LineFiles.of(settings).history()),
        "picture": picture.name,
    }


def show(report: dict[str, Any]) -> str:
    """The report as lines for people."""
    kept, line = report["promise"], report["line"]
    low, high = kept["error_interval"]
    lines = [
        _line_in_words(line["answer_at"], line["by_topic"]),
        *([] if line["proven"] else [UNPROVEN]),
        f"measured on {kept['turns']} questions, {kept['answerable']} of them answerable:",
        f"  answered {kept['answered']}; rightly answered at once {kept['coverage']:.1%} of the answerable,"
        f" after one choice of readings {kept['coverage_after_one_choice']:.1%}",
        f"  wrong {kept['error']:.1%} of the answers (95 % interval {low:.1%} to {high:.1%});"
        f" accepted {kept['promised']:.0%}: {'kept' if kept['kept'] else 'NOT kept'}",
        "fixed thresholds on the match alone:",
        *(
            f"  {at}: answers {figures['answered']:.1%} of all, {figures['error']:.1%} of them wrong"
            for at, figures in report["fixed_thresholds"].items()
        ),
        "operating points (line, share of all answered, wrong, worth per 100 questions):",
        *(
            f"  {name}: {point['line']:.2f}, {point['answered']:.1%}, {point['error']:.1%}, {point['value']:+.0f}"
            for name, point in report["operating_points"].items()
        ),
        "wrong answers by area of law:",
        *(f"  {topic}: {one['wrong']} of {one['answered']}" for topic, one in kept["topics"].items()),
        "kinds of message that went as expected (all; those kept for measuring; wanted):",
        *(
            f"  {kind}: {one['as_expected']:.1%} of {one['messages']};"
            f" {one['measured_as_expected']:.1%} of {one['measured']}"
            + (f"; {one['wanted']:.0%}" if "wanted" in one else "")
            for kind, one in report["actions"].items()
        ),
    ]
    return "\n".join(lines)


def _proven(policy: Policy) -> bool:
    return policy.answer_at == "fitted" and policy.fitted.line is not None and policy.fitted.line.proven


def _at(points: list[Point], line: float) -> Point:
    """The point of a line; the strictest where nothing is answered at all."""
    return min(points, key=lambda point: abs(point.line - line))


def _by_topic(policy: Policy) -> dict[str, float]:
    return dict(policy.fitted.line.by_topic) if policy.fitted.line and policy.answer_at == "fitted" else {}


def _line_in_words(answer_at: float, by_topic: dict[str, float]) -> str:
    if answer_at >= NEVER:
        return "no line keeps the promise on the labelled turns: every question is asked back or handed over"
    stricter = ", ".join(f"{topic} {at:.2f}" if at < NEVER else f"{topic} never" for topic, at in by_topic.items())
    return f"answers are given from a confidence of {answer_at:.2f}" + (f"; stricter: {stricter}" if stricter else "")
