"""From the State's subsidy to the beginning of the work, and applications that end before it."""

from tests.browser.journey.script import Journey, Trip, leg, step
from tests.grants.world import PARTICULARS, unique
from workflow.models import Role


def own(trip: Trip) -> str:
    """The company's entry in a list."""
    return str(trip.company.organisation.pk)


def certified(trip: Trip) -> str:
    """Its plan."""
    return str(trip.plan.pk)


APPLICATION = {
    "title": "定置用蓄電池の生産ライン整備", "purpose": "生産設備の導入及び技術開発を行う。",
    "starts_on": "2025-06-01", "ends_on": "2026-01-31", "requested_yen": "１２０，０００，０００",
    "item_0": "設備費", "cost_0": "300,000,000", "rate_0": "1/3",
    "item_1": "技術開発費", "cost_1": "40,000,000円", "rate_1": "1/2",
    "own_funds": "自己資金", **dict(PARTICULARS),
}  # fmt: skip
APPLYING = Journey(
    "申請から着手まで",
    (
        leg(
            1,
            step(
                "endow_fund", "2025-04-01", at="home", notice_number=unique("基金補助金"),
                notice_on="2025-04-01", received_on="2025-04-01", budget_year="2024",
                amount_yen="1,000,000,000", bank_reference=unique("国庫"),
            ),
            shows="1,000,000,000",
        ),
        leg(
            3,
            step(
                "record_certification", "2025-04-07", at="home", number=unique("蓄電池"),
                notice_number=unique("製局"), certified_on="2025-04-07", notice_on="2025-04-07",
                policy_version="2023-01-19", applied_on="2024-03-25", item="蓄電池（定置用）",
                title="生産能力の拡大", ceiling_yen="240,000,000", lead=own,
            ),
            shows="認定",
        ),
        leg(
            4,
            step("save_application_draft", "2025-04-14", APPLICATION, at="home"),
            step("attach_application_file", "2025-04-14", at="home"),
            step("remove_application_file", "2025-04-14", at="there"),
            step("prepare_application", "2025-04-14", at="home", plan=certified),
            step("apply_for_grant", "2025-04-14"),
            shows="到達",
        ),
        leg(
            5,
            step("return_application", "2025-04-16", reason="自己負担の調達先を補正してください。"),
            step("revise_application", "2025-04-18", own_funds="自己資金及び銀行からの借入れ"),
            step("apply_for_grant", "2025-04-18"),
            shows="到達",
        ),
        leg(
            6,
            step("begin_review", "2025-04-21", at="home", is_impartial=True),
            *(
                step(
                    "judge_checklist_item", "2025-04-22", beside=f"L{n}", verdict="MET",
                    reason="資料で確認した。", page="12頁",
                )
                for n in range(1, 7)
            ),
            step("examine_application", "2025-05-07", budget_year="2024",
                 reasons="認定計画の内容に適合する。"),
            shows="決裁",
        ),
        leg(7, step("decide_grant", "2025-05-12", at="home"), shows="交付決定"),
        leg(10, step("file_submission", "2025-06-02", beside="着手届", started_on="2025-06-02"),
            step("start_grant", "2025-06-03"), shows="着手"),
    ),
)  # fmt: skip
ENDING_EARLY = (
    Journey(
        "不交付",
        (leg(8, step("reject_application", "2025-05-08", reason="要件を満たさないため。"),
             shows="不交付"),),
        "UNDER_REVIEW",
    ),
    Journey(
        "申請の取下げ",
        (leg(9, step("file_submission", "2025-05-16", beside="取下げ書", reason="検討中"),
             step("return_submission", "2025-05-16", reason="理由を具体的に記してください。"),
             step("file_submission", "2025-05-19", beside="取下げ書",
                  reason="条件に応じられないため。"),
             step("withdraw_grant", "2025-05-20"), shows="取下げ"),),
        "DECIDED",
    ),
    Journey(
        "三段の決裁",
        (leg(7,
             step("approve_stage", "2025-05-12", at="home"),
             step("approve_stage", "2025-05-13", by=Role.DEPARTMENT_DIRECTOR, at="home"),
             step("decide_grant", "2025-05-14", by=Role.EXECUTIVE),
             shows="交付決定"),),
        "in stages",
    ),
)  # fmt: skip
JOURNEYS = (APPLYING, *ENDING_EARLY)
