"""Pure posting rules of what lightens or settles a refund order besides payment. Whole yen."""

from datetime import date

from fund.chart import AVAILABLE, CASH
from fund.entries.grants import GrantBooks
from fund.entries.lines import Entry, lines_of


def waiver_entry(books: GrantBooks, surcharge: int, late: int, on: date, memo: str) -> Entry:
    """JE19 免除 (19条3項): the charges billed are taken back by the amount waived."""
    return Entry(
        "CHARGES_WAIVED",
        on,
        lines_of(
            books.money("4302", "1132", surcharge) if surcharge else None,
            books.money("4302", "1133", late) if late else None,
            books.money("2153", "5401", surcharge + late),
        ),
        memo,
    )


def set_off_entry(
    paying: GrantBooks,
    owing: GrantBooks,
    yen: int,
    *,
    is_final: bool,
    from_advance: int,
    on: date,
    memo: str,
) -> Entry:
    """JE21 相殺 (20条): what one grant is to be paid settles what another owes; cash is untouched.

    is_final: a 精算払 (2201, B400) or else a 概算払 (1121, B300). from_advance: the part of the
    refund that is still an advance in book B (B310), the rest was settled (B500).
    """
    debit, undrawn, drawn = ("2201", "B400", "B500") if is_final else ("1121", "B300", "B310")
    settled = yen - from_advance
    return Entry(
        "SET_OFF",
        on,
        lines_of(
            paying.money(debit, "1131", yen),
            paying.budget(undrawn, drawn, yen),
            owing.budget("B310", AVAILABLE, from_advance) if from_advance else None,
            owing.budget("B500", AVAILABLE, settled) if settled else None,
        ),
        memo,
    )


def reduction_entry(
    books: GrantBooks,
    yen: int,
    *,
    from_advance: bool,
    is_fixed: bool,
    same_year: bool,
    on: date,
    memo: str,
) -> Entry:
    """An order lowered on appeal: the receivable is taken back the way it arose (JE15b, 16, 17).

    from_advance: the order took advances back. Once the amount is fixed (is_fixed), what the
    company keeps of them after all is settled: an expense, with the liability released.
    """
    if from_advance and is_fixed:
        settled = (
            books.money("5101", "1131", yen),
            books.money("2151", "4101", yen),
            books.budget("B310", "B500", yen),
        )
        return Entry("REFUND_REDUCED", on, settled, memo)
    if from_advance:
        return Entry("REFUND_REDUCED", on, (books.money("1121", "1131", yen),), memo)
    back, liability = (("5101", ("2151", "4101")), (("4301", ("2153", "5401"))))[not same_year]
    lines = (books.money(back, "1131", yen), books.money(*liability, yen))
    return Entry("REFUND_REDUCED", on, lines, memo)


def reallocation_entry(
    books: GrantBooks,
    *,
    surcharge: int,
    late: int,
    overpaid: int,
    is_fixed: bool,
    from_advance: bool,
    same_year: bool,
    on: date,
    memo: str,
) -> Entry:
    """Principal paid that an appeal took away pays 加算金, then 延滞金; the rest is 過誤納金.

    What the company keeps of the grant after all stands again as it stood before the order: an
    advance, or once the amount is fixed what was settled; its budget is used again.
    """
    yen = surcharge + late + overpaid
    if from_advance and not is_fixed:
        debit, freed, group = "1121", None, "B310"
    elif from_advance or same_year:
        debit, freed, group = "5101", ("2151", "4101"), "B500"
    else:
        debit, freed, group = "4301", ("2153", "5401"), "B500"
    return Entry(
        "REFUND_REALLOCATED",
        on,
        lines_of(
            books.money(debit, "1132", surcharge) if surcharge else None,
            books.money(debit, "1133", late) if late else None,
            books.money(debit, "2204", overpaid) if overpaid else None,
            books.money(*freed, yen) if freed else None,
            books.budget(AVAILABLE, group, yen),
            books.budget("B100", AVAILABLE, surcharge + late) if surcharge + late else None,
        ),
        memo,
    )


def charges_lowered_entry(
    books: GrantBooks, surcharge: int, late: int, on: date, memo: str
) -> Entry:
    """Charges that were booked on a principal an appeal has lowered since."""
    lines = waiver_entry(books, surcharge, late, on, memo).lines
    return Entry("CHARGES_LOWERED", on, lines, memo)


def charges_freed_entry(
    books: GrantBooks, surcharge: int, late: int, moved: int, on: date, memo: str
) -> Entry:
    """Charges paid that an appeal has lowered since: 過誤納金, no longer money of the fund.

    moved: the part of the one charge that pays the other instead. Refused when B200 is short.
    """
    over = surcharge + late - moved
    return Entry(
        "CHARGES_FREED",
        on,
        lines_of(
            books.money("1132", "1133", moved) if surcharge and moved else None,
            books.money("1133", "1132", moved) if late and moved else None,
            books.money("1132", "2204", min(surcharge, over)) if surcharge and over else None,
            books.money("1133", "2204", min(late, over)) if late and over else None,
            books.budget(AVAILABLE, "B100", over) if over else None,
        ),
        memo,
    )


def overpayment_return_entry(books: GrantBooks, yen: int, on: date, memo: str) -> Entry:
    """過誤納金の還付, on the bank's value date."""
    return Entry("OVERPAYMENT_RETURNED", on, (books.money("2204", CASH, yen),), memo)


def demand_entry(books: GrantBooks, yen: int, on: date, memo: str) -> Entry:
    """JE30 財産処分・収益納付・消費税の納付請求: income that joins the fund."""
    lines = (books.money("1131", "4301", yen), books.money("5401", "2153", yen))
    return Entry("RETURN_DEMANDED", on, lines, memo)


def demand_receipt_entry(books: GrantBooks, yen: int, on: date, memo: str) -> Entry:
    """The money demanded arrives; income enters B200 when received."""
    lines = (books.money(CASH, "1131", yen), books.budget("B100", AVAILABLE, yen))
    return Entry("RETURN_RECEIVED", on, lines, memo)


def recovery_entry(books: GrantBooks, yen: int, on: date, memo: str) -> Entry:
    """Money on a claim written off (償却債権の回収): income that joins the fund, no principal."""
    lines = (
        books.money(CASH, "4301", yen),
        books.money("5401", "2153", yen),
        books.budget("B100", AVAILABLE, yen),
    )
    return Entry("LOSS_RECOVERED", on, lines, memo)
