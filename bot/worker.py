"""Worker: jobs that nobody waits for. huey's consumer runs them, on SQLite or on Redis by setting."""

from __future__ import annotations

from huey import Huey, RedisHuey, SqliteHuey

from bot.settings import Settings


def make_queue(settings: Settings) -> Huey:
    """The job queue: a file in the data folder, or Redis when `REDIS_URL` is set."""
    if settings.redis_url:
        return RedisHuey("sidebar", url=settings.redis_url, results=False)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("sidebar", filename=str(settings.data_dir / "jobs.db"), results=False)


queue = make_queue(Settings.read())
