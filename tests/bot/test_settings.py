"""Settings: read once, checked, and documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import BadPolicy, BadSetting
from bot.settings import Settings
from bot.triage.policy import DEFAULT, Policy
from bot.triage.promise import Fitted, Line


def test_without_any_variable_the_house_runs_on_sqlite_in_the_data_folder() -> None:
    settings = Settings.read({})
    assert settings.database_url == f"sqlite:///{settings.data_dir / 'sidebar.db'}"
    assert (settings.port, settings.env) == (8000, "development")


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("SIDEBAR_PORT", "http", "whole number"),
        ("SIDEBAR_PORT", "70000", "65535"),
        ("SIDEBAR_ENV", "prod", "development, production, test"),
        ("SIDEBAR_LOG_LEVEL", "loud", "debug, info"),
    ],
)
def test_a_bad_value_names_the_variable_and_what_it_accepts(variable: str, value: str, message: str) -> None:
    with pytest.raises(BadSetting, match=message) as caught:
        Settings.read({variable: value})
    assert variable in str(caught.value)


def test_production_needs_a_key_of_its_own() -> None:
    with pytest.raises(BadSetting, match="SIDEBAR_SECRET_KEY"):
        Settings.read({"SIDEBAR_ENV": "production"})
    assert Settings.read({"SIDEBAR_ENV": "production", "SIDEBAR_SECRET_KEY": "k" * 32}).production


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("", "is missing"),
        ("answer_at: 1.5", "between 0 and 1"),
        ("answer_at: high", "`fitted` or a number"),
        ("answer_at: .nan", "must be a number"),
        ("answer_at: 0.5\npromise: 0.05", "promise must hold `name: value` lines"),
        ("answer_at: 0.5\nanswer_at_topic: [0.9]", "answer_at_topic must hold"),
        ("answer_at: 0.5\npromise: {error: 0, confidence: 0.95, unanswered: 0.2}", "promise.error is 0"),
        ("answer_at: 0.5\npromise: {error: 0.05, confidence: 0.95}", "promise.unanswered is missing"),
        ("answer_at: 0.5\noffers: {usual: loudly}", "none, line, prompt, firm"),
        ("answer_at: 0.5\ncosts: {lead: -1}", "costs.lead is -1"),
        ("answer_at: 0.5\nanswr_at: 1", "unknown entry 'answr_at'"),
    ],
)
def test_a_bad_policy_is_refused_with_file_and_entry(tmp_path: Path, change: str, message: str) -> None:
    whole = DEFAULT.read_text(encoding="utf-8")
    lines = [line for line in whole.splitlines() if not line.startswith("answer_at:")]
    path = tmp_path / "policy.yml"
    path.write_text("\n".join([*lines, change]), encoding="utf-8")
    with pytest.raises(BadPolicy, match=message) as caught:
        Policy.load(path)
    assert "policy.yml" in str(caught.value)


def test_the_version_of_a_policy_names_the_line_that_was_fitted_for_it() -> None:
    plain = Policy.load()
    assert plain.with_fitted(Fitted(line=Line(0.72))).version == f"{plain.version}+0.72"
    assert plain.with_fitted(Fitted()).version == plain.version


def test_a_changed_policy_has_another_version(tmp_path: Path) -> None:
    path = tmp_path / "policy.yml"
    path.write_text(
        DEFAULT.read_text(encoding="utf-8").replace("\nanswer_at:", "\nanswer_at: 0.99  # was"), encoding="utf-8"
    )
    assert Policy.load(path).version != Policy.load().version
