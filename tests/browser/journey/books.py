"""The fund itself: placements, the year's end, the Treasury, money gone astray, closes."""

from datetime import date

from tests.browser.journey.script import Journey, leg, step
from tests.fund.treasury import OTHER
from tests.grants.world import unique
from workflow.models import Role

LOST = unique("BANK")
PLACING = Journey(
    "運用と事業年度末",
    (
        leg(
            2,
            step("propose_placement", "2025-04-07", at="fund/holdings/", instrument="JGB",
                 name="第145回利付国債", issuer="国", face_yen="100,000,000",
                 price_yen="99,700,000", accrued_yen="0", rate="7/1000", coupon_months="6",
                 settles_on="2025-04-07", matures_on="2026-04-06"),
            step("approve_placement", "2025-04-07", at="home"),
            step("settle_placement", "2025-04-07", at="there", settled_on="2025-04-07",
                 bank_reference=unique("SETTLE")),
            step("receive_interest", "2025-10-06", at="there", received_on="2025-10-06",
                 amount_yen="350,000", bank_reference=unique("C")),
            step("record_market_value", "2025-12-31", at="there", valued_on="2025-12-31",
                 value_yen="99,500,000", source="売買参考統計値"),
            shows="99,500,000",
        ),
        leg(
            21,
            step("owe_yearly_duties", "2026-04-01", at="deadlines/", fiscal_year="2025"),
            step("value_holdings", "2026-04-03", at="fund/holdings/", valued_on="2026-03-31"),
            step("add_income", "2026-04-03", at="fund/holdings/", added_on="2026-03-31"),
            step("propose_reclassification", "2026-04-03", at="vouchers", year="2025",
                 expected_yen="4,000,000,000", basis="支払見込み"),
            shows="1年内",
        ),
        leg(
            2,
            step("redeem_placement", "2026-04-06", at="home", beside="第145回利付国債",
                 redeemed_on="2026-04-06", interest_yen="350,000", bank_reference=unique("R")),
            step("receive_account_interest", "2026-04-20", at="fund/holdings/",
                 received_on="2026-04-20", amount_yen="1,200", bank_reference=unique("D")),
            step("add_income", "2026-05-07", at="fund/holdings/", added_on="2026-04-30"),
            shows="組入",
        ),
    ),
)  # fmt: skip
TREASURY = Journey(
    "国庫納付",
    (
        leg(
            41,
            step("propose_treasury_return", "2025-05-07", at="vouchers", ground="ORDER",
                 notice_number=unique("製局"), notice_on="2025-05-01", pay_until="2025-05-30",
                 body_yen="1,000,000", income_yen="0", returns_yen="0", reason="納付命令"),
            step("approve_voucher", "2025-05-08", by=Role.EXECUTIVE, at="there"),
            step("settle_voucher", "2025-05-30", at="there", settled_on="2025-05-30",
                 bank_reference=unique("OUT")),
            shows="出納済",
        ),
    ),
)  # fmt: skip
ASTRAY = Journey(
    "不明入金",
    (
        leg(
            42,
            step("record_stray_receipt", "2025-05-07", at="fund/stray-receipts/", kind="UNKNOWN",
                 account="2301", received_on="2025-05-07", amount_yen="2,000,000",
                 bank_reference=unique("BANK"), payer="カ）フメイ"),
            step("propose_clearing", "2025-05-08", at="there", way="SEND_BACK",
                 reason="払込人に照会した。"),
            step("approve_voucher", "2025-05-09", at="there"),
            step("settle_voucher", "2025-05-12", at="there", settled_on="2025-05-12",
                 bank_reference=unique("OUT")),
            shows="出納済",
        ),
        leg(
            42,
            step("record_stray_receipt", "2025-05-13", at="fund/stray-receipts/",
                 kind="OF_OTHERS", other_segment=str(OTHER), account="4301",
                 received_on="2025-05-13", amount_yen="3,000,000", bank_reference=LOST,
                 payer="カ）タカンジヨウ"),
            step("propose_clearing", "2025-05-14", at="fund/stray-receipts/", beside=LOST,
                 way="TRANSFER", reason="一般勘定の入金と判明した。"),
            step("approve_voucher", "2025-05-15", at="there"),
            step("settle_voucher", "2025-05-16", at="there", settled_on="2025-05-16",
                 bank_reference=unique("OUT")),
            step("propose_stray_correction", "2025-05-19", at="fund/stray-receipts/", beside=LOST,
                 account="4201", reason="返還金でなく利息であった。"),
            step("approve_voucher", "2025-05-20", at="there"),
            shows="記帳済",
        ),
    ),
)  # fmt: skip
CLOSING = Journey(
    "締め",
    (
        leg(
            43,
            step("attach_bank_certificate", "2025-04-07", at="fund/closes/2024/"),
            step("propose_close", "2025-04-07", at="fund/closes/2024/", certified_yen="0",
                 certificate="第7号 2025-04-03"),
            step("close_period", "2025-04-08", at="there"),
            step("propose_year_close", "2025-06-20", at="fund/closes/2024/", certified_yen="0",
                 certificate="第8号 2025-06-18"),
            step("close_year", "2025-06-25", at="there"),
            shows="締切済",
        ),
    ),
    before=lambda world: world.close_until(date(2025, 2, 28)),
)  # fmt: skip
JOURNEYS = (PLACING, TREASURY, ASTRAY, CLOSING)
