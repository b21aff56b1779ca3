"""No movement of the fund can be without a name."""

from collections import Counter

from fund.chart import CHART, FUND_ACCOUNTS
from reports.papers.fund_kinds import FUND_KINDS, KIND_OF


def test_every_account_of_book_p_is_the_fund_itself_or_has_one_kind() -> None:
    proprietary = {account.code for account in CHART if account.book == "P"}
    assert {*KIND_OF, *FUND_ACCOUNTS} == proprietary
    assert max(Counter(code for kind in FUND_KINDS for code in kind.codes).values()) == 1
    assert not set(KIND_OF) & set(FUND_ACCOUNTS)
