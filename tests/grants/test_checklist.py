"""The checklist of the 2024-03-26 text at its thresholds, and another policy's as data alone."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from grants.checklist import Fact, Judged, Verdict, asks_of, contradictions, judge, years_later

FOLDER = Path(__file__).resolve().parents[2] / "grants" / "law" / "policies"
BATTERY = json.loads((FOLDER / "storage-battery-2024-03-26.json").read_text("utf-8"))
OLDER = json.loads((FOLDER / "storage-battery-2023-01-19.json").read_text("utf-8"))
MINERALS = json.loads((FOLDER / "samples" / "critical-minerals.json").read_text("utf-8"))
MET, NOT_MET, NOT_APPLICABLE = Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE
GX = (
    "scope12_target_2025", "scope12_target_2023_2025", "scope12_target_2030",
    "verified_by_third_party", "published_yearly", "credits_or_reasons_on_shortfall",
)  # fmt: skip


def item(policy: dict[str, Any], code: str) -> dict[str, Any]:
    """One item of a policy's data."""
    found: dict[str, Any] = next(row for row in policy["items"] if row["code"] == code)
    return found


def verdict(code: str, policy: Any = BATTERY, **facts: Any) -> Judged:
    """The verdict on an item for these facts."""
    row = item(policy, code)
    return judge(row["predicate"], facts, row.get("when"))


def answers(code: str, policy: dict[str, Any] = BATTERY) -> dict[str, Fact]:
    """A yes to every yes-or-no fact an item asks."""
    row = item(policy, code)
    parts = [part for part in (row.get("when"), row["predicate"]) if part]
    return {ask.name: True for part in parts for ask in asks_of(part) if ask.kind is bool}


def test_every_item_from_k01_to_k21_is_there_once() -> None:
    codes = [row["code"] for row in BATTERY["items"]]
    assert len(codes) == len(set(codes))
    assert {f"K{n:02d}" for n in range(1, 22)} | {"K03b"} <= set(codes)


@pytest.mark.parametrize(
    ("code", "facts", "expected"),
    [
        ("K01", {"item": "定置用蓄電池"}, MET),
        ("K01", {"item": "鉛蓄電池"}, NOT_MET),
        ("K04", {"item": "車載用蓄電池", "capacity_added_mwh": 3000}, MET),
        ("K04", {"item": "車載用蓄電池", "capacity_added_mwh": 2999}, NOT_MET),
        ("K04", {"item": "定置用蓄電池", "capacity_added_mwh": 300}, MET),
        ("K04", {"item": "定置用蓄電池", "capacity_added_mwh": 299}, NOT_MET),
        ("K04", {"item": "部素材"}, NOT_APPLICABLE),
        ("K05", {"item": "部素材", "capacity_added_mwh": 3000}, MET),
        ("K06", {"item": "リサイクル材", "treated_packs_t": 1000}, MET),
        ("K06", {"item": "リサイクル材", "treated_packs_t": 999}, NOT_MET),
        ("K06", {"item": "部素材"}, NOT_APPLICABLE),
        ("K07", {"item": "製造装置", "partners": 2, "cooperates_until_end": True}, MET),
        ("K07", {"item": "製造装置", "partners": 1, "cooperates_until_end": True}, NOT_MET),
    ],
)
def test_items_and_sizes_at_their_thresholds(
    code: str, facts: dict[str, Fact], expected: Verdict
) -> None:
    assert verdict(code, installs_equipment=True, **facts).verdict is expected


def test_a_shortfall_says_by_how_much_and_what_cures_it() -> None:
    found = verdict("K04", item="車載用蓄電池", installs_equipment=True, capacity_added_mwh=2_500)
    assert "500MWh/年 足りません" in found.reason
    assert "3,000MWh/年 以上" in found.cure


