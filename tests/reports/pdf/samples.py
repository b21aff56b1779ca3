"""Papers with fictional parties (corporate numbers fail their check digit) used by the paper
tests."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from reports.pdf.account_statement import AccountLine, AccountStatement
from reports.pdf.amount_fixed_notice import AmountFixedNotice, FixedLine
from reports.pdf.cancellation_notice import CancellationNotice
from reports.pdf.change_notice import ChangedLine, ChangeNotice
from reports.pdf.charges_demand import ChargesDemand
from reports.pdf.charges_notice import ChargesNotice, RefundReceipt
from reports.pdf.decision_notice import DecisionLine, DecisionNotice, YearlyLimit
from reports.pdf.demand_letter import DemandLetter
from reports.pdf.disposal_notice import DisposalNotice
from reports.pdf.extra_costs_notice import ExtraCost, ExtraCostsNotice
from reports.pdf.fund_statement import FundLine, FundStatement, PrintedSeal
from reports.pdf.instruction_letter import InstructionLetter
from reports.pdf.letter import (
    Addressee,
    BankAccount,
    EntryMark,
    GrantReference,
    Letterhead,
    Remedy,
    Sender,
)
from reports.pdf.payment_notice import PaymentLine, PaymentNotice
from reports.pdf.reduction_notice import ReductionNotice
from reports.pdf.refund_order import RefundLot, RefundOrder
from reports.pdf.succession_notice import SuccessionNotice
from reports.pdf.waiver_notice import WaivedCharge, WaiverNotice
from reports.pdf.worksheet import ChargeWorksheet, WorksheetRow

HASH = "8f3a91c25d0e7b64a1c9f2873e5d4b06c7a8190f2e3d4c5b6a79880716253443"

SENDER = Sender(
    "国立研究開発法人新エネルギー・産業技術総合開発機構", "理事長", "見本　太郎", "（公印省略）"
)
ADDRESSEE = Addressee(
    "株式会社みなと蓄電システムズ",
    "神奈川県架空市みなと町1丁目2番3号",
    "代表取締役社長",
    "𠮷田　花子",
    "1234567890123",
)
CONTACT = ("蓄電池助成部　支援第一課", "電話 000-0000-0000　受付 平日9時30分から17時まで")
GRANT = GrantReference(
    "定置用蓄電池（2 GWh/年）生産基盤の整備", "P26-0007", "安供第2026-0107号", date(2026, 6, 15)
)
FUND_ACCOUNT = BankAccount("テスト銀行（9999）", "本店（999）", "普通", "9000001", "テストキコウ")
DAILY = Fraction(3, 10_000)
RATE_TEXT = "年10.95パーセント"
ARTICLE_19_1 = "適正化法第19条第1項"
OLDER_GRANT = GrantReference(
    "リサイクル材（4,000 t/年）生産設備の整備", "P23-0008", "安供第2023-0042号", date(2023, 6, 30)
)
REMEDY = Remedy(SENDER.organisation + SENDER.title, SENDER.organisation)
MARK = EntryMark("ESF-B", 1999, HASH)


def head(number: str, issued_on: date, form: str = "") -> Letterhead:
    """A letterhead from the fictional sender to the fictional recipient."""
    return Letterhead(number, issued_on, ADDRESSEE, SENDER, form, CONTACT)


CONDITIONS = (
    "助成対象費用の費目の間で配分を変えるとき（軽微な変更を除く。）は、あらかじめ理事長の承認を受けること。",
    "助成事業の内容を変更し、中止し、又は廃止しようとするときは、あらかじめ理事長の承認を受けること。",
    "助成事業が予定の期間内に完了しないと見込まれるとき、又は遂行が困難となったときは、速やかに報告し、その指示を受けること。",
    "契約の相手方の選定は、原則として3者以上の見積りを比較して行い、支払は銀行振込によること。",
    "助成事業により取得した財産は、台帳により管理し、処分制限期間内に処分しようとするときは、あらかじめ承認を受けること。",
    "助成事業に係る帳簿及び証拠書類を、完了した日の属する年度の終了後5年間保存すること。",
    "コア技術の流出を防ぐための措置を、認定供給確保計画に記載したとおり講じること。",
)


def decision_notice() -> DecisionNotice:
    """R03 of the demo: two rates, rounded down to 1,000 yen."""
    return DecisionNotice(
        head=head("安供第2026-0107号", date(2026, 6, 15), "様式第2"),
        grant=GRANT,
        application_number="第2026-012号",
        applied_on=date(2026, 5, 11),
        plan_number="20260401経済安保第7号",
        plan_certified_on=date(2026, 4, 1),
        requested_yen=23_533_333_000,
        decided_yen=23_533_333_000,
        lines=(
            DecisionLine("設備費（生産設備）", 60_000_000_000, Fraction(1, 3), 20_000_000_000),
            DecisionLine("システム購入費", 4_000_000_000, Fraction(1, 3), 1_333_333_333),
            DecisionLine("技術開発費", 4_400_000_000, Fraction(1, 2), 2_200_000_000),
        ),
        period_from=date(2026, 6, 15),
        period_until=date(2029, 3, 30),
        withdraw_by=date(2026, 7, 6),
        conditions=CONDITIONS,
        remedy=REMEDY,
        yearly=(
            YearlyLimit(2026, 5_000_000_000),
            YearlyLimit(2027, 12_000_000_000),
            YearlyLimit(2028, 6_533_333_000),
        ),
        rounding_note="千円未満切捨て",
        entry=MARK,
    )


def v4_worksheet() -> ChargeWorksheet:
    """Base 150 M, then 450 M, then 650 M, each from the receipt of a lot: 350,150,000,000
    yen-days to 10 Oct."""
    rows = (
        WorksheetRow(date(2023, 10, 31), date(2024, 3, 28), 150_000_000),
        WorksheetRow(date(2024, 3, 29), date(2024, 9, 29), 450_000_000),
        WorksheetRow(date(2024, 9, 30), date(2025, 10, 10), 650_000_000),
    )
    return ChargeWorksheet("加算金", ARTICLE_19_1, RATE_TEXT, DAILY, rows, 105_045_000)


def refund_order() -> RefundOrder:
    """V4 of the worked cases: three receipts, the latest taken first, partly cancelled under
    17条1項."""
    return RefundOrder(
        head=head("安供第2025-0311号", date(2025, 9, 25)),
        grant=OLDER_GRANT,
        ordered_under="第18条第1項",
        ground="適正化法第17条第1項の規定による交付決定の一部取消し（安供第2025-0310号、令和7年9月25日）",
        reasons=(
            "助成事業により取得した塗工装置2台を、承認を受けずに助成事業以外の製品の製造に使用したこと。",
            "令和7年8月4日に行った検査において、上記の使用が令和6年10月から続いていたことを確認したこと。",
        ),
        principal_yen=650_000_000,
        due_on=date(2025, 10, 10),
        pay_to=FUND_ACCOUNT,
        lots=(
            RefundLot(date(2024, 9, 30), "PY24-0031", 200_000_000, 200_000_000),
            RefundLot(date(2024, 3, 29), "PY23-0107", 300_000_000, 300_000_000),
            RefundLot(date(2023, 10, 31), "PY23-0042", 500_000_000, 150_000_000),
        ),
        annual_rate=RATE_TEXT,
        daily_rate=DAILY,
        surcharge=v4_worksheet(),
        remedy=REMEDY,
        entry=MARK,
    )


def amount_fixed_notice() -> AmountFixedNotice:
    """An advance larger than the fixed amount: the excess is to be returned (18条2項)."""
    return AmountFixedNotice(
        head=head("安供第2026-0201号", date(2026, 7, 1), "様式第10"),
        grant=OLDER_GRANT,
        report_number="第2026-044号",
        reported_on=date(2026, 4, 10),
        inspected_on=date(2026, 5, 28),
        decided_yen=2_400_000_000,
        fixed_yen=2_387_654_322,
        paid_yen=2_400_000_000,
        lines=(
            FixedLine(
                "設備費（生産設備）", 5_980_000_000, 5_962_962_966, Fraction(1, 3), 1_987_654_322
            ),
            FixedLine("技術開発費", 800_000_000, 800_000_000, Fraction(1, 2), 400_000_000),
        ),
        remarks=(
            "設備費のうち17,037,034円は、助成事業の期間の終了後に検収したものであるため、助成対象費用と認めなかった。",
        ),
        remedy=REMEDY,
        entry=MARK,
    )


def payment_notice() -> PaymentNotice:
    """The third payment of a grant."""
    return PaymentNotice(
        head=head("安供第2027-0045号", date(2027, 4, 1)),
        grant=GRANT,
        payments=(
            PaymentLine("PY26-0011", "概算払", date(2026, 9, 30), 1_200_000_000),
            PaymentLine("PY26-0058", "概算払", date(2026, 12, 28), 2_345_678_901),
            PaymentLine("PY26-0090", "概算払", date(2027, 3, 31), 1_454_321_099),
        ),
        entitled_label="交付決定額",
        entitled_yen=23_533_333_000,
        account=BankAccount(
            "テスト銀行（9999）", "本店（999）", "普通", "****123", "カ）ミナトチクデンシステムズ"
        ),
        claim_number="第2027-003号",
        entry=MARK,
    )


def cancellation_notice() -> CancellationNotice:
    """A part cancelled under 17条1項."""
    return CancellationNotice(
        head=head("安供第2025-0310号", date(2025, 9, 25)),
        grant=OLDER_GRANT,
        ground="第17条第1項",
        carries_surcharge=True,
        cancelled_part="塗工装置2台に係る設備費",
        reasons=refund_order().reasons,
        before_yen=2_700_000_000,
        cancelled_yen=650_000_000,
        after_yen=2_050_000_000,
        refund_yen=650_000_000,
        remedy=REMEDY,
        entry=MARK,
    )


def charges_notice() -> ChargesNotice:
    """V6 of the worked cases: two instalments late."""
    surcharge = ChargeWorksheet(
        "加算金",
        ARTICLE_19_1,
        RATE_TEXT,
        DAILY,
        (
            WorksheetRow(date(2025, 4, 25), date(2026, 1, 15), 90_000_000),
            WorksheetRow(date(2026, 1, 16), date(2026, 2, 16), 60_000_000),
            WorksheetRow(date(2026, 2, 17), date(2026, 3, 31), 40_000_000),
        ),
        8_274_000,
    )
    late = ChargeWorksheet(
        "延滞金",
        "適正化法第19条第2項",
        RATE_TEXT,
        DAILY,
        (
            WorksheetRow(date(2026, 1, 31), date(2026, 2, 16), 60_000_000),
            WorksheetRow(date(2026, 2, 17), date(2026, 3, 31), 40_000_000),
        ),
        822_000,
    )
    return ChargesNotice(
        head=head("安供第2026-0019号", date(2026, 4, 8)),
        grant=OLDER_GRANT,
        order_number="安供第2026-0002号",
        ordered_on=date(2026, 1, 9),
        principal_yen=90_000_000,
        refund_due_on=date(2026, 1, 30),
        receipts=(
            RefundReceipt(date(2026, 1, 15), 30_000_000),
            RefundReceipt(date(2026, 2, 16), 20_000_000),
            RefundReceipt(date(2026, 3, 31), 40_000_000),
        ),
        charges=(surcharge, late),
        credited_yen=0,
        waived_yen=2_000_000,
        payable_yen=7_096_000,
        due_on=date(2026, 4, 28),
        pay_to=FUND_ACCOUNT,
        remedy=REMEDY,
        waiver_reference="適正化法第19条第3項（経済産業大臣承認 第2026-5号）",
        entry=MARK,
    )


def change_notice() -> ChangeNotice:
    """Less equipment, a later end; what was paid beyond the new amount comes back."""
    return ChangeNotice(
        head=head("変更承認第2026-4号", date(2026, 11, 20), "様式第7"),
        grant=OLDER_GRANT,
        number=2,
        is_minor=False,
        reasons=("需要の見通しが変わり、第2塗工ラインの設置を取りやめるため。",),
        before_yen=2_700_000_000,
        after_yen=2_400_000_000,
        refund_yen=100_000_000,
        before_ends_on=date(2027, 3, 31),
        after_ends_on=date(2027, 9, 30),
        purposes=(
            "年4,000 tの処理能力を持つ2ラインを整備する。",
            "年3,500 tの処理能力を持つ1ラインを整備し、回収率を高める。",
        ),
        lines=(
            ChangedLine(
                "設備費（生産設備）", Fraction(1, 2), 4_800_000_000, 4_200_000_000, 2_400_000_000,
                2_100_000_000,
            ),
            ChangedLine(
                "技術開発費", Fraction(1, 2), 600_000_000, 600_000_000, 300_000_000, 300_000_000
            ),
        ),
        remedy=REMEDY,
        entry=MARK,
    )  # fmt: skip


def instruction_letter() -> InstructionLetter:
    """A delivery is late."""
    return InstructionLetter(
        head=head("指示第2025-1号", date(2025, 7, 14)),
        grant=OLDER_GRANT,
        number=1,
        occurred_on=date(2025, 7, 4),
        reported_on=date(2025, 7, 7),
        contents="破砕選別装置の納入が、部材の不足により3か月遅れる見込みとなった。",
        expected_end_on=date(2026, 4, 30),
        demands=("工程表を改め、代替部材の調達先及び納期を示す書類とともに提出すること。",),
        due_on=date(2025, 8, 1),
    )


def succession_notice() -> SuccessionNotice:
    """To the company that takes over by a merger."""
    return SuccessionNotice(
        head=head("承継承認第2027-1号", date(2027, 4, 9)),
        grant=OLDER_GRANT,
        predecessor="株式会社里山リサイクル",
        successor=ADDRESSEE.organisation,
        cause="合併",
        succeeded_on=date(2027, 4, 1),
        scope="助成事業に係る権利義務の一切（取得財産及びその処分の制限を含む。）",
        reasons=("吸収合併により、認定供給確保計画に基づく取組の全部を承継するため。",),
        standing_yen=2_700_000_000,
        paid_yen=1_500_000_000,
        is_to_successor=True,
    )


def demand_letter() -> DemandLetter:
    """An order of 90 million, a third of it paid, seventeen days late."""
    late = ChargeWorksheet(
        "延滞金", "適正化法第19条第2項", RATE_TEXT, DAILY,
        (WorksheetRow(date(2026, 1, 31), date(2026, 2, 16), 60_000_000),), 306_000,
    )  # fmt: skip
    return DemandLetter(
        head=head("督促第2025-3号", date(2026, 2, 16)),
        grant=OLDER_GRANT,
        order_number="返還命令第2025-2号",
        ordered_on=date(2026, 1, 9),
        principal_yen=90_000_000,
        due_on=date(2026, 1, 30),
        paid_yen=30_000_000,
        open_yen=60_000_000,
        late=late,
        carries_surcharge=True,
        again_on=date(2026, 2, 23),
        pay_to=FUND_ACCOUNT,
    )


def charges_demand() -> ChargesDemand:
    """What a waiver left of the charges, a week late."""
    return ChargesDemand(
        head=head("加算延滞督促第2026-1号", date(2026, 6, 2)),
        grant=OLDER_GRANT,
        notice_number="加算延滞第2026-1号",
        notified_on=date(2026, 5, 6),
        due_on=date(2026, 5, 26),
        surcharge_yen=8_274_000,
        late_yen=822_000,
        open_yen=9_096_000,
        again_on=date(2026, 6, 9),
        pay_to=FUND_ACCOUNT,
    )


def waiver_notice() -> WaiverNotice:
    """A part of the surcharge is waived with METI's approval."""
    return WaiverNotice(
        head=head("免除第2026-1号", date(2026, 6, 5)),
        grant=OLDER_GRANT,
        order_number="返還命令第2025-2号",
        ordered_on=date(2026, 1, 9),
        charges=(
            WaivedCharge("加算金", ARTICLE_19_1, 8_274_000, 1_274_000, 5_000_000),
            WaivedCharge("延滞金", "適正化法第19条第2項", 822_000, 0, 822_000),
        ),
        ground="天災その他事業者の責めに帰することのできない事由",
        reasons=("令和8年1月の大雪により工場が操業を停止し、資金の調達が遅れたこと。",),
        approval_number="20260601経済第5号",
        approved_on=date(2026, 6, 1),
        due_on=date(2026, 6, 30),
        entry=MARK,
    )


