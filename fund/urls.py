"""The addresses of the fund's pages, for every audience that may read the books."""

from django.urls import URLPattern, path

from fund.certificates import KIND
from fund.views import audit, bundle, closes, figures, ledger, plans, treasury, vouchers
from workflow.views import sending

READING: list[URLPattern] = [
    path("fund/", figures.own_fund, name="fund"),
    path("fund/endowments/", figures.endowments, name="endowments"),
    path("fund/closes/", closes.closes, name="closes"),
    path("fund/closes/<int:year>/", closes.closes, name="closes_of"),
    path("fund/closes/period/<int:period>/", closes.close, name="close"),
    path("fund/closes/period/<int:period>/files/<uuid:pk>/", closes.close_file, name="close_file"),
    path("fund/trial-balance/", figures.own_trial_balance, name="trial_balance"),
    path("fund/holdings/", treasury.own_holdings, name="own_holdings"),
    path("fund/placements/<uuid:pk>/", treasury.placement, name="placement"),
    path("fund/vouchers/<uuid:pk>/", vouchers.voucher, name="voucher"),
    path("fund/stray-receipts/", vouchers.stray_receipts, name="stray_receipts"),
    path("fund/plans/", plans.fund_plan, name="own_fund_plan"),
    path("fund/plans/<int:year>/", plans.fund_plan, name="fund_plan"),
    path("fund/<slug:code>/holdings/", treasury.holdings, name="holdings"),
    path("fund/<slug:code>/ladder/", treasury.ladder, name="ladder"),
    path("fund/<slug:code>/vouchers/", vouchers.vouchers, name="vouchers"),
    path("fund/<slug:code>/", figures.position, name="position"),
    path("fund/<slug:code>/months/", figures.months, name="months"),
    path("fund/<slug:code>/months/<int:year>/", figures.months, name="months_of"),
    path("fund/<slug:code>/trial-balance/", figures.trial_balance, name="trial_balance_of"),
    path("fund/<slug:code>/differences/", figures.differences, name="differences"),
    path("fund/<slug:code>/accounts/<str:account>/", ledger.account, name="account"),
    path("fund/<slug:code>/entries/", ledger.entries, name="entries"),
    path("fund/<slug:code>/entries/<int:seq>/", ledger.entry, name="entry"),
]
OFFICER = [
    path("fund/closes/<uuid:pk>/uploads/", sending.uploads, {"kind": KIND}, name="close_uploads"),
    path("uploads/<uuid:pk>/", sending.upload, name="upload"),
]
AUDITOR = [
    path("", audit.audit_home, name="home"),
    path("verify/", audit.verify, name="verify"),
    path("bundle/", bundle.bundle, name="bundle"),
    path("bundle/download/", bundle.bundle_zip, name="bundle_zip"),
]
METI = [path("", audit.overview, name="home")]
