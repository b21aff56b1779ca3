"""Closing months and years in the story, on what the bank certifies."""

from dataclasses import replace
from datetime import date

from config.demo.attachments import Document, attach
from config.demo.world import World
from fund.acts.attach_bank_certificate import attach_bank_certificate
from fund.acts.close_period import close_period
from fund.acts.close_year import close_year
from fund.acts.propose_close import propose_close
from fund.acts.propose_year_close import propose_year_close
from fund.certificates import CertificateFile, certificate_files, close_of
from fund.chart import CASH
from fund.closing import BankCertificate
from fund.money import format_yen
from fund.queries import trial_balance
from workflow.calendar import fiscal_period, fiscal_year_end, wareki

# From this month on the bank's paper is attached to each close.
CERTIFICATES_FROM = date(2026, 4, 30)


def close_month(world: World, ended_on: date) -> None:
    """The month that ended is put up and closed."""
    period, bank = fiscal_period(ended_on), certificate(world, ended_on)
    if ended_on >= CERTIFICATES_FROM:
        bank = replace(bank, file=send_certificate(world, period, ended_on, bank))
    close = world.do(
        propose_close, world.segment, period, bank, by="fukuda", key=f"close:{period}:propose"
    )
    world.do(close_period, close, 1, by="goto", key=f"close:{period}")


def send_certificate(
    world: World, period: int, day: date, bank: BankCertificate
) -> CertificateFile:
    """The bank's paper joins the close of a month."""
    close = close_of(world.segment, period)
    paper = Document(
        author="株式会社架空銀行 本店営業部",
        title="残高証明書",
        number=bank.certificate,
        facts=(
            ("口座名義", "新エネルギー・産業技術総合開発機構 安定供給確保支援基金（蓄電池）"),
            ("預金の種類", "普通預金"),
            ("証明日", wareki(day)),
            ("残高", format_yen(bank.certified_yen)),
        ),
        text="上記のとおり、証明日の最終の残高を証明します。",
    )
    attach(
        world, attach_bank_certificate, close, paper,
        by=world.people["fukuda"], of=None, key=f"close:{period}:certificate",
    )  # fmt: skip
    return CertificateFile.of(certificate_files(close)[0])


def close_books(world: World, year: int) -> None:
    """The 13th period of a fiscal year is put up and closed."""
    period, bank = year * 100 + 13, certificate(world, fiscal_year_end(year))
    close = world.do(
        propose_year_close, world.segment, period, bank, by="fukuda",
        key=f"close:{period}:propose",
    )  # fmt: skip
    world.do(close_year, close, 1, by="doi", key=f"close:{period}")


def certificate(world: World, day: date) -> BankCertificate:
    """The bank of the story certifies what the fund's account holds."""
    rows = trial_balance(world.segment, day)
    yen = next(row.balance_yen for row in rows if row.code == CASH)
    return BankCertificate(yen, f"第{day:%Y%m}号")
