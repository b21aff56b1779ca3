"""The pages of a close: what waits, what was found, and whose turn it is."""

import hashlib
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fund.acts.close_period import close_period
from fund.acts.propose_close import propose_close
from fund.certificates import close_of
from fund.closing import BankCertificate
from tests.fund.acts.test_attach_bank_certificate import attached
from tests.grants.attached import PDF
from tests.grants.pages.conftest import Visit
from tests.grants.stage import StagedWorld
from workflow.models import Role

APRIL = 202401
PAGE = f"/officer/fund/closes/period/{APRIL}/"


@pytest.fixture
def own(world: StagedWorld, monkeypatch: pytest.MonkeyPatch) -> StagedWorld:
    """The pages show the world's own books."""
    monkeypatch.setattr("fund.views.closes.FUND_SEGMENT", f"TEST_{world.segment}")
    return world


def shown(visit: Visit, own: StagedWorld, role: Role) -> str:
    answer = visit(own.person(role)).get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_period_goes_from_its_checklist_over_the_draft_to_the_close(
    own: StagedWorld, visit: Visit, on_day: Callable[[date], None]
) -> None:
    own.today = date(2025, 4, 7)
    on_day(own.today)
    before = shown(visit, own, Role.ACCOUNTING_CLERK)
    assert f"acts/propose_close/?period={APRIL}" in before
    assert "残高証明書は未記録です" in before
    assert "propose_close" not in shown(visit, own, Role.ACCOUNTING_APPROVER)
    bank = BankCertificate(0, "第7号")
    close = own.do(propose_close, own.segment, APRIL, bank).subject_id
    waiting = shown(visit, own, Role.ACCOUNTING_APPROVER)
    assert f"acts/close_period/{close}/" in waiting
    assert "起案時の点検結果" in waiting
    assert "第7号" in waiting
    own.do(close_period, close, 1)
    after = shown(visit, own, Role.ACCOUNTING_APPROVER)
    assert "締切済" in after
    assert "close_period" not in after


def test_a_period_behind_another_leads_to_the_one_that_closes_first(
    own: StagedWorld, visit: Visit, on_day: Callable[[date], None]
) -> None:
    on_day(date(2025, 4, 7))
    clerk = visit(own.person(Role.ACCOUNTING_CLERK))
    page = clerk.get(f"/officer/fund/closes/period/{APRIL + 1}/").content.decode()
    assert PAGE in page
    assert "propose_close" not in page
    assert clerk.get("/officer/fund/closes/period/199901/").status_code == 404


def test_the_oldest_month_to_be_closed_waits_on_the_clerk_s_desk(
    world: StagedWorld, visit: Visit, on_day: Callable[[date], None]
) -> None:
    on_day(date(2025, 4, 7))
    page = visit(world.person(Role.ACCOUNTING_CLERK)).get("/officer/").content.decode()
    assert "/officer/fund/closes/period/" in page or "propose_close" in page


def test_the_clerk_attaches_the_bank_s_paper_and_others_read_it(
    own: StagedWorld, visit: Visit, on_day: Callable[[date], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Attached on the page, offered when the close is put up, named by it, read by the auditor."""
    monkeypatch.setattr("fund.forms.acts.FUND_SEGMENT", f"TEST_{own.segment}")
    on_day(date(2025, 4, 7))
    clerk = visit(own.person(Role.ACCOUNTING_CLERK))
    address = f"/officer/fund/closes/{close_of(own.segment, APRIL).pk}/uploads/"
    assert address in shown(visit, own, Role.ACCOUNTING_CLERK)
    assert address not in shown(visit, own, Role.ACCOUNTING_APPROVER)
    file = SimpleUploadedFile("残高証明書.pdf", PDF, "application/pdf")
    approver = visit(own.person(Role.ACCOUNTING_APPROVER))
    assert approver.post(address, {"files": file}).status_code == 403
    file.seek(0)
    sent = clerk.post(address, {"files": file}, follow=True)
    assert sent.redirect_chain[0][0] == f"{PAGE}#files"
    assert "「残高証明書.pdf」を添付しました" in sent.content.decode()
    form = clerk.get(f"/officer/acts/propose_close/?period={APRIL}").context["form"]
    (choice,) = [pk for pk, name in form.fields["file"].choices if name == "残高証明書.pdf"]
    assert form.initial["file"] == choice
    given = {
        "period": APRIL, "certified_yen": "0", "certificate": "第7号", "file": choice,
        "key": str(uuid4()), "step": "confirm",
    }  # fmt: skip
    assert clerk.post("/officer/acts/propose_close/", given).status_code == 302
    page = shown(visit, own, Role.ACCOUNTING_APPROVER)
    assert hashlib.sha256(PDF).hexdigest() in page
    auditor = visit(own.person(Role.EXTERNAL_AUDITOR))
    answer = auditor.get(f"/auditor/fund/closes/period/{APRIL}/files/{choice}/")
    assert answer.getvalue() == PDF
    elsewhere = f"/auditor/fund/closes/period/{APRIL + 1}/files/{choice}/"
    assert auditor.get(elsewhere).status_code == 404


def test_the_paper_preselected_is_that_of_the_period_put_up(
    own: StagedWorld, visit: Visit, on_day: Callable[[date], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it has none, none: not the one of another month."""
    monkeypatch.setattr("fund.forms.acts.FUND_SEGMENT", f"TEST_{own.segment}")
    own.today = date(2025, 4, 7)
    on_day(own.today)
    clerk = visit(own.person(Role.ACCOUNTING_CLERK))

    def preselected(asked: str) -> tuple[int, str]:
        form = clerk.get(f"/officer/acts/propose_close/{asked}").context["form"]
        return form.initial["period"], form.initial["file"]

    of_may = str(attached(own, close_of(own.segment, APRIL + 1)).id)
    assert preselected("") == (APRIL, "")
    of_april = str(attached(own, close_of(own.segment, APRIL)).id)
    assert preselected("") == (APRIL, of_april)
    assert preselected(f"?period={APRIL + 1}") == (APRIL + 1, of_may)
    assert preselected("?period=x") == (APRIL, of_april)
