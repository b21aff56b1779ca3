"""What every letter carries: sender, addressee, remedy, the account to pay to, the entry made."""

import re
from datetime import date
from fractions import Fraction

from fund.queries import entries_of_key, segments
from grants.models import Grant
from reports.papers.catalogue import PaperKind
from reports.pdf.letter import (
    Addressee,
    BankAccount,
    EntryMark,
    GrantReference,
    Letterhead,
    Remedy,
    Sender,
)
from workflow.law import rule_on
from workflow.models import ActRecord, Organisation
from workflow.models.person import OrganisationKind
from workflow.problems import Problem, Refused

SEAL_NOTE = "（公印省略）"
DAYS_OF_RATE = 365


def issuer() -> Organisation:
    """NEDO as registered; refused while it is not."""
    found = Organisation.objects.filter(kind=OrganisationKind.NEDO).order_by("corporate_number")
    nedo = found.first()
    if nedo is None:
        raise Refused(
            Problem("no_issuer", "発行者（NEDO）が登録されていません。", "団体を登録してください。")
        )
    return nedo


def letterhead(kind: PaperKind, to: Organisation, number: str, issued_on: date) -> Letterhead:
    """The head of a letter from NEDO to a company, with the form's number if it has one."""
    nedo = issuer()
    title, name = office_and_name(nedo.representative, "理事長")
    office, person = office_and_name(to.representative, "代表者")
    return Letterhead(
        paper_number=number,
        issued_on=issued_on,
        addressee=Addressee(to.name, to.address, office, person, to.corporate_number),
        sender=Sender(nedo.name, title, name, SEAL_NOTE),
        form=rule_on(f"paper_form_{kind.code}", issued_on).value,
        contact=tuple(rule_on("paper_contact", issued_on).value.split("|")),
    )


def holder_of(record: ActRecord) -> Organisation:
    """The company that held the case when an act was done: a case may have moved since (承継)."""
    assert record.organisation is not None, "what a letter is about belongs to a company"
    return record.organisation


def office_and_name(representative: str, office: str) -> tuple[str, str]:
    """代表取締役社長　架空　一郎 as office and name; `office` where none is registered."""
    first, _, rest = " ".join(representative.split()).partition(" ")
    return (first, rest.replace(" ", "　")) if rest else (office, first)


def reference(grant: Grant) -> GrantReference:
    """The grant as a letter names it."""
    return GrantReference(grant.title, grant.number, grant.decision_number or "", grant.decided_on)


def remedy_on(day: date) -> Remedy:
    """Before whom a disposition of that day can be contested."""
    return Remedy(rule_on("paper_review_by", day).value, rule_on("paper_defendant", day).value)


def account_on(day: date) -> BankAccount:
    """The fund's account, to which money is paid back."""
    return BankAccount(*rule_on("paper_account", day).value.split("|"))


def entry_mark(segment: int, record: ActRecord, event: str = "") -> EntryMark | None:
    """The entry the act of this record posted, if any; of several the one of an event, or the
    first."""
    found = entries_of_key(segment, key_of_act(record))
    if not found:
        return None
    entry = next((one for one in found if one.event == event), found[0])
    return EntryMark(segment_code(segment), entry.seq, entry.hash)


def key_of_act(record: ActRecord) -> str:
    """The key of the act a record belongs to; all but its first record carry key#n."""
    return re.sub(r"#\d+$", "", record.key)


def segment_code(segment: int) -> str:
    """The code of a 勘定."""
    return next(s.code for s in segments() if s.segment_id == segment)


def annual_rate_text(daily: Fraction) -> str:
    """The rate of a year as the law names it: 3/10000 a day is 年10.95パーセント."""
    hundredths = daily * DAYS_OF_RATE * 10_000
    assert hundredths.denominator == 1, f"{daily} a day is no rate of two decimals a year"
    whole, part = divmod(hundredths.numerator, 100)
    return f"年{whole}.{part:02d}パーセント"
