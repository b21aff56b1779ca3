"""The addresses of the grants' pages, by audience."""

from django.urls import URLPattern, path

from fund.views.act import act_page
from grants.views import case as cases
from grants.views import files, officer, own_ledger, plans, recipient
from grants.views.delegations import bulk, delegations
from workflow.views import sending
from workflow.views.drafts import draft

READING: list[URLPattern] = [
    path("grants/", cases.grants, name="grants"),
    path("grants/<slug:number>/", cases.grant, name="grant"),
    path("grants/<slug:number>/refunds/<int:order>/", cases.refund, name="refund"),
    path("grants/<slug:number>/files/<uuid:pk>/", files.application_file, name="application_file"),
    path(
        "grants/<slug:number>/files/<uuid:pk>/content/",
        files.application_file_content,
        name="application_file_content",
    ),
    path("exceptions/", cases.exceptions, name="exceptions"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<uuid:pk>/", plans.plan, name="plan"),
    path("drafts/<uuid:pk>/", draft, name="draft"),
    path("subjects/<str:kind>/<uuid:pk>/", cases.subject, name="subject"),
]
ACTING: list[URLPattern] = [
    path("acts/<slug:act>/", act_page, name="act"),
    path("acts/<slug:act>/<uuid:subject>/", act_page, name="act"),
]
OFFICER = [
    path("", officer.inbox, name="home"),
    path("delegations/", delegations, name="delegations"),
    path("bulk/<uuid:pk>/", bulk, name="bulk"),
    *ACTING,
]
RECIPIENT: list[URLPattern] = [
    path("", recipient.home, name="home"),
    path("applications/", recipient.new_application, name="applications"),
    path("applications/<uuid:pk>/", recipient.application, name="application"),
    path(
        "applications/<uuid:pk>/uploads/",
        sending.uploads,
        {"kind": files.DRAFT},
        name="application_uploads",
    ),
    path("grants/", recipient.grants, name="grants"),
    path("grants/<uuid:pk>/uploads/", sending.uploads, {"kind": files.CASE}, name="grant_uploads"),
    path("grants/<slug:number>/", recipient.grant, name="grant"),
    path("grants/<slug:number>/refunds/<int:order>/", recipient.refund, name="refund"),
    path("grants/<slug:number>/entries/", own_ledger.entries, name="own_entries"),
    path("grants/<slug:number>/entries/<int:seq>/proof/", own_ledger.proof, name="entry_proof"),
    path("verifier/", own_ledger.verifier, name="verifier"),
    path("subjects/<str:kind>/<uuid:pk>/", recipient.subject, name="subject"),
    *ACTING,
]
