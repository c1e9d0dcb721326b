"""Worker: jobs that nobody waits for. huey's consumer runs them, on SQLite or on Redis by setting."""

from __future__ import annotations

import logging
from functools import cache

from huey import Huey, RedisHuey, SqliteHuey, crontab

from bot.assembly import caretaking
from bot.caretaking import Caretaking
from bot.settings import Settings

log = logging.getLogger(__name__)


def make_queue(settings: Settings) -> Huey:
    """The job queue: a file in the data folder, or Redis when `REDIS_URL` is set."""
    if settings.redis_url:
        return RedisHuey("sidebar", url=settings.redis_url, results=False)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("sidebar", filename=str(settings.data_dir / "jobs.db"), results=False)


queue = make_queue(Settings.read())


@cache
def _house() -> Caretaking:
    return caretaking(Settings.read())


@queue.periodic_task(crontab())
@queue.lock_task("deliver")
def deliver_notices() -> None:
    """Every minute: send what lawyers are to be told."""
    done = _house().deliver_notices()
    if done.sent or done.failed or done.given_up:
        log.info("notices: %d sent, %d to be tried again, %d given up", done.sent, done.failed, done.given_up)


@queue.periodic_task(crontab())
@queue.lock_task("dispatch")
def dispatch_leads() -> None:
    """Every minute: let offers run out, offer what waits, close what is hopeless."""
    done = _house().dispatch_leads()
    if done.expired or done.offered or done.exhausted:
        log.info("leads: %d expired, %d offered, %d without a lawyer", done.expired, done.offered, done.exhausted)


@queue.periodic_task(crontab(hour="13", minute="5"))
@queue.lock_task("remind")
def remind_lawyers() -> None:
    """Every day, in the morning of the United States: ask for outcomes; on the first, subscriptions are charged."""
    log.info("reminded %d lawyers", _house().remind_lawyers())


@queue.periodic_task(crontab(hour="3", minute="17"))
@queue.lock_task("purge")
def purge() -> None:
    """Every night: erase what is older than the policy allows."""
    log.info("purged: %s", _house().purge())
