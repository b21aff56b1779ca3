"""The addresses of the inside door: officers, auditors, METI.

The first name of an address is its audience; workflow.door lets nobody else pass.
"""

from django.urls import URLPattern, URLResolver, include, path

from config.entrance import ENTRANCE
from config.health import health
from fund import urls as fund_urls
from grants import urls as grant_urls
from reports import urls as report_urls

READING = [
    # Before the fund's own: its addresses take any word for the code of a 勘定.
    *report_urls.STATEMENTS, *report_urls.PAPERS, *report_urls.REPORTS, *report_urls.DEADLINES,
    *fund_urls.READING, *grant_urls.READING,
]  # fmt: skip

OFFICER = [
    *fund_urls.OFFICER,
    *grant_urls.OFFICER,
    *report_urls.NOTICES,
    *report_urls.UNDELIVERED,
    *READING,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health, name="health"),
    *ENTRANCE,
    path("officer/", include((OFFICER, "officer"))),
    *report_urls.FEEDS,
    path("auditor/", include(([*fund_urls.AUDITOR, *READING], "auditor"))),
    path("meti/", include(([*fund_urls.METI, *READING], "meti"))),
]
