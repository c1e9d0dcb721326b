"""Security: headers, cookies, forms, rate limits and proxies, set up in one place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.settings import Settings

LARGEST_REQUEST = 2 * 1024 * 1024  # above the 1 MB that a clumsy client sends, so that it gets its 422 in full
SESSION_LASTS = timedelta(hours=8)
SIGN_INS_PER_ADDRESS = "20 per minute; 100 per hour"
SIGN_INS_PER_ACCOUNT = "5 per minute; 30 per hour"
OPENINGS_IN_PRODUCTION = "30 per minute; 300 per hour"
TURNS_IN_PRODUCTION = "120 per minute"
ANYWHERE_ELSE = "6000 per minute"

POLICY = {
    "default-src": "'self'",
    "base-uri": "'none'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
}
EMBEDDED_POLICY = {**POLICY, "frame-ancestors": "*", "form-action": "'none'"}
HARMLESS_PERMISSIONS = {"camera": "()", "geolocation": "()", "microphone": "()", "payment": "()", "usb": "()"}


def secure(app: Flask, settings: Settings) -> CSRFProtect:
    """Harden the application; return the CSRF guard so that the token-protected API can be left out of it."""
    behind_tls = settings.production and settings.trusted_proxies > 0
    app.secret_key = settings.secret_key
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        PERMANENT_SESSION_LIFETIME=SESSION_LASTS,
        SESSION_COOKIE_NAME="__Host-sidebar" if settings.production else "sidebar",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=int(SESSION_LASTS.total_seconds()),
        WTF_CSRF_SSL_STRICT=settings.production,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    Talisman(
        app,
        content_security_policy=POLICY,
        force_https=behind_tls,
        frame_options="DENY",
        permissions_policy=HARMLESS_PERMISSIONS,
        referrer_policy="no-referrer",
        session_cookie_secure=settings.production,
    )
    app.after_request(_keep_out_of_caches)
    return CSRFProtect(app)


def limit_rates(app: Flask, settings: Settings) -> None:
    """Bound what one address may ask, strictly where passwords are tried."""
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=settings.redis_url or "memory://",
        in_memory_fallback=[ANYWHERE_ELSE] if settings.redis_url else [],
    )
    views: dict[str, Any] = app.view_functions
    openings, turns = (
        (OPENINGS_IN_PRODUCTION, TURNS_IN_PRODUCTION) if settings.production else (ANYWHERE_ELSE, ANYWHERE_ELSE)
    )
    views["chat.Openings"] = limiter.limit(openings)(views["chat.Openings"])
    for name in ("chat.Messages", "chat.Feedback", "chat.Transcript", "chat.Erasure"):
        views[name] = limiter.limit(turns)(views[name])
    sign_in = limiter.limit(SIGN_INS_PER_ADDRESS, methods=["POST"])(views["account.sign_in"])
    views["account.sign_in"] = limiter.limit(SIGN_INS_PER_ACCOUNT, methods=["POST"], key_func=_named_account)(sign_in)
    for name in ("second.code", "second.set_up", "chat.Return"):
        views[name] = limiter.limit(SIGN_INS_PER_ADDRESS, methods=["POST"])(views[name])


def _named_account() -> str:
    return "account " + request.form.get("email", "").strip().lower()[:200]


def _keep_out_of_caches(response: Response) -> Response:
    """Pages and answers may hold what a person said; only files under /static/ are for caches."""
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
