"""残高証明書の添付: the bank's paper, kept encrypted, bound to the close that names it."""

import io
from datetime import date
from uuid import UUID

import pytest
from django.db import connection, transaction

from fund.acts.attach_bank_certificate import attach_bank_certificate
from fund.acts.close_period import close_period
from fund.acts.propose_close import propose_close
from fund.certificates import CertificateFile, certificate_files, close_of
from fund.checks import Books
from fund.checks.periods import closes_stand_on_their_checklist
from fund.closing import BankCertificate
from fund.models import PeriodClose
from tests.deeds import Deed, deed, perform, posted, refusal
from tests.fund.acts.test_propose_close import APRIL, MAY
from tests.grants.attached import PDF
from tests.grants.conftest import new_world
from tests.grants.world import World
from workflow.approvals import latest_draft
from workflow.incoming import Sender, begin_upload, receive_piece
from workflow.inspection import EICAR
from workflow.models import LegalRule, Role, Upload
from workflow.uploads import evidence_vault

ON = date(2025, 4, 7)
# Required for months that end long after every other test's.
STRICT_FROM, STRICT_MONTH = date(2026, 8, 31), 202605


def received(world: World, close: PeriodClose, content: bytes = PDF) -> Upload:
    """A file sent in one piece by the clerk."""
    sender = Sender(world.person(Role.ACCOUNTING_CLERK), None, world.now)
    begun = begin_upload(close, "残高証明書.pdf", len(content), sender)
    stream = io.BytesIO(content)
    return receive_piece(begun.pk, 0, len(content), stream, evidence_vault(), world.now)


def attached(world: World, close: PeriodClose) -> CertificateFile:
    """A certificate attached; as a draft names it."""
    world.do(attach_bank_certificate, received(world, close).pk)
    return CertificateFile.of(certificate_files(close)[0])


def lawful(world: World) -> Deed:
    """The clerk attaches the certificate of April 2024."""
    world.today = ON
    return deed(attach_bank_certificate, received(world, close_of(world.segment, APRIL)).pk, on=ON)


def findings(world: World) -> list[str]:
    """What the invariant of the closes says of this 勘定."""
    with transaction.atomic(), connection.cursor() as cursor:
        found = closes_stand_on_their_checklist(
            Books(cursor, {world.segment: f"TEST_{world.segment}"})
        )
        return [finding.what for finding in found]


def test_the_certificate_is_evidence_of_the_close_before_anybody_puts_it_up(fund: World) -> None:
    record = perform(fund, lawful(fund))
    close = close_of(fund.segment, APRIL)
    (file,) = certificate_files(close)
    assert (record.subject_id, file.filename) == (close.pk, "残高証明書.pdf")
    assert record.facts["sha256"] == bytes(file.sha256).hex()
    assert posted(fund.segment, record) == []
    bank = BankCertificate(0, "第1号", CertificateFile.of(file))
    put_up = fund.do(propose_close, fund.segment, APRIL, bank)
    assert put_up.subject_id == close.pk


def test_the_close_names_the_file_and_its_sha256(fund: World) -> None:
    fund.today = ON
    file = attached(fund, close_of(fund.segment, APRIL))
    close = fund.do(propose_close, fund.segment, APRIL, BankCertificate(0, "第1号", file))
    draft = latest_draft("CLOSE", close.subject_id)
    assert draft is not None
    assert draft.content["certificate_sha256"] == file.sha256
    (item,) = [check for check in draft.content["checks"] if check["code"] == "bank"]
    assert file.sha256 in item["found"][1]
    fund.do(close_period, close.subject_id, 1)
    assert findings(fund) == []


def test_a_file_of_another_close_or_another_content_is_refused(fund: World) -> None:
    fund.today = ON
    other = attached(fund, close_of(fund.segment, MAY))
    problems = refusal(fund, propose_close, fund.segment, APRIL, BankCertificate(0, "第1号", other))
    assert set(problems) == {"close_bank"}
    assert "異なります" in problems["close_bank"].text
    own = attached(fund, close_of(fund.segment, APRIL))
    forged = CertificateFile(own.id, own.name, "0" * 64)
    bank = BankCertificate(0, "第1号", forged)
    assert set(refusal(fund, propose_close, fund.segment, APRIL, bank)) == {"close_bank"}


@pytest.fixture
def strict_law(committed: None) -> None:
    """From STRICT_FROM on a close needs the paper itself."""
    LegalRule.objects.using("owner").get_or_create(
        code="certificate_file_required",
        valid_from=STRICT_FROM,
        defaults={"value": "1", "title": "試験", "article": "試験", "confidence": "試験"},
    )


def test_where_the_rule_asks_for_the_paper_no_close_goes_without(
    strict_law: None,
) -> None:
    """By the rule in force on the period's last day: the month before needs none."""
    own_world = new_world()
    own_world.close_until(date(2026, 6, 30))
    own_world.today = date(2026, 9, 2)
    bank = BankCertificate(10_000_000_000, "第1号")
    with transaction.atomic():
        own_world.do(propose_close, own_world.segment, STRICT_MONTH - 1, bank)
        transaction.set_rollback(True)
    own_world.close_until(date(2026, 7, 31))
    lacking = refusal(own_world, propose_close, own_world.segment, STRICT_MONTH, bank)
    assert set(lacking) == {"close_bank"}
    assert "添付されていません" in lacking["close_bank"].text
    file = attached(own_world, close_of(own_world.segment, STRICT_MONTH))
    whole = BankCertificate(bank.certified_yen, bank.certificate, file)
    assert own_world.do(propose_close, own_world.segment, STRICT_MONTH, whole).facts["version"] == 1


def test_after_the_close_nothing_is_attached(fund: World) -> None:
    fund.today = ON
    late = received(fund, close_of(fund.segment, APRIL))
    close: UUID = fund.do(
        propose_close, fund.segment, APRIL, BankCertificate(0, "第1号")
    ).subject_id
    fund.do(close_period, close, 1)
    assert set(refusal(fund, attach_bank_certificate, late.pk)) == {"closed"}


def test_the_same_file_twice_and_a_dangerous_one_stay_out(fund: World) -> None:
    fund.today = ON
    april = close_of(fund.segment, APRIL)
    attached(fund, april)
    again = received(fund, april)
    assert set(refusal(fund, attach_bank_certificate, again.pk)) == {"same_file"}
    record = fund.do(attach_bank_certificate, received(fund, april, b"%PDF-1.7 " + EICAR).pk)
    assert "quarantined" in record.facts
    assert certificate_files(april).count() == 1
