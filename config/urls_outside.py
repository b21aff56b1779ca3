"""The addresses of the outside door: recipients and the public."""

from django.urls import URLPattern, URLResolver, include, path

from config.entrance import ENTRANCE
from config.health import health
from grants import urls as grant_urls
from reports import urls as report_urls

RECIPIENT = [*grant_urls.RECIPIENT, *report_urls.PAPERS, *report_urls.OWN_REPORTS,
             *report_urls.OWN_DEADLINES, *report_urls.NOTICES]  # fmt: skip

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health, name="health"),
    *ENTRANCE,
    *report_urls.FEEDS,
    path("recipient/", include((RECIPIENT, "recipient"))),
]
