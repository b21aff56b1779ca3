"""While the work is done: changes, reports, orders, inspections, advances, and giving up."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from grants.applications import ApplicationLine
from grants.evidence_match import SIX
from tests.browser.journey.script import Journey, Step, Trip, Typed, leg, step
from tests.grants.world import MILLION, an_application, unique
from workflow.models import Role

# Both lines at one rate: what moves between them leaves the sum as it is.
ONE_RATE = replace(
    an_application(),
    lines=(
        ApplicationLine("設備費", 300 * MILLION, Fraction(1, 3)),
        ApplicationLine("工事費", 60 * MILLION, Fraction(1, 3)),
    ),
)


# Over two fiscal years: at the end of the first one the company reports.
TWO_YEARS = replace(
    an_application(),
    ends_on=date(2026, 9, 30),
    lines=(
        ApplicationLine(
            "設備費", 300 * MILLION, Fraction(1, 3), ((2025, 200 * MILLION), (2026, 100 * MILLION))
        ),
        ApplicationLine(
            "技術開発費", 40 * MILLION, Fraction(1, 2), ((2025, 20 * MILLION), (2026, 20 * MILLION))
        ),
    ),
)


def filed(title: str, on: str, *, at: str = "reports/") -> tuple[Step, ...]:
    """A report from its beginning to its release: one writes, the responsible person files."""
    return (step("begin_report", on, at=at, beside=title), *written(title, on))


def written(title: str, on: str) -> tuple[Step, ...]:
    """Answers and a file, and the release from the page that checks them."""
    return (
        step("save_report_draft", on, at="reports/", beside=title),
        step("attach_evidence", on, at="reports/", beside=title),
        step("release_report", on, at="check"),
    )


def read(on: str, repaired_on: str) -> tuple[Step, ...]:
    """NEDO sends it back, it is repaired, filed again and accepted."""
    return (
        step("return_report", on, at="there", reason="費用の内訳を補ってください。",
             repair_until=repaired_on),
        step("release_report", repaired_on, at="check"),
        step("accept_report", repaired_on, at="there"),
    )  # fmt: skip


def paid(on: str, yen: str, kind: str = "ADVANCE") -> tuple[Step, ...]:
    """From the claim to the bank's line, by five people."""
    return (
        step("claim_payment", on, by=Role.RECIPIENT_ACCOUNTANT, kind=kind, amount_yen=yen),
        step("check_payment", on, at="home"),
        step("approve_payment", on, at="home", pay_on=on),
        step("instruct_bank", on, at="home"),
        step("confirm_payment", on, at="home", value_on=on, bank_reference=unique("BANK")),
    )


def order(on: str, until: str) -> dict[str, Typed]:
    """What an order to the company says."""
    return {"reason": "計画どおりに進んでいないため。", "demand": f"{on}の指示により発注すること。",
            "remedy_due_on": until}  # fmt: skip


def six(on: str, yen: str) -> dict[str, Typed]:
    """The six documents of an expense, all of one day."""
    return {
        f"{name}_{kind}": value
        for n, kind in enumerate(SIX, start=1)
        for name, value in (("on", on), ("yen", yen), ("reference", f"{n}頁"))
    }


def inspector(trip: Trip) -> str:
    """NEDO's inspector in a list of people."""
    return str(trip.own.world.people[Role.INSPECTOR].pk)


