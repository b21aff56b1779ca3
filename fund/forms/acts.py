"""What the pages ask before an act on the fund."""

from typing import Any

from django import forms

from fund.acts.endow_fund import EndowmentNotice
from fund.books import FUND_SEGMENT
from fund.browsing import open_months_before, open_years_before
from fund.certificates import CertificateFile, certificate_files, close_of
from fund.closing import DOCUMENT, BankCertificate
from fund.fields import YenField
from fund.models import PeriodClose
from fund.queries import period_name, segment_by_code
from workflow.act_forms import ActForm
from workflow.fields import DayField
from workflow.models import Upload


class FundForm(ActForm):
    """An act on the fund's own 勘定."""

    @property
    def segment(self) -> int:
        """The fund's own 勘定."""
        return own_segment()

    def answered(self, **more: Any) -> dict[str, Any]:
        """What was filled in, by name, with the 勘定 it is for."""
        given = {k: v for k, v in self.cleaned_data.items() if k != "key"}
        return {"segment": self.segment, **given, **more}


def own_segment() -> int:
    """The fund's own 勘定."""
    return segment_by_code(FUND_SEGMENT).segment_id


class EndowFund(FundForm):
    """基金の造成."""

    act = "endow_fund"
    button = "受入れを記帳する"

    notice_number = forms.CharField(
        label="通知文書番号", max_length=60,
        help_text="分割して入金されたときは、入金ごとに記帳します",
    )  # fmt: skip
    notice_on = DayField(label="通知日")
    received_on = DayField(label="受入日", help_text="国庫から専用口座に入金された日")
    budget_year = forms.IntegerField(
        label="予算年度", min_value=2000, max_value=2199, help_text="例: 2026（令和8年度）"
    )
    amount_yen = YenField(label="受入額（円）")
    bank_reference = forms.CharField(label="銀行照会番号", max_length=60)

    def arguments(self) -> tuple[Any, ...]:
        """The notice."""
        return (EndowmentNotice(**self.answered()),)


class _Proposal(FundForm):
    """The period, and the bank's certificate as of its last day."""

    hint = ""
    field_order = ("period", "certified_yen", "certificate", "file", "key")

    certified_yen = YenField(
        label="残高証明書の額（円）", help_text="基金専用口座の、期間の末日現在の残高"
    )
    certificate = forms.CharField(
        label="残高証明書の番号・発行日", max_length=100, help_text="例: 第1234号 2026-04-03"
    )

    def prepare(self) -> None:
        """Offer the periods that may be put up, the oldest first."""
        offered = self.periods()
        self.fields["period"] = forms.TypedChoiceField(
            label="会計期間",
            coerce=int,
            choices=[(period, period_name(period)) for period in offered],
            help_text=self.hint if offered else "いま起案できる期間はありません。",
        )
        asked = [n for n in offered if str(n) == self.request.GET.get("period")]
        self.initial["period"] = next(iter(asked or offered), None)
        of_period = {
            period: list(certificate_files(close_of(self.segment, period))) for period in offered
        }
        self.papers = {
            str(file.pk): CertificateFile.of(file) for files in of_period.values() for file in files
        }
        self.fields["file"] = forms.ChoiceField(
            label="残高証明書のファイル",
            required=False,
            choices=[("", "―"), *((pk, file.name) for pk, file in self.papers.items())],
            help_text="締めの画面で添付したファイルから選びます。",
        )
        newest = of_period.get(self.initial["period"], [])[:1]
        self.initial["file"] = str(newest[0].pk) if newest else ""
        self.order_fields(self.field_order)

    def periods(self) -> list[int]:
        """The periods offered."""
        return open_months_before(self.segment, self.request.today)

    def arguments(self) -> tuple[Any, ...]:
        """Segment, period and the bank's certificate."""
        given = self.cleaned_data
        file = self.papers.get(given["file"])
        bank = BankCertificate(given["certified_yen"], given["certificate"], file)
        return self.segment, given["period"], bank


class AttachBankCertificate(ActForm):
    """残高証明書の添付."""

    act = "attach_bank_certificate"
    button = "添付する"
    subject_model = Upload


class ProposeClose(_Proposal):
    """締めの起案."""

    act = "propose_close"
    button = "締めを起案する"
    hint = "終わった月のうち、まだ締めていないもの。古い月から順に締めます。"


class ProposeYearClose(_Proposal):
    """年度の締めの起案."""

    act = "propose_year_close"
    button = "年度の締めを起案する"
    hint = "全ての月を締めた年度。締めると、決算整理の仕訳も記帳できなくなります。"

    def periods(self) -> list[int]:
        """The 13th periods whose months are all closed."""
        return open_years_before(self.segment, self.request.today)


class ClosePeriod(ActForm):
    """締め."""

    act = "close_period"
    button = "この期間を締める"
    subject_model = PeriodClose
    document = DOCUMENT
    about = "acts/about_close.html"
    is_danger = True


class CloseYear(ActForm):
    """年度の締め."""

    act = "close_year"
    button = "この年度を締める"
    subject_model = PeriodClose
    document = DOCUMENT
    about = "acts/about_close.html"
    is_danger = True
