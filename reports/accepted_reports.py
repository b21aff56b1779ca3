"""What an accepted report on business or consumption tax says, for the demand resting on it."""

from fractions import Fraction
from typing import Any

from grants.accepted_reports import Reported, tells_reports
from reports.dossier import Dossier
from reports.models import Report
from reports.questions import AnswerError, read_answer
from workflow.machines.report import ReportState
from workflow.models import Obligation

# What the way of deducting says of the share of taxable sales; None: the report's own ratio.
SHARES = {
    "一括比例配分方式": None,
    "全額控除": Fraction(1),
    "簡易課税": Fraction(0),
    "免税事業者": Fraction(0),
}


@tells_reports
def said_by(duty: Obligation) -> Reported | None:
    """The figures of the filing that was accepted; None where no report came through the door."""
    report = Report.objects.filter(
        subject_id=duty.subject_id, kind=duty.kind, period_key=duty.period_key,
        state=ReportState.ACCEPTED,
    ).first()  # fmt: skip
    if report is None:
        return None
    answers = _answers(Dossier(report))
    return Reported(
        profit_yen=answers.get("profit"),
        taxable_share=_share(answers),
        return_yen=answers.get("returned"),
    )


def _share(answers: dict[str, Any]) -> Fraction | None:
    method = answers.get("method")
    if method not in SHARES:
        return None
    ratio = answers.get("ratio")
    return ratio / 100 if SHARES[method] is None and ratio is not None else SHARES[method]


def _answers(dossier: Dossier) -> dict[str, Any]:
    """The answers of the last filing as values; one that cannot be read says nothing."""
    filed, found = dossier.filings[-1].draft.answers, {}
    for question in dossier.questions:
        try:
            typed = filed.get(question.code, "")
            if typed.strip():
                found[question.code] = read_answer(question, typed)
        except AnswerError:
            continue
    return found
