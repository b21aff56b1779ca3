"""The addresses before any audience: first page, logging in and out."""

from django.conf import settings
from django.urls import URLPattern, path

from config.demo.door import become, panel
from workflow.views.entrance import home, log_in, log_out

ENTRANCE: list[URLPattern] = [
    path("", home, name="home"),
    path("login/", log_in, {"panel": panel if settings.DEMO else None}, name="login"),
    path("logout/", log_out, name="logout"),
]
if settings.DEMO:
    ENTRANCE.append(path("become/", become, name="become"))
