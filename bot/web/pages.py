"""Pages: what the public sees; the chat, how it works, and the widget for other websites."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import us
import yaml
from flask import Blueprint, Response, current_app, render_template, request

from bot.web.security import EMBEDDED_POLICY

LANGUAGES = {"en": "English", "es": "Español"}
WORDING = Path(__file__).parent / "wording"
A_YEAR_S = 31_536_000

pages = Blueprint("pages", __name__)


@pages.get("/")
def chat() -> str:
    """The chat itself."""
    return _chat(embedded=False)


@pages.get("/embed")
def embed() -> str:
    """The chat for an iframe on another website."""
    return _chat(embedded=True)


embed.talisman_view_options = {  # type: ignore[attr-defined]  # read by flask-talisman
    "content_security_policy": EMBEDDED_POLICY,
    "frame_options": None,
}


@pages.get("/about")
def about() -> str:
    """What Sidebar is, is not, and keeps."""
    return render_template("about.html", **_shared())


@pages.get("/widget.js")
def widget_script() -> Response:
    """The one line of script that another website adds."""
    response = current_app.send_static_file("widget.js")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@pages.get("/widget")
def widget_demo() -> str:
    """How to add the chat to another website, with the real thing on the page."""
    return render_template("widget.html", **_shared())


@pages.after_request
def remember_language(response: Response) -> Response:
    """Keep a language that was chosen by a link."""
    chosen = request.args.get("lang")
    if chosen in LANGUAGES and request.endpoint != "pages.embed":
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        response.set_cookie("language", chosen, max_age=A_YEAR_S, httponly=True, samesite="Lax", secure=secure)
    return response


def language() -> str:
    """The address says it, else the visitor's choice, else the browser."""
    for chosen in (request.args.get("lang"), request.cookies.get("language")):
        if chosen in LANGUAGES:
            return chosen
    return request.accept_languages.best_match(list(LANGUAGES), default="en") or "en"


@cache
def wording(code: str) -> dict[str, Any]:
    """Every sentence of the public pages in one language."""
    words: dict[str, Any] = yaml.safe_load((WORDING / f"{code}.yml").read_text(encoding="utf-8"))
    return words


def _chat(*, embedded: bool) -> str:
    code = language()
    script = {
        "locale": code,
        "embedded": embedded,
        "words": wording(code)["chat"],
        "places": _places(wording(code)["chat"]["whole_country"]),
    }
    return render_template("chat.html", embedded=embedded, script_json=_for_script(script), **_shared())


def _shared() -> dict[str, Any]:
    code = language()
    return {"lang": code, "languages": LANGUAGES, "words": wording(code)}


def _places(whole_country: str) -> dict[str, str]:
    return {
        "US": whole_country,
        **{state.abbr: state.name for state in (*us.states.STATES_AND_TERRITORIES, us.states.DC)},
    }


def _for_script(value: object) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
