"""基金残高計算書の発行 (推進法34条・43条2項): the fund's balance up to a day, known at an entry.

Who: accounting_approver, treasury_manager
State: —
Ledger: none (read at one entry, which the paper names)
Paper: 基金残高計算書
Deadline: none
"""

from datetime import date, datetime

from fund.as_of import head_at
from fund.queries import Head, head
from reports.issuing import problems_printing, write_paper
from reports.models import IssuedPaper
from reports.papers.catalogue import FUND_STATEMENT, next_paper_number
from reports.papers.fund import month_statement
from reports.papers.letterhead import issuer
from workflow.act import act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if


def problems_stating(
    segment: int, until_on: date, known: Head | None, today: date
) -> list[Problem]:
    """Every reason why there can be no statement up to that day, known at that entry."""
    problems = []
    if until_on >= today:
        problems.append(
            Problem(
                "until_on",
                "計算書は、終わった日現在で発行します。",
                "昨日以前の日を選んでください。",
                "until_on",
            )
        )
    if head(segment).seq == 0:
        problems.append(
            Problem(
                "no_entry", "この勘定にはまだ仕訳がありません。", "基金の造成を記帳してください。"
            )
        )
    elif known is None:
        problems.append(
            Problem(
                "known_seq",
                "この番号の仕訳はありません。",
                f"1から{head(segment).seq}までの仕訳番号を記入してください。",
                "known_seq",
            )
        )
    return problems


def problems_repeating(segment: int, until_on: date, seq: int) -> list[Problem]:
    """A second statement is only issued when the ledger has grown since the first."""
    same = IssuedPaper.objects.filter(
        kind=FUND_STATEMENT.code, segment=segment, as_of=until_on, ledger_seq=seq
    ).first()
    if same is None:
        return []
    return [
        Problem(
            "issued",
            f"同じ仕訳までの計算書が発行済みです（{same.number}）。",
            "発行済みの計算書を印刷してください。",
        )
    ]


@act
def issue_fund_statement(
    segment: int,
    until_on: date,
    known_seq: int | None = None,
    *,
    actor: Person,
    now: datetime,
    key: str,
) -> ActRecord:
    """Freeze the figures from the month's first day to a day under the next number.

    known_seq: the newest entry that is to be known; None for the newest there is.
    """
    today = jst_day(now)
    refuse_if(problems_stating(segment, until_on, _known(segment, known_seq), today))
    # The series' row is locked from here on, so that two issuers cannot both find nothing issued.
    number = next_paper_number(FUND_STATEMENT, today)
    known = _known(segment, known_seq)
    assert known is not None, "entries are never taken away"
    refuse_if(problems_repeating(segment, until_on, known.seq))
    statement = month_statement(
        segment, until_on, known, number=number, issued_on=today, issuer=issuer()
    )
    refuse_if(problems_printing(statement))
    return write_paper(
        FUND_STATEMENT, number, statement, today, segment=segment, known=known, as_of=until_on
    )


def _known(segment: int, seq: int | None) -> Head | None:
    return head(segment) if seq is None else head_at(segment, seq)
