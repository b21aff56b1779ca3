"""Which lines of the bank's statement cases have booked, as the fund's acts ask for them."""

from fund.bank_lines import keep_lines
from grants.models import Demand, OverpaymentReturn, Payment, RefundReceipt

keep_lines(Payment, "bank_reference", "助成金の支払")
keep_lines(RefundReceipt, "bank_reference", "返還金の収納")
keep_lines(Demand, "bank_reference", "納付の収納")
keep_lines(OverpaymentReturn, "bank_reference", "過誤納金の還付")