def disposal_notice() -> DisposalNotice:
    """A machine is sold above its book value."""
    return DisposalNotice(
        head=head("財産処分第2028-2号", date(2028, 7, 3)),
        grant=OLDER_GRANT,
        asset="財産3　破砕選別装置　処理能力 2 t/h　1点",
        acquired_on=date(2024, 9, 30),
        restricted_until=date(2031, 9, 29),
        cost_yen=700_000_000,
        granted_yen=350_000_000,
        method="譲渡",
        partner="株式会社朝凪装置システム",
        dispose_on=date(2028, 8, 31),
        price_yen=420_000_000,
        book_yen=400_000_000,
        return_yen=210_000_000,
        due_on=date(2028, 7, 24),
        pay_to=FUND_ACCOUNT,
        remedy=REMEDY,
        entry=MARK,
    )


def extra_costs_notice() -> ExtraCostsNotice:
    """A machine is taken away after a disaster, a contract ended."""
    return ExtraCostsNotice(
        head=head("特別経費第2025-1号", date(2025, 10, 14)),
        grant=OLDER_GRANT,
        reason="被災した建屋から装置を撤去し、後続の工事の契約を解除する必要があるため。",
        before_yen=60_000_000,
        granted_yen=4_500_000,
        after_yen=64_500_000,
        costs=(
            ExtraCost("撤去・残務処理費（設備費）", 9_000_002, Fraction(1, 3), 3_000_000),
            ExtraCost("契約解除の賠償金（技術開発費）", 3_000_000, Fraction(1, 2), 1_500_000),
        ),
        remedy=REMEDY,
        entry=MARK,
    )


