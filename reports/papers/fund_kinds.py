"""How an increase or decrease of the fund is called, by the account on the other side.

The fund is what lies on its account and what is placed (see README): every other account of book P
has a row here, so that a new kind of entry can never fall out of the statement.
"""

from dataclasses import dataclass

from fund.chart import FUND_ACCOUNTS


@dataclass(frozen=True)
class FundKind:
    """A kind of movement. increase, decrease: its name in each direction."""

    codes: tuple[str, ...]
    increase: str
    decrease: str


FUND_KINDS = (
    FundKind(("2151", "2101"), "国からの補助金の受入れ（基金の造成）", "補助金の受入れの取消し"),
    FundKind(("4201", "4202", "1134"), "運用益（利息）の受入れ", "運用益の受入れの取消し・損失"),
    FundKind(("1131", "4301", "2153", "1139"), "返還金の収納", "返還金の戻し"),
    FundKind(("1132", "1133", "4302"), "加算金・延滞金の収納", "加算金・延滞金の戻し"),
    FundKind(("2204",), "過誤納金の受入れ", "過誤納金の還付"),
    FundKind(("1121",), "助成金（概算払）の組戻し", "助成金の支払（概算払）"),
    FundKind(("2201", "5101", "4101"), "助成金（精算払）の組戻し", "助成金の支払（精算払）"),
    FundKind(("2202", "5201", "5202"), "管理費の戻入れ", "管理費の支払"),
    FundKind(("2203",), "国庫納付の取消し", "国庫への納付"),
    FundKind(("2301",), "不明入金の受入れ", "不明入金の整理"),
    FundKind(("1141", "2302", "2303"), "他勘定からの受入れ", "他勘定への振替"),
    FundKind(("2152", "3001", "5301", "5401"), "その他の増加", "その他の減少"),
)
assert not {code for kind in FUND_KINDS for code in kind.codes} & set(FUND_ACCOUNTS)
KIND_OF = {code: kind for kind in FUND_KINDS for code in kind.codes}
