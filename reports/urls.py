"""The addresses of the pages of papers and deadlines."""

from django.urls import URLPattern, path

from reports.views import deadlines, filing, kit, notices, papers, reading
from reports.views.sending import KIND
from workflow.views import sending

PAPERS: list[URLPattern] = [
    path("papers/", papers.papers, name="papers"),
    path("papers/<uuid:pk>/", papers.paper, name="paper"),
    path("papers/<uuid:pk>/pdf/", papers.pdf, name="pdf"),
]
DEADLINES: list[URLPattern] = [
    path("deadlines/", deadlines.deadlines, name="deadlines"),
    path("deadlines/map/", deadlines.heat_map, name="deadline_map"),
    path("deadlines/closed-days/", deadlines.closed_days, name="closed_days"),
]
NOTICES: list[URLPattern] = [
    path("notices/", notices.notices, name="notices"),
    path("notices/wishes/", notices.wishes, name="wishes"),
    path("notices/calendar/", notices.calendar_address, name="calendar_address"),
]
# Outside every audience's space: a calendar program does not log in.
FEEDS: list[URLPattern] = [
    path("calendar/<str:secret>.ics", notices.calendar_feed, name="calendar_feed"),
]
UNDELIVERED: list[URLPattern] = [
    path("deadlines/undelivered/", deadlines.undelivered, name="undelivered"),
]
OWN_DEADLINES: list[URLPattern] = [
    path("deadlines/", deadlines.own_deadlines, name="deadlines"),
]
STATEMENTS: list[URLPattern] = [
    path("fund/statement/", papers.own_statement, name="own_statement"),
    path("fund/<slug:code>/statement/<int:period>/", papers.statement, name="statement"),
]
# What NEDO, auditors and METI read of reports.
REPORTS: list[URLPattern] = [
    path("reports/", reading.reports, name="reports"),
    path("reports/<uuid:pk>/", reading.report, name="report"),
    path("filings/<uuid:pk>/", filing.filing, name="filing"),
    path("filings/<uuid:pk>/pdf/", filing.filing_pdf, name="filing_pdf"),
    path("evidence/<uuid:pk>/", reading.evidence, name="evidence"),
]
OWN_REPORTS: list[URLPattern] = [
    path("reports/", filing.reports, name="reports"),
    path("reports/<uuid:pk>/", filing.report, name="report"),
    path("reports/<uuid:pk>/check/", filing.check, name="report_check"),
    path("reports/<uuid:pk>/kit/", kit.kit, name="report_kit"),
    path("reports/<uuid:pk>/kit/file/", kit.kit_file, name="report_kit_file"),
    path("reports/<uuid:pk>/uploads/", sending.uploads, {"kind": KIND}, name="report_uploads"),
    path("uploads/<uuid:pk>/", sending.upload, name="upload"),
    path("evidence/<uuid:pk>/", reading.own_evidence, name="evidence"),
    path("filings/<uuid:pk>/", filing.filing, name="filing"),
    path("filings/<uuid:pk>/pdf/", filing.filing_pdf, name="filing_pdf"),
]
