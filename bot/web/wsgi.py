"""Wsgi: the application that gunicorn serves (`gunicorn bot.web.wsgi:app`)."""

from bot.assembly import house
from bot.settings import Settings
from bot.web import create_app

app = create_app(house(Settings.read()))