def test_rare_materials_may_keep_capacity_instead_of_adding_it() -> None:
    facts: dict[str, Fact] = {
        "item": "部素材", "installs_equipment": True, "capacity_added_mwh": 0,
    }  # fmt: skip
    rare = verdict("K05", few_domestic_makers=True, keeps_capacity=True, **facts)
    common = verdict("K05", few_domestic_makers=False, keeps_capacity=True, **facts)
    assert (rare.verdict, common.verdict) == (MET, NOT_MET)


@pytest.mark.parametrize(
    "purpose",
    [
        "技術的優位性・不可欠性の確立",
        "製造工程の脱炭素化",
        "デジタル技術による工程管理・生産性向上",
    ],
)
def test_development_has_one_of_three_purposes_and_uses_the_equipment(purpose: str) -> None:
    facts = answers("K02") | {"development_purpose": purpose}
    assert verdict("K02", **facts).verdict is MET
    assert verdict("K02", **(facts | {"development_purpose": "市場調査"})).verdict is NOT_MET
    assert verdict("K02", **(facts | {"uses_installed_equipment": False})).verdict is NOT_MET


def test_energy_density_is_compared_with_the_main_products() -> None:
    facts: dict[str, Fact] = {"differs_in_structure": False, "benchmark_wh_per_l": 700}
    assert verdict("K03", energy_density_wh_per_l=700, **facts).verdict is MET
    assert verdict("K03", energy_density_wh_per_l=699, **facts).verdict is NOT_MET
    assert verdict("K03b", **facts).verdict is NOT_APPLICABLE


def test_a_new_structure_must_meet_all_four_instead() -> None:
    facts = answers("K03b")
    assert verdict("K03b", **facts).verdict is MET
    assert verdict("K03", **facts).verdict is NOT_APPLICABLE
    for name in facts.keys() - {"differs_in_structure"}:
        assert verdict("K03b", **(facts | {name: False})).verdict is NOT_MET, name


def test_gx_needs_the_supply_chain_whatever_else() -> None:
    found = verdict("K11", promotes_supply_chain_gx=False, in_gx_league=True)
    assert found.verdict is NOT_MET


def test_the_gx_league_suffices() -> None:
    assert verdict("K11", promotes_supply_chain_gx=True, in_gx_league=True).verdict is MET


@pytest.mark.parametrize("lacking", GX)
def test_outside_the_league_every_target_is_needed(lacking: str) -> None:
    facts: dict[str, Any] = dict.fromkeys(GX, True) | {
        "promotes_supply_chain_gx": True, "in_gx_league": False,
    }  # fmt: skip
    assert verdict("K11", **facts).verdict is MET
    rest: dict[str, Fact] = {"co2_2020_t": 200_000, "is_small": False, "has_other_measures": True}
    assert verdict("K11", **(facts | rest | {lacking: False})).verdict is NOT_MET


@pytest.mark.parametrize(
    ("co2_t", "is_small", "measures", "expected"),
    [
        (199_999, False, True, MET),
        (200_000, False, True, NOT_MET),
        (200_000, True, True, MET),
        (199_999, False, False, NOT_MET),
    ],
)
def test_small_emitters_and_small_companies_may_file_other_measures(
    co2_t: int, is_small: bool, measures: bool, expected: Verdict
) -> None:
    facts: dict[str, Any] = dict.fromkeys(GX, False) | {
        "promotes_supply_chain_gx": True, "in_gx_league": False, "co2_2020_t": co2_t,
        "is_small": is_small, "has_other_measures": measures,
    }  # fmt: skip
    assert verdict("K11", **facts).verdict is expected


def test_cybersecurity_and_bcp_belong_to_stable_supply() -> None:
    facts = answers("K13")
    assert verdict("K13", **facts).verdict is MET
    for name in ("has_bcp", "has_cyber_measures", "checks_control_software"):
        assert verdict("K13", **(facts | {name: False})).verdict is NOT_MET
    others = facts | {"makes_stationary_systems": False, "checks_control_software": False}
    assert verdict("K13", **others).verdict is MET


