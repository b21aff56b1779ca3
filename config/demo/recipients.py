"""The twelve fictional recipients of the story and who tells which case."""

from collections.abc import Callable

from config.demo import cases, cases_under_way
from config.demo.people import Company, settle_company
from config.demo.world import Chapter, World

Telling = Callable[[World, Company], Chapter]
SMALL = frozenset({"R08", "R10"})
RECIPIENTS: dict[str, tuple[str, Telling]] = {
    "R01": ("株式会社青葉セル工業", cases_under_way.aoba),
    "R02": ("株式会社北斗エナジーデバイス", cases_under_way.hokuto),
    "R03": ("株式会社みなと蓄電システムズ", cases.minato),
    "R04": ("株式会社東雲マテリアル", cases_under_way.shinonome),
    "R05": ("株式会社白峰ケミカル", cases.shiramine),
    "R06": ("株式会社碧海フィルム", cases_under_way.hekikai),
    "R07": ("株式会社瑞穂メタルフォイル", cases_under_way.mizuho),
    "R08": ("株式会社里山リサイクル", cases.satoyama),
    "R09": ("株式会社朝凪装置システム", cases_under_way.asanagi),
    "R10": ("株式会社つくも精機製作", cases_under_way.tsukumo),
    "R11": ("株式会社天翔固体電池技研", cases_under_way.tensho),
    "R12": ("株式会社汐見バインダー", cases.shiomi),
}


def chapters(world: World) -> list[Chapter]:
    """Every recipient's case."""
    found = []
    for code, (name, tell) in RECIPIENTS.items():
        company = settle_company(code, int(code[1:]), name, is_small=code in SMALL)
        world.companies[code] = company
        found.append(tell(world, company))
    found.append(cases_under_way.other_of_tsukumo(world, world.companies["R10"]))
    return found