CHANGES = Journey(
    "変更の届出と承認",
    (
        leg(
            12,
            step("notify_body_change", "2025-06-16", address="東京都架空区2-2",
                 changed_on="2025-06-10", evidence="登記事項証明書"),
            step("accept_body_change", "2025-06-17"),
            step("propose_change", "2025-06-18", eligible_1="297,000,000",
                 eligible_2="43,000,000", reason="工事費の増加に設備費を充てるため。"),
            step("approve_change", "2025-06-19", at="home"),
            shows="軽微",
        ),
        leg(
            11,
            step("request_change", "2025-06-24", ends_on="2026-03-31", eligible_1="240,000,000",
                 reason="市況の変化"),
            step("return_change_request", "2025-06-26", beside="市況の変化",
                 reason="変更後の工程表を添えてください。"),
            step("request_change", "2025-07-01", ends_on="2026-03-31", eligible_1="240,000,000",
                 reason="市況の変化"),
            step("propose_change", "2025-07-03"),
            step("approve_change", "2025-07-07"),
            shows="2026/03/31",
        ),
    ),
    "RUNNING",
    application=ONE_RATE,
)  # fmt: skip
REPORTS = Journey(
    "遂行状況の報告",
    (
        leg(13, *filed("遂行状況報告", "2025-07-07"), *read("2025-07-08", "2025-07-10"),
            step("record_fulfilment", "2025-10-02", at="deadlines/", beside="遂行状況の報告",
                 done_on="2025-10-01", reference="受付第7号"), shows="履行"),
        leg(
            15,
            step("report_trouble", "2025-07-11", occurred_on="2025-07-10",
                 contents="装置の納入遅れ", cause="部材の不足", measures="代替品の調達",
                 expected_end_on="2026-03-31"),
            step("instruct_on_trouble", "2025-07-11", demand="工程表を改めて提出すること。",
                 due_on="2025-07-31"),
            step("confirm_instruction", "2025-07-31", done_on="2025-07-30",
                 evidence="改めた工程表"),
            step("begin_event_report", "2025-07-11", at="reports/", occurred_on="2025-07-10",
                 matter=lambda trip: trip.number),
            step("save_report_draft", "2025-07-11", at="reports/", beside="事故・遅延報告"),
            step("release_report", "2025-07-11", at="check"),
            shows="提出",
        ),
    ),
    "RUNNING",
)  # fmt: skip
YEAR_END = Journey(
    "年度末の報告",
    (
        leg(21, *filed("年度末実績報告", "2026-04-06"), *read("2026-04-07", "2026-04-09"),
            shows="受理"),
    ),
    "RUNNING",
    application=TWO_YEARS,
)  # fmt: skip
LATE = Journey(
    "報告の遅延",
    (
        leg(
            14,
            step("hold_payments", "2025-09-10", at="deadlines/?show=late", beside="報告の遅延"),
            step("release_hold", "2025-09-11", by=Role.EXECUTIVE, at="plan",
                 reason="報告の提出を確認した。"),
            shows="報告の提出を確認した。",
        ),
    ),
    "claimed",
)  # fmt: skip
ORDERS = Journey(
    "遂行命令と一時停止",
    (
        # The report of 30 July does not come; the order is given for another reason.
        leg(16,
            step("draft_late_measures", "2025-08-29", at="deadlines/?show=late",
                 beside="遂行命令と一時停止"),
            step("end_late_measure", "2025-09-01", at="deadlines/?whose=own",
                 beside="遂行命令の要否の判断（遂行状況報告）", reason="提出時期を協議中である。"),
            step("propose_compliance", "2025-09-01", order("2025-09-01", "2025-09-15")),
            step("order_compliance", "2025-09-01", at="home"), shows="遂行命令"),
        leg(17,
            step("draft_late_measures", "2025-09-29", at="deadlines/?show=late",
                 beside="遂行命令と一時停止"),
            step("end_late_measure", "2025-09-30", at="deadlines/?whose=own",
                 beside="一時停止命令の要否の判断（遂行状況報告）", reason="提出時期の協議中。"),
            step("propose_suspension", "2025-09-30", order("2025-09-30", "2025-10-15")),
            step("suspend_grant", "2025-09-30", at="home"),
            step("resume_grant", "2025-10-01", reason="是正を確認した。"), shows="事業実施中"),
    ),
    "RUNNING",
)  # fmt: skip
ADVANCE = Journey(
    "中間検査と概算払",
    (
        leg(
            18,
            step("register_expense", "2025-08-25", six("2025-08-20", "150,000,000"), position="1",
                 title="塗工機", supplier="架空機械株式会社", claimed_yen="150,000,000"),
            step("propose_inspection", "2025-08-26", planned_on="2025-09-01",
                 inspectors=inspector, sample_share="1/5"),
            step("approve_inspection", "2025-08-27", at="home"),
            step("inspect_interim", "2025-09-01", at="home", inspected_on="2025-09-01",
                 findings="おおむね良好", finding_0="台帳の記載漏れ", remedy_0="記載すること。",
                 due_on_0="2025-09-30"),
            step("confirm_remedy", "2025-09-05", remedied_on="2025-09-04", evidence="台帳の写し"),
            shows="是正済",
        ),
        leg(19, *paid("2025-09-08", "50,000,000"), shows="50,000,000"),
        leg(20, step("record_failed_payment", "2025-09-09", returned_on="2025-09-09",
                     reason="口座名義の相違"), shows="不能"),
    ),
    "RUNNING",
)  # fmt: skip
GIVING_UP = Journey(
    "廃止",
    (
        leg(22,
            step("file_submission", "2025-10-01", beside="廃止承認申請書", spent_yen="90,000,000",
                 abolished_on="2025-10-01", reason="需要の減少のため。", property="保管する。"),
            step("propose_abolition", "2025-10-02"),
            step("approve_abolition", "2025-10-03", at="home"), shows="廃止"),
    ),
    "advanced",
)  # fmt: skip
JOURNEYS = (CHANGES, REPORTS, YEAR_END, LATE, ORDERS, ADVANCE, GIVING_UP)
