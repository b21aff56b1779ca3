"""What may be placed: the law's kinds, within the limits, with enough cash left to pay."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from unicodedata import normalize

from django.db import connection

from fund.chart import CASH
from fund.forecast import ladder_of
from fund.holdings import approved_unsettled, fund_yen, holdings_of
from fund.ladder import Flow, first_short
from fund.models import Instrument
from fund.models.placement import STATE_BOND, STATE_ISSUER
from fund.money import format_yen
from fund.queries import balance
from workflow.calendar import month_end, months_later
from workflow.law import article_of, fraction_on, number_on
from workflow.problems import Problem

ARTICLE = "通則法47条（推進法43条3項で準用）"
NEEDS = {
    "designation": "主務大臣の指定の通知の文書番号",
    "guarantee": "元本補塡契約の文書番号",
}


@dataclass(frozen=True)
class PlacementProposal:
    """What would be placed. Whole yen; rate a year; coupon_months 0: interest at maturity."""

    segment: int
    instrument: str
    name: str
    issuer: str
    proof: str
    face_yen: int
    price_yen: int
    accrued_yen: int
    rate: Fraction
    coupon_months: int
    settles_on: date
    matures_on: date


def take_turn(segment: int) -> None:
    """Let one at a time approve placements of a 勘定: the limits are on the sum of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('placements', %s))", [segment]
        )


def problems_placing(given: PlacementProposal, today: date) -> list[Problem]:
    """Every reason why this may not be placed."""
    kind = Instrument.objects.filter(pk=given.instrument, valid_from__lte=today).first()
    if kind is None:
        return [
            Problem(
                "instrument",
                f"{ARTICLE}が認める運用の方法ではありません。",
                "国債、地方債、政府保証債、主務大臣の指定する有価証券、預金、元本補塡契約のある"
                "金銭信託に限ります。",
                "instrument",
            )
        ]
    found = [*_problems_of_form(given, kind, today)]
    return found or [*_problems_of_limits(given, kind, today), *_problems_of_cash(given, today)]


def _problems_of_form(given: PlacementProposal, kind: Instrument, today: date) -> Iterator[Problem]:
    if kind.needs and not given.proof.strip():
        what = NEEDS[kind.needs]
        yield Problem(
            "proof",
            f"{kind.name}には{what}が要ります（{kind.article}）。",
            "文書を確認し、番号を記入してください。",
            "proof",
        )
    if not given.name.strip() or not given.issuer.strip():
        yield Problem("missing", "銘柄又は発行者がありません。", "記入してください。", "name")
    if (kind.pk == STATE_BOND) != (given.issuer == STATE_ISSUER):
        yield Problem(
            "issuer",
            f"発行者・預入先が「{STATE_ISSUER}」であるのは国債だけです。",
            f"国債なら「{STATE_ISSUER}」、他の方法なら相手の名称を記入してください。",
            "issuer",
        )
    if min(given.face_yen, given.price_yen) <= 0 or given.accrued_yen < 0:
        yield Problem(
            "amount", "金額が正しくありません。", "1円以上で記入してください。", "face_yen"
        )
    if kind.account != "1161" and (given.price_yen, given.accrued_yen) != (given.face_yen, 0):
        yield Problem(
            "price",
            f"{kind.name}の取得価額は元本と同額で、経過利息はありません。",
            "金額を確認してください。",
            "price_yen",
        )
    if not today <= given.settles_on < given.matures_on:
        yield Problem(
            "dates",
            "受渡予定日は本日以後、満期日はその後の日です。",
            "日付を確認してください。",
            "settles_on",
        )


def _problems_of_limits(
    given: PlacementProposal, kind: Instrument, today: date
) -> Iterator[Problem]:
    months = number_on("placement_term_months", today)
    if given.matures_on > _months_after(given.settles_on, months):
        article = article_of("placement_term_months", today)
        yield Problem(
            "term",
            f"運用の期間は{months}か月までです（{article}）。",
            "満期の早いものを選んでください。",
            "matures_on",
        )
    total = fund_yen(given.segment)
    held = [(h.placement, h.book_yen) for h in holdings_of(given.segment)]
    held += [(p, p.price_yen) for p in approved_unsettled(given.segment)]
    of_kind = sum(yen for p, yen in held if p.instrument_id == kind.pk)
    yield from _beyond(f"placement_share_{kind.pk}", kind.name, given, of_kind, total, today)
    if given.issuer != STATE_ISSUER:
        issuer = one_spelling(given.issuer)
        same = sum(yen for p, yen in held if one_spelling(p.issuer) == issuer)
        yield from _beyond("placement_share_of_issuer", given.issuer, given, same, total, today)


def one_spelling(name: str) -> str:
    """A name without what a typist may vary: width of letters, case, blanks."""
    return "".join(normalize("NFKC", name).casefold().split())


def _beyond(
    rule: str, name: str, given: PlacementProposal, held_yen: int, total_yen: int, today: date
) -> Iterator[Problem]:
    share = fraction_on(rule, today)
    limit = total_yen * share.numerator // share.denominator
    beyond = held_yen + given.price_yen - limit
    if beyond > 0:
        yield Problem(
            "limit",
            f"{name}に置けるのは基金残高の{share}（{format_yen(limit)}）までです"
            f"（超過 {format_yen(beyond)}、{article_of(rule, today)}）。",
            "額を減らすか、他の方法を選んでください。",
            "price_yen",
            short_yen=beyond,
        )


def _problems_of_cash(given: PlacementProposal, today: date) -> Iterator[Problem]:
    """The ladder with this placement in it must not fall short where it did not before."""
    cost = given.price_yen + given.accrued_yen
    spoken_for = approved_unsettled(given.segment)
    free = balance(given.segment, CASH) - sum(p.price_yen + p.accrued_yen for p in spoken_for)
    if cost > free:
        yield Problem(
            "cash",
            f"専用口座の残高が不足しています（不足額 {format_yen(cost - free)}）。",
            "額を減らすか、満期を待ってください。",
            "price_yen",
            short_yen=cost - free,
        )
        return
    placing = [Flow(given.settles_on, -cost), Flow(given.matures_on, given.face_yen)]
    short = first_short(ladder_of(given.segment, today, placing))
    if short is not None and short.ends_on < month_end(given.matures_on):
        yield Problem(
            "ladder",
            f"{short.ends_on:%Y年%-m月}の支払見込みに対し、現金が"
            f"{format_yen(short.short_yen)}不足します。",
            "満期を支払の前に合わせるか、額を減らしてください。",
            "matures_on",
            short_yen=short.short_yen,
        )


def _months_after(day: date, months: int) -> date:
    return months_later(day, months) or month_end(months_later(day.replace(day=1), months) or day)