def _charges_on(principal: int) -> tuple[ChargeWorksheet, ...]:
    surcharge = (WorksheetRow(date(2025, 9, 8), date(2025, 11, 8), principal),)
    late = (WorksheetRow(date(2025, 10, 30), date(2025, 11, 8), principal),)
    yen = [principal * days * 3 // 10_000 for days in (62, 10)]
    return (
        ChargeWorksheet("加算金", ARTICLE_19_1, RATE_TEXT, DAILY, surcharge, yen[0]),
        ChargeWorksheet("延滞金", "適正化法第19条第2項", RATE_TEXT, DAILY, late, yen[1]),
    )


def reduction_notice() -> ReductionNotice:
    """20 million paid with all charges; on appeal 5 million stand, 62 days and 10 of them late."""
    return ReductionNotice(
        head=head("返還減額第2025-1号", date(2025, 11, 17)),
        grant=OLDER_GRANT,
        order_number="返還命令第2025-2号",
        ordered_on=date(2025, 10, 9),
        ruling="令和7年裁決第1号",
        reasons=("設備の一部は、助成事業の目的に沿って使用されていたと認められたため。",),
        before_yen=20_000_000,
        reduced_yen=15_000_000,
        after_yen=5_000_000,
        due_on=date(2025, 10, 29),
        paid_yen=20_000_000,
        reckoned_on=date(2025, 11, 17),
        before=_charges_on(20_000_000),
        after=_charges_on(5_000_000),
        to_charges_yen=0,
        overpaid_yen=15_324_000,
        entry=MARK,
    )


def fund_statement() -> FundStatement:
    """October 2026 of the demo fund."""
    return FundStatement(
        issuer=SENDER.organisation,
        segment_code="ESF-B",
        segment_name="安定供給確保支援勘定（蓄電池）",
        paper_number="基残第2026-10号",
        issued_on=date(2026, 11, 2),
        fiscal_year=2026,
        month=10,
        from_on=date(2026, 10, 1),
        until_on=date(2026, 10, 31),
        opening_yen=571_234_567_890,
        increases=(
            FundLine("国からの補助金の受入れ", 23_000_000_000, ("2151",)),
            FundLine("運用益（預金利息・有価証券利息）", 48_219_178, ("4201", "4202")),
            FundLine("返還金", 50_000_000, ("1131",)),
            FundLine("加算金・延滞金", 3_540_000, ("1132", "1133")),
        ),
        decreases=(
            FundLine("助成金（概算払）", 12_345_678_901, ("1121",)),
            FundLine("助成金（精算払）", 1_987_654_322, ("2201",)),
            FundLine("基金管理費", 41_250_000, ("5201", "5202")),
            FundLine("国庫への納付", 0, ("2203",)),
        ),
        closing_yen=579_961_743_845,
        bank_yen=79_961_743_845,
        holdings=(
            FundLine("定期預金", 200_000_000_000, ("1102",)),
            FundLine("有価証券（国債）", 300_000_000_000, ("1111", "1161")),
        ),
        committed_yen=318_204_000_000,
        available_yen=259_257_743_845,
        known_at=datetime(2026, 11, 1, 15, 0, tzinfo=UTC),
        entry_number=1999,
        head_hash=HASH,
        notes=("返還金には、適正化法第18条第2項による返還を含む。",),
        seal=PrintedSeal(105_120, datetime(2026, 11, 1, 23, 55, tzinfo=UTC), 1999, HASH[::-1],
                         "07ed-5d6b-be6c-5f0b"),
    )  # fmt: skip


def account_statement(count: int = 90) -> AccountStatement:
    """`count` entries of the fund's bank account over a year."""
    lines = []
    balance_yen = 597_400_000_000
    for number in range(count):
        debit_yen, credit_yen = (0, 1_234_567 * (number + 1)) if number % 3 else (987_654_321, 0)
        balance_yen += debit_yen - credit_yen
        lines.append(
            AccountLine(
                effective_on=date(2026, 4, 1) + timedelta(days=number * 360 // count),
                entry_number=1000 + number,
                opposite="1121 前払金（助成金概算払）"
                if credit_yen
                else "2153 長期預り補助金等（返還金・加算金組入）",
                memo=f"P26-{number:04d} 概算払 支払番号PY26-{number:04d}"
                if credit_yen
                else f"返還金受入 第{number}号",
                debit_yen=debit_yen,
                credit_yen=credit_yen,
                balance_yen=balance_yen,
            )
        )
    return AccountStatement(
        issuer=SENDER.organisation,
        segment_code="ESF-B",
        segment_name="安定供給確保支援勘定（蓄電池）",
        account_code="1101",
        account_name="普通預金（基金専用口座）",
        debit_side=True,
        paper_number="元帳第2026-1101号",
        issued_on=date(2027, 4, 1),
        from_on=date(2026, 4, 1),
        until_on=date(2027, 3, 31),
        opening_yen=597_400_000_000,
        lines=tuple(lines),
        closing_yen=balance_yen,
        known_at=datetime(2027, 3, 31, 15, 0, tzinfo=UTC),
        entry_number=1000 + count,
        head_hash=HASH,
    )
