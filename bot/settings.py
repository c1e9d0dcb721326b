"""Settings: every environment variable that Sidebar reads, read once and checked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from bot.errors import BadSetting

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("development", "production", "test")
TWO_FACTOR = ("optional", "lawyers", "everyone")


@dataclass(frozen=True)
class Setting:
    """One row of the settings table; the README's table and its test are made from these."""

    field: str
    variable: str
    default: str
    meaning: str


TABLE = (
    Setting("port", "SIDEBAR_PORT", "8000", "port of the website"),
    Setting("host", "SIDEBAR_HOST", "127.0.0.1", "address the website listens on"),
    Setting("data_dir", "SIDEBAR_DATA_DIR", "var", "where models, database and logs are kept"),
    Setting("env", "SIDEBAR_ENV", "development", "`development`, `production` or `test`"),
    Setting(
        "database_url", "DATABASE_URL", "", "SQLAlchemy address of the database; empty: SQLite in the data folder"
    ),
    Setting("redis_url", "REDIS_URL", "", "Redis for the job queue, Rasa's locks and rate limits; empty: none"),
    Setting("secret_key", "SIDEBAR_SECRET_KEY", "", "signs cookies; required in production, else made and kept"),
    Setting("engine_url", "SIDEBAR_ENGINE_URL", "", "address of Rasa's HTTP API; empty: started by `sidebar run`"),
    Setting("engine_port", "SIDEBAR_ENGINE_PORT", "5005", "port of the dialogue process, loopback only"),
    Setting("actions_port", "SIDEBAR_ACTIONS_PORT", "5055", "port of the action server, loopback only"),
    Setting("encoder", "SIDEBAR_ENCODER", "", "sentence-transformers model folder or name; empty: all-MiniLM-L6-v2"),
    Setting(
        "checkpoint", "SIDEBAR_CHECKPOINT", "", "Detoxify checkpoint file; empty: the one in `moderation/weights`"
    ),
    Setting("checkpoint_sha256", "SIDEBAR_CHECKPOINT_SHA256", "", "SHA-256 that a checkpoint of your own must have"),
    Setting("policy", "SIDEBAR_POLICY", "", "policy file of the 80/20 line; empty: `bot/triage/policy.yml`"),
    Setting("smtp_url", "SMTP_URL", "", "mail server, `smtp://user:password@host:587`; empty: mail goes to the log"),
    Setting("mail_from", "SIDEBAR_MAIL_FROM", "sidebar@localhost", "sender of mail to lawyers"),
    Setting("site_url", "SIDEBAR_SITE_URL", "", "public address of the website, used in mails; empty: host and port"),
    Setting("two_factor", "SIDEBAR_TWO_FACTOR", "optional", "who must use an app: `optional`, `lawyers`, `everyone`"),
    Setting("compliance", "SIDEBAR_COMPLIANCE", "", "rules of the states; empty: `handoff/rules/compliance.yml`"),
    Setting("terms", "SIDEBAR_TERMS", "", "prices and times of offers; empty: `handoff/rules/terms.yml`"),
    Setting("keep_days", "SIDEBAR_KEEP_DAYS", "365", "days that a conversation is kept after its last message"),
    Setting("log_level", "SIDEBAR_LOG_LEVEL", "info", "`debug`, `info`, `warning` or `error`"),
    Setting("trusted_proxies", "SIDEBAR_TRUSTED_PROXIES", "0", "reverse proxies in front of the website"),
)


@dataclass(frozen=True)
class Settings:
    """What the environment said. Paths are absolute; an empty text means that the default applies."""

    port: int
    host: str
    data_dir: Path
    env: str
    database_url: str
    redis_url: str
    secret_key: str
    engine_url: str
    engine_port: int
    actions_port: int
    encoder: str
    checkpoint: str
    checkpoint_sha256: str
    policy: str
    smtp_url: str
    mail_from: str
    site_url: str
    two_factor: str
    compliance: str
    terms: str
    keep_days: int
    log_level: str
    trusted_proxies: int

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def models_dir(self) -> Path:
        return self.data_dir / "models"

    @property
    def corpus_dir(self) -> Path:
        """What editors published, as the processes read it."""
        return self.data_dir / "corpus"

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read every setting of `TABLE`; raise `BadSetting` that names the variable and what it accepts."""
        values = {row.field: environ.get(row.variable) or row.default for row in TABLE}
        parsed: dict[str, object] = dict(values)
        for field in fields(cls):
            if field.type == "int":
                parsed[field.name] = _whole_number(field.name, values[field.name])
        parsed["data_dir"] = (ROOT / values["data_dir"]).resolve()
        settings = cls(**parsed)  # type: ignore[arg-type]
        _check(settings)
        if settings.database_url:
            return settings
        return cls(**{**parsed, "database_url": f"sqlite:///{settings.data_dir / 'sidebar.db'}"})  # type: ignore[arg-type]


def _whole_number(field: str, text: str) -> int:
    if text.isdigit() and int(text) <= 65535:
        return int(text)
    raise BadSetting(f"{_variable(field)} is {text!r}; it must be a whole number from 0 to 65535")


def _check(settings: Settings) -> None:
    if settings.env not in ENVIRONMENTS:
        raise BadSetting(f"SIDEBAR_ENV is {settings.env!r}; it must be one of {', '.join(ENVIRONMENTS)}")
    if settings.log_level not in ("debug", "info", "warning", "error"):
        raise BadSetting(f"SIDEBAR_LOG_LEVEL is {settings.log_level!r}; use debug, info, warning or error")
    if settings.two_factor not in TWO_FACTOR:
        raise BadSetting(f"SIDEBAR_TWO_FACTOR is {settings.two_factor!r}; use one of {', '.join(TWO_FACTOR)}")
    if settings.site_url and not settings.site_url.startswith(("https://", "http://")):
        raise BadSetting("SIDEBAR_SITE_URL must begin with https:// (or http:// on one machine)")
    if settings.keep_days < 1:
        raise BadSetting("SIDEBAR_KEEP_DAYS must be at least 1")
    if settings.production and len(settings.secret_key) < 32:
        raise BadSetting("SIDEBAR_SECRET_KEY must hold at least 32 characters in production")


def _variable(field: str) -> str:
    return next(row.variable for row in TABLE if row.field == field)
