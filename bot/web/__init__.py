"""web: the public site, the chat API, accounts, and the doors to the portal and the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from bot.errors import EngineUnavailable
from bot.web.access_log import log_access
from bot.web.accounts import accounts, only, signed_in, watch_sign_ins
from bot.web.api import chat_api
from bot.web.health import health, measure
from bot.web.pages import pages
from bot.web.problems import ProblemApi, register_problems
from bot.web.safety_pages import safety_pages
from bot.web.second_step import second_step
from bot.web.security import limit_rates, secure
from handoff.consent import ConsentLedger
from handoff.desk import Desk, desk_blueprint
from handoff.errors import NotShown
from handoff.portal import Portal, portal_blueprint
from handoff.portal_office import Office
from handoff.thread import MayShow, Screening
from intents.topics import load_topics

if TYPE_CHECKING:
    from bot.assembly import House

OPENAPI = {
    "API_TITLE": "Sidebar",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "OPENAPI_JSON_PATH": "openapi.json",
    "API_SPEC_OPTIONS": {
        "info": {"description": "Legal information in plain words, and a lawyer where it takes one."},
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    },
}


def create_app(house: House) -> Flask:
    """Build the website around the parts that bot/assembly.py made; needs `house.settings.secret_key`."""
    app = Flask(__name__)
    app.config.update(OPENAPI)
    app.extensions["sidebar"] = house
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    log_access(app, level=house.settings.log_level)
    measure(app)
    forms = secure(app, house.settings)
    watch_sign_ins(app)
    register_problems(app)
    chat = chat_api()
    ProblemApi(app).register_blueprint(chat)
    forms.exempt(chat)
    for blueprint in (health, pages, accounts, second_step):
        app.register_blueprint(blueprint)
    app.register_blueprint(portal_blueprint(_portal(house), _office(house), guard=only("lawyer")))
    app.register_blueprint(desk_blueprint(_desk(house), guard=only("staff", "admin")))
    safety_pages(app)
    limit_rates(app, house.settings)
    return app


def _portal(house: House) -> Portal:
    topics = load_topics()
    return Portal(
        leads=house.leads,
        lawyers=house.lawyers,
        consents=ConsentLedger(house.database),
        transcripts=house.transcripts,
        threads=house.handoff.threads(_may_show(house)),
        views=house.handoff.views,
        topic_names=_topic_names(),
        topic_codes={key: topic.code for key, topic in topics.by_key.items()},
        whoami=lambda: signed_in().id,
    )


def _office(house: House) -> Office:
    return Office(
        lawyers=house.lawyers,
        conflicts=house.leads.conflicts,
        billing=house.handoff.billing,
        hooks=house.handoff.webhooks,
        topic_names=_topic_names(),
        whoami=lambda: signed_in().id,
    )


def _may_show(house: House) -> MayShow:
    def may_show(text: str) -> Screening:
        try:
            verdict = house.text_screen(text)
        except EngineUnavailable as error:
            raise NotShown("the message cannot be checked now; please try again in a minute") from error
        return Screening(verdict.allowed, verdict.reasons)

    return may_show


def _desk(house: House) -> Desk:
    return Desk(
        database=house.database,
        leads=house.leads,
        lawyers=house.lawyers,
        handoff=house.handoff,
        topic_names=_topic_names(),
        whoami=lambda: signed_in().id,
    )


def _topic_names() -> dict[str, str]:
    return {key: topic.name for key, topic in load_topics().by_key.items()}