@pytest.mark.parametrize(
    ("ends_on", "expected"), [(date(2032, 4, 1), MET), (date(2032, 3, 31), NOT_MET)]
)
def test_production_lasts_five_years_from_its_start(ends_on: date, expected: Verdict) -> None:
    found = verdict(
        "K14", installs_equipment=True, production_starts_on=date(2027, 4, 1), plan_ends_on=ends_on
    )
    assert found.verdict is expected


@pytest.mark.parametrize(("by", "expected"), [(date(2028, 4, 1), MET), (date(2028, 4, 2), NOT_MET)])
def test_mere_development_is_followed_by_investment_within_three_years(
    by: date, expected: Verdict
) -> None:
    found = verdict(
        "K15", develops_technology=True, installs_equipment=False,
        intends_to_install_at_scale=True, development_starts_on=date(2025, 4, 1), installs_by=by,
    )  # fmt: skip
    assert found.verdict is expected


def test_the_board_resolves_before_the_application() -> None:
    on = date(2024, 9, 1)
    facts: dict[str, Fact] = {"has_roadmap": True, "plan_applied_on": on}
    assert verdict("K12", board_resolved_on=on, **facts).verdict is MET
    assert verdict("K12", board_resolved_on=date(2024, 9, 2), **facts).verdict is NOT_MET


def test_partners_who_hold_core_technology_are_bound() -> None:
    facts = answers("K19")
    assert verdict("K19", **facts).verdict is MET
    assert verdict("K19", **(facts | {"partners_are_bound": False})).verdict is NOT_MET
    alone = facts | {"partners_are_bound": False, "partners_hold_core_technology": False}
    assert verdict("K19", **alone).verdict is MET


def test_missing_facts_are_asked_for_by_name_and_unit() -> None:
    found = verdict("K04", item="車載用蓄電池", installs_equipment=True)
    assert found.verdict is None
    assert [(ask.name, ask.kind, ask.unit) for ask in found.missing] == [
        ("capacity_added_mwh", int, "MWh/年")
    ]


def test_judged_items_and_considerations_are_marked() -> None:
    personal = {row["code"] for row in BATTERY["items"] if row["predicate"] is None}
    assert {"K08", "K09", "K17", "K18", "K20", "K21", "K21b", "K21c"} == personal
    free = {row["code"] for row in BATTERY["items"] if not row["is_blocking"]}
    assert free == {"K21b", "K21c"}
    assert all(row["evidence"] and row["article"] for row in BATTERY["items"])


def test_of_the_older_text_nothing_is_invented() -> None:
    assert not OLDER["is_text_held"]
    assert (OLDER["duties"], OLDER["core_technology"]) == ({}, {})
    assert all(row["predicate"] is None for row in OLDER["items"])
    assert all("収録していない" in row["requirement"] for row in OLDER["items"])


def test_another_commodity_is_judged_by_the_same_engine() -> None:
    assert MINERALS["is_sample"]
    assert verdict("M01", MINERALS, mineral="ニッケル").verdict is MET
    assert verdict("M01", MINERALS, mineral="金").verdict is NOT_MET
    assert verdict("M02", MINERALS, work="製錬", output_t=999).verdict is NOT_MET
    assert verdict("M02", MINERALS, work="採鉱", output_t=500).verdict is MET


def test_one_fact_with_two_values_is_a_contradiction() -> None:
    given: list[tuple[str, dict[str, Fact]]] = [
        ("K01", {"item": "部素材"}),
        ("K04", {"item": "車載用蓄電池"}),
        ("K05", {"x": 1}),
    ]
    assert contradictions(given) == [("item", "K01", "K04")]


def test_years_later_of_a_leap_day_is_the_first_of_march() -> None:
    assert years_later(date(2024, 2, 29), 5) == date(2029, 3, 1)
    assert years_later(date(2024, 2, 29), 4) == date(2028, 2, 29)
